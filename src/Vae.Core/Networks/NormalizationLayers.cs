using System.Collections.Immutable;

namespace Vae.Core.Networks;

/// <summary>
/// y = weight (x - mean) / sqrt(variance + Epsilon) + bias for each channel; mean and variance over batch and positions in training, running ones
/// afterwards. PyTorch's BatchNorm1d (one position) and BatchNorm2d: running = (1 - Momentum) running + Momentum batch's, the variance unbiased there.
/// </summary>
/// <param name="Name">Prefix of the names <c>weight</c>, <c>bias</c>, <c>running_mean</c> and <c>running_var</c>, each [Channels].</param>
/// <param name="Channels">Channels.</param>
/// <param name="Positions">Numbers a channel, next to each other in a row.</param>
internal sealed record BatchNormLayer(string Name, int Channels, int Positions) : LayerPlan(Channels * Positions, Channels * Positions)
{
    /// <summary>Added to the variance.</summary>
    public const float Epsilon = 1e-5f;

    /// <summary>Share of the batch's statistics in the running ones.</summary>
    public const float Momentum = 0.1f;

    public string WeightName => Name + ".weight";

    public string BiasName => Name + ".bias";

    public string RunningMeanName => Name + ".running_mean";

    public string RunningVarianceName => Name + ".running_var";

    public override IReadOnlyList<ParameterSpec> Parameters =>
    [
        new(WeightName, ParameterKind.Bias, Channels),
        new(BiasName, ParameterKind.Bias, Channels),
        new(RunningMeanName, ParameterKind.Buffer, Channels),
        new(RunningVarianceName, ParameterKind.Buffer, Channels),
    ];
}

/// <summary>y = weight (x - mean) / sqrt(variance + Epsilon) + bias, mean and variance over the numbers of a row. PyTorch's LayerNorm over the whole shape.</summary>
/// <param name="Name">Prefix of the names <c>weight</c> and <c>bias</c>, each of the shape.</param>
/// <param name="Shape">Sizes of a row: [size], or [channels, height, width].</param>
/// <param name="Size">Numbers a row.</param>
internal sealed record LayerNormLayer(string Name, ImmutableArray<int> Shape, int Size) : LayerPlan(Size, Size)
{
    /// <summary>Added to the variance.</summary>
    public const float Epsilon = 1e-5f;

    public string WeightName => Name + ".weight";

    public string BiasName => Name + ".bias";

    public override IReadOnlyList<ParameterSpec> Parameters =>
        [new(WeightName, ParameterKind.Bias, [.. Shape]), new(BiasName, ParameterKind.Bias, [.. Shape])];
}
