namespace Vae.Core.Options;

/// <summary>Shape of the learning rate after warm-up.</summary>
public enum LearningRateDecay
{
    /// <summary>Stays as given.</summary>
    Constant,

    /// <summary>Half a cosine from the full rate down to 0 at the last step.</summary>
    Cosine,

    /// <summary>A straight line from the full rate down to 0 at the last step.</summary>
    Linear,
}
