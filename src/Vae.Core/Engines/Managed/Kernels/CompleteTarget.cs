namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>Every value is there.</summary>
internal readonly struct CompleteTarget : ITarget
{
    public static bool HasHoles => false;
}
