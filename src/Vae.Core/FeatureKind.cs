namespace Vae.Core;

/// <summary>Which of an encoder's numbers stand for a row, L latent dimensions and H numbers in the last hidden layer.</summary>
public enum FeatureKind
{
    /// <summary>The mean code: L numbers.</summary>
    Mean,

    /// <summary>The mean code and behind it the clamped log-variance: 2 L numbers.</summary>
    MeanAndLogVariance,

    /// <summary>The last hidden layer, after its activation: H numbers. It keeps what the code leaves out, and needs a hidden layer.</summary>
    Hidden,
}
