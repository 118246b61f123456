using Vae.Core.Options;

namespace Vae.Core.Networks;

/// <summary>A convolution or a transposed one: which of two maps of channels each weight joins, at which distance.</summary>
/// <param name="Name">Prefix of the parameters' names.</param>
/// <param name="From">Shape of the input.</param>
/// <param name="To">Shape of the output.</param>
/// <param name="Kernel">Side of the square of taps.</param>
/// <param name="Stride">Pixels of the large map from one pixel of the small map to the next.</param>
/// <param name="Padding">Pixels by which the taps reach over the large map's edge.</param>
internal abstract record ConvolutionLayer(string Name, ImageShape From, ImageShape To, int Kernel, int Stride, int Padding)
    : LayerPlan((int)From.Size, (int)To.Size)
{
    public string WeightName => Name + ".weight";

    public string BiasName => Name + ".bias";

    /// <summary>The map that each weight steps over pixel by pixel: the output of a convolution, the input of a transposed one.</summary>
    public abstract ImageShape Small { get; }

    /// <summary>The map over which the taps lie: the input of a convolution, the output of a transposed one.</summary>
    public abstract ImageShape Large { get; }

    /// <summary>Numbers that an output sees; in a transposed convolution on average, and without edges.</summary>
    public abstract double FanIn { get; }

    /// <summary>Outputs that see a number.</summary>
    public abstract double FanOut { get; }

    /// <summary>What PyTorch takes for the fan-in when it draws the weights: size of the weight's axes but the first.</summary>
    public int TorchFanIn => Large.Channels * Kernel * Kernel;

    /// <summary>[Small.Channels, Large.Channels, Kernel, Kernel] in both directions, which is PyTorch's layout of either.</summary>
    public override IReadOnlyList<ParameterSpec> Parameters =>
    [
        new(WeightName, ParameterKind.Weight, Small.Channels, Large.Channels, Kernel, Kernel),
        new(BiasName, ParameterKind.Bias, To.Channels),
    ];
}

/// <summary>y[o, y, x] = b[o] + sum of W[o, c, i, j] x[c, y * Stride - Padding + i, x * Stride - Padding + j]; what lies over the edge is 0.</summary>
/// <param name="Name">Prefix of the parameters' names.</param>
/// <param name="From">Shape of the input.</param>
/// <param name="To">Shape of the output; each side is floor((side + 2 Padding - Kernel) / Stride) + 1.</param>
/// <param name="Kernel">Side of the square of taps.</param>
/// <param name="Stride">Pixels of the input from one output to the next.</param>
/// <param name="Padding">Zeros on each side.</param>
internal sealed record Conv2dLayer(string Name, ImageShape From, ImageShape To, int Kernel, int Stride, int Padding)
    : ConvolutionLayer(Name, From, To, Kernel, Stride, Padding)
{
    public override ImageShape Small => To;

    public override ImageShape Large => From;

    public override double FanIn => (double)From.Channels * Kernel * Kernel;

    public override double FanOut => Math.Max(1, (double)To.Channels * Kernel * Kernel / (Stride * Stride));
}

/// <summary>The way back of <see cref="Conv2dLayer"/>: y[o, y * Stride - Padding + i, x * Stride - Padding + j] gathers W[c, o, i, j] x[c, y, x].</summary>
/// <param name="Name">Prefix of the parameters' names.</param>
/// <param name="From">Shape of the input.</param>
/// <param name="To">Shape of the output; each side is (side - 1) Stride - 2 Padding + Kernel + output padding, the latter below Stride.</param>
/// <param name="Kernel">Side of the square of taps.</param>
/// <param name="Stride">Pixels of the output from one input to the next.</param>
/// <param name="Padding">Pixels cut off on each side.</param>
internal sealed record ConvTranspose2dLayer(string Name, ImageShape From, ImageShape To, int Kernel, int Stride, int Padding)
    : ConvolutionLayer(Name, From, To, Kernel, Stride, Padding)
{
    public override ImageShape Small => From;

    public override ImageShape Large => To;

    public override double FanIn => Math.Max(1, (double)From.Channels * Kernel * Kernel / (Stride * Stride));

    public override double FanOut => (double)To.Channels * Kernel * Kernel;

    /// <summary>PyTorch's output_padding of the height: rows at the bottom that the taps may or may not reach.</summary>
    public int OutputPaddingHeight => To.Height - (((From.Height - 1) * Stride) - (2 * Padding) + Kernel);

    /// <summary>The same of the width.</summary>
    public int OutputPaddingWidth => To.Width - (((From.Width - 1) * Stride) - (2 * Padding) + Kernel);
}
