using System.Collections.Immutable;

namespace Vae.Core.Networks;

/// <summary>Shape of the encoder and of its mirror image, the decoder.</summary>
public sealed record NetworkOptions
{
    /// <summary>Largest width of any layer.</summary>
    public const int MaximumWidth = 1 << 20;

    /// <summary>
    /// Widths of the encoder's hidden layers, input side first; the decoder mirrors them. <see langword="null"/> (default) sizes them by the
    /// number of columns D: H = clip(4 D, 32, 128), then max(H / 2, latent dimension). Empty: linear encoder and decoder.
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

    internal void Validate()
    {
        if (HiddenLayers is { IsDefault: false } layers)
        {
            Require.InRange(layers.Length, 0, 64, "The number of Network.HiddenLayers");
            for (var i = 0; i < layers.Length; i++)
            {
                Require.InRange(layers[i], 1, MaximumWidth, $"Network.HiddenLayers[{i}]");
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
    }
}
