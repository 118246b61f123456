using System.Collections.Immutable;

namespace Vae.Core.Generation;

/// <summary>How rows are drawn from a model.</summary>
public sealed record SamplingOptions
{
    /// <summary>
    /// Factor on the standard deviation of the codes; 0 to 100, default 1, the prior itself. Below 1 rows are more alike and more typical; 0 decodes the
    /// prior's mean.
    /// </summary>
    public float Temperature { get; init; } = 1f;

    /// <summary>
    /// Whether a row is drawn from p(x|z), rather than being its mean (default): a Gaussian decoder adds its sigma times a standard normal to each scaled
    /// feature, a Bernoulli decoder draws each feature as 0 or 1, in scaled units, with its probability; of a categorical column one level is drawn.
    /// </summary>
    public bool DecoderNoise { get; init; }

    /// <summary>
    /// Number of the first row in the endless sequence of rows that a seed stands for; 0 (default) to 2^48 - 1. A row depends on the seed and on its own number
    /// alone, so that many rows can be drawn in parts.
    /// </summary>
    public long FirstRow { get; init; }

    /// <summary>
    /// The context in which rows are drawn, of a model that has one (<see cref="Options.VaeOptions.ContextColumnCount"/>): the last features of a row, in raw units, the same for every row drawn. Empty (default) for
    /// models without.
    /// </summary>
    public ImmutableArray<float> Context { get; init; } = [];

    internal void Validate()
    {
        Require.InRange(Temperature, 0f, 100f, "Sampling.Temperature");
        Require.InRange(FirstRow, 0, (1L << 48) - 1, "Sampling.FirstRow");
    }
}
