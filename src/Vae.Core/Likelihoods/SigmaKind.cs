namespace Vae.Core.Likelihoods;

/// <summary>Where a Gaussian decoder's standard deviation comes from.</summary>
public enum SigmaKind
{
    /// <summary>Given by the user and never changed.</summary>
    Fixed,

    /// <summary>One learned number for all features.</summary>
    Learned,

    /// <summary>One learned number a feature.</summary>
    LearnedPerFeature,
}
