namespace Vae.Core.Data;

/// <summary>How features are brought to a common scale before the network sees them.</summary>
public enum ScalingKind
{
    /// <summary>Features are used as they are.</summary>
    None,

    /// <summary>(x - mean) / standard deviation, the population's (divided by n). Not clipped.</summary>
    Standardize,

    /// <summary>(x - minimum) / (maximum - minimum): the training rows fill [0, 1]. Not clipped, other rows may fall outside.</summary>
    MinMax,

    /// <summary>
    /// (x - mean) / sqrt(standard deviation * interquartile range / 1.349), the standard deviation alone where the interquartile
    /// range is about 0; clipped to [-10, 10]. For anomaly detection: a few far values widen the scale less than they do in
    /// <see cref="Standardize"/>, and no single feature can drown the others.
    /// </summary>
    Robust,
}
