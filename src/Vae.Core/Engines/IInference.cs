namespace Vae.Core.Engines;

/// <summary>Forward passes on scaled rows, row-major.</summary>
internal interface IInference
{
    /// <summary>Mean code and clamped log-variance of each row; <paramref name="logVariance"/> may be empty.</summary>
    void Encode(ReadOnlySpan<float> rows, Span<float> mean, Span<float> logVariance);

    /// <summary>Sums of -log p(x|z) (averaged over samples) and KL.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="samples">Samples of the code a row.</param>
    /// <param name="seed">Seed of the evaluation noise.</param>
    /// <param name="firstRow">Number of the first row in the whole evaluation; a row's noise depends on its own number alone.</param>
    /// <param name="weights">A factor on each row's part of the sums; empty: 1.</param>
    /// <remarks>An autoencoder has no KL: its sums are those of -log p(x | z = code).</remarks>
    LossTotals NegativeElbo(ReadOnlySpan<float> rows, int samples, int seed, long firstRow, ReadOnlySpan<float> weights = default);

    /// <summary>
    /// Sums of the importance-weighted estimate of -log p(x), -log 1/M sum_m p(x|z_m) p(z_m) / q(z_m|x), as the objective; beside it the mean of
    /// -log p(x|z) and the KL. Noise as in <see cref="NegativeElbo"/>.
    /// </summary>
    LossTotals ImportanceWeightedNll(ReadOnlySpan<float> rows, int samples, int seed, long firstRow, ReadOnlySpan<float> weights = default);
}
