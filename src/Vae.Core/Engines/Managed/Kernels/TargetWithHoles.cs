namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>NaN is a value that was not observed.</summary>
internal readonly struct TargetWithHoles : ITarget
{
    public static bool HasHoles => true;
}
