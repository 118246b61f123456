namespace Vae.Core.Engines;

/// <summary>Where the arithmetic of training runs.</summary>
public sealed record EngineOptions
{
    /// <summary>Name of the engine: <c>managed</c> (default), the SIMD engine that needs no native library.</summary>
    public string Name { get; init; } = ManagedName;

    /// <summary>Threads of the managed engine; 0 (default) takes one a processor. The trained parameters do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Name of the engine that is always there.</summary>
    public const string ManagedName = "managed";

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        Require.InRange(Threads, 0, 1024, "Engine.Threads");
    }
}
