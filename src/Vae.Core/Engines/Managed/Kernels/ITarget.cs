namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>Whether the rows that a loss compares with may have NaN for a value that was not observed: a type, so that a kernel is compiled for each and asks nothing as it runs.</summary>
internal interface ITarget
{
    static abstract bool HasHoles { get; }
}
