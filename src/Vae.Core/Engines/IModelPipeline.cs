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

    /// <summary>The reference row that counts for each row, both scaled and row-major.</summary>
    void Neighbours(ReadOnlySpan<float> scaledRows, Span<float> neighbours);

    /// <summary>Decodes row-major codes to the means of p(x|z), scaled or in raw units.</summary>
    void Decode(ReadOnlySpan<float> latent, bool scaled, Span<float> rows);

    /// <summary>Sums of -log p(x|z) and KL over rows in raw units.</summary>
    LossTotals NegativeElbo(ReadOnlySpan<float> rows, int samples, int seed, long firstRow);

    /// <summary>Sums of the importance-weighted estimate of -log p(x) over rows in raw units.</summary>
    LossTotals ImportanceWeightedNll(ReadOnlySpan<float> rows, int samples, int seed, long firstRow);

    /// <summary>The decoder's output of row-major codes: means in scaled units, or logits of a Bernoulli decoder.</summary>
    void DecoderOutput(ReadOnlySpan<float> codes, Span<float> outputs);
}
