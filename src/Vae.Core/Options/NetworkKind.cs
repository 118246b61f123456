namespace Vae.Core.Options;

/// <summary>What the hidden layers are.</summary>
public enum NetworkKind
{
    /// <summary>Linear layers: for tables, and for pictures as plain rows of numbers.</summary>
    Dense,

    /// <summary>Convolutions, then linear layers; the decoder mirrors them. For pictures, whose shape is <see cref="NetworkOptions.Image"/>.</summary>
    Convolutional,
}
