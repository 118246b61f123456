using System.Collections.Immutable;

namespace Vae.Core.Options;

/// <summary>Shape of the encoder and of its mirror image, the decoder.</summary>
public sealed record NetworkOptions
{
    private static readonly ConvolutionOptions NoConvolution = new();

    /// <summary>Largest width of any layer.</summary>
    public const int MaximumWidth = 1 << 20;

    /// <summary>Linear layers alone (default), or convolutions before them.</summary>
    public NetworkKind Kind { get; init; }

    /// <summary>
    /// How a row makes a picture; its size must be the number of columns. Needed by <see cref="NetworkKind.Convolutional"/>. Default
    /// <see langword="null"/>: rows are no pictures.
    /// </summary>
    public ImageShape? Image { get; init; }

    /// <summary>The convolutions of <see cref="NetworkKind.Convolutional"/>. Default: sized by the picture.</summary>
    public ConvolutionOptions Convolutional { get; init; } = NoConvolution;

    /// <summary>What stands between each hidden layer and its activation. Default nothing.</summary>
    public NormalizationKind Normalization { get; init; }

    /// <summary>
    /// Widths of the encoder's hidden linear layers, input side first; the decoder mirrors them. <see langword="null"/> (default) sizes them: of a dense
    /// network by the number of columns D, H = clip(4 D, 32, 128), then max(H / 2, latent dimension); after convolutions one layer of
    /// max(128, latent dimension). Empty: none.
    /// </summary>
    public ImmutableArray<int>? HiddenLayers { get; init; }

    /// <summary>Numbers in the latent code. <see langword="null"/> (default): min(D, 64).</summary>
    public int? LatentDimension { get; init; }

    /// <summary>Non-linearity after each hidden layer. Default ReLU.</summary>
    public Activation Activation { get; init; } = Activation.ReLU;

    /// <summary>Slope of <see cref="Activation.LeakyReLU"/> below 0; 0 to 1, default 0.01.</summary>
    public float LeakySlope { get; init; } = 0.01f;

    /// <summary>Share of hidden activations set to 0 in training, the rest scaled up to match; 0 (default) to below 1.</summary>
    public float Dropout { get; init; }

    /// <summary>
    /// How weights are drawn before training. Default <see cref="Initialization.PyTorch"/>: the larger weights of the others start with large
    /// log-variances, from which some data sets never recover.
    /// </summary>
    public Initialization Initialization { get; init; } = Initialization.PyTorch;

    /// <summary>
    /// A convolutional network for pictures of a shape, with everything else by default: convolutions of 3x3 pixels at stride 2 down to sides of 7 or
    /// less, one linear layer, the code, and the same way back.
    /// </summary>
    /// <param name="image">Shape of the pictures.</param>
    /// <exception cref="ArgumentNullException"><paramref name="image"/> is null.</exception>
    public static NetworkOptions ForImages(ImageShape image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new NetworkOptions { Kind = NetworkKind.Convolutional, Image = image };
    }

    internal void Validate()
    {
        Require.Defined(Kind, "Network.Kind");
        Require.Defined(Normalization, "Network.Normalization");
        Image?.Validate("Network.Image");
        ArgumentNullException.ThrowIfNull(Convolutional);
        Convolutional.Validate();
        if (Kind == NetworkKind.Convolutional && Image is null)
        {
            throw new ArgumentException(
                "Network.Kind is Convolutional but Network.Image is not set, and must be; choose the shape of the pictures, for example new ImageShape(1, 28, 28).");
        }

        if (Kind != NetworkKind.Convolutional && Convolutional != NoConvolution)
        {
            throw new ArgumentException(
                $"Network.Convolutional is set but Network.Kind is {Kind}, which has no convolutions; choose Network.Kind Convolutional, or leave Network.Convolutional out.");
        }

        if (HiddenLayers is { IsDefault: false } layers)
        {
            Require.InRange(layers.Length, 0, 64, "The number of Network.HiddenLayers");
            for (var i = 0; i < layers.Length; i++)
            {
                Require.InRange(layers[i], 1, MaximumWidth, Invariant($"Network.HiddenLayers[{i}]"));
            }
        }

        if (LatentDimension is { } latent)
        {
            Require.InRange(latent, 1, MaximumWidth, "Network.LatentDimension");
        }

        Require.Defined(Activation, "Network.Activation");
        Require.InRange(LeakySlope, 0f, 1f, "Network.LeakySlope");
        Require.InRange(Dropout, 0f, 0.99f, "Network.Dropout");
        Require.Defined(Initialization, "Network.Initialization");
        if (Kind == NetworkKind.Convolutional)
        {
            ValidateConvolutions(Image!);
        }
    }

    // The convolutions either fit the picture or say which one does not, by the name that it has in the plan: each brings its activation and what else is asked for.
    private void ValidateConvolutions(ImageShape map)
    {
        var stage = 2 + (Normalization == NormalizationKind.None ? 0 : 1) + (Dropout > 0 ? 1 : 0);
        var number = 1;
        foreach (var channels in Convolutional.ResolveChannels(map))
        {
            map = Convolutional.ShapeAfter(map, channels, Invariant($"encoder.{number}"));
            number += stage;
        }
    }
}
