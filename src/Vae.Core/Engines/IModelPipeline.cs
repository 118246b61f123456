using Vae.Core.Options;

namespace Vae.Core.Engines;

/// <summary>From rows to codes, reconstructions and scores. Safe to use from many threads at once.</summary>
internal interface IModelPipeline
{
    /// <summary>Computes the outputs that have room.</summary>
    /// <param name="rows">Row-major rows.</param>
    /// <param name="scaled">Whether the rows are scaled already; reconstructions are then scaled too.</param>
    /// <param name="kind">The score.</param>
    /// <param name="outputs">Where to.</param>
    void Transform(ReadOnlySpan<float> rows, bool scaled, ScoreKind kind, scoped VaeOutputs outputs);

    /// <summary>Residual and mean code side by side, [rows, C + L], which the whitening is fitted on: x - x^ (scaled) of each feature, or one number a column where they are of several kinds.</summary>
    void Joint(ReadOnlySpan<float> scaledRows, Span<float> joint);

    /// <summary>What rows are compared with reference rows by, [rows, D + K]: the rows themselves or, in a context, what they are off from what belongs there, NaN where a value was not observed.</summary>
    void Deviations(ReadOnlySpan<float> scaledRows, Span<float> deviations);

    /// <summary>The reference row that counts for each row, as <see cref="Deviations"/> has them, both scaled and row-major.</summary>
    /// <param name="scaledRows">The rows.</param>
    /// <param name="scale">Which of the scales of <see cref="Statistics.ReferenceRows"/> it is one of, 0 all references.</param>
    /// <param name="neighbours">Receives a reference a row.</param>
    void Neighbours(ReadOnlySpan<float> scaledRows, int scale, Span<float> neighbours);

    /// <summary>Decodes row-major codes to the means of p(x|z), scaled or in raw units.</summary>
    /// <param name="latent">Codes [rows, L].</param>
    /// <param name="context">The context of each row, scaled, [rows, K]; empty where the model has none.</param>
    /// <param name="scaled">Whether rows are wanted in scaled units.</param>
    /// <param name="rows">Receives [rows, D + K], the context behind what was decoded.</param>
    void Decode(ReadOnlySpan<float> latent, ReadOnlySpan<float> context, bool scaled, Span<float> rows);

    /// <summary>Sums of -log p(x|z) and KL over rows in raw units.</summary>
    LossTotals NegativeElbo(ReadOnlySpan<float> rows, int samples, int seed, long firstRow);

    /// <summary>Sums of the importance-weighted estimate of -log p(x) over rows in raw units.</summary>
    LossTotals ImportanceWeightedNll(ReadOnlySpan<float> rows, int samples, int seed, long firstRow);

    /// <summary>The decoder's output of row-major codes: means in scaled units, or logits of a Bernoulli decoder.</summary>
    /// <param name="codes">Codes [rows, L].</param>
    /// <param name="context">The context of each row, scaled, [rows, K]; empty where the model has none.</param>
    /// <param name="outputs">Receives [rows, D + K], the context behind the output.</param>
    void DecoderOutput(ReadOnlySpan<float> codes, ReadOnlySpan<float> context, Span<float> outputs);
}
