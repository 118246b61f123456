namespace Vae.Core.Generation;

/// <summary>The way from one code to another.</summary>
public enum InterpolationKind
{
    /// <summary>The straight line, (1 - t) a + t b. In many dimensions its middle is nearer to 0 than codes usually are.</summary>
    Linear,

    /// <summary>
    /// The great circle: the direction turns at an even rate from that of a to that of b (Shoemake 1985), while the length goes evenly from |a| to |b|, so
    /// that every code on the way is as far out as its ends.
    /// </summary>
    Spherical,
}
