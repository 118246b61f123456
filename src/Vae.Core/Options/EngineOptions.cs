using System.Globalization;

namespace Vae.Core.Options;

/// <summary>Where the arithmetic of training runs.</summary>
public sealed record EngineOptions
{
    /// <summary>The engine that suits: the one on libtorch where a GPU is named that can be used, else the managed one.</summary>
    public const string AutoName = "auto";

    /// <summary>Name of the engine that is always there.</summary>
    public const string ManagedName = "managed";

    /// <summary>Name of the engine on libtorch, for GPUs and for large networks; it is in the package Vae.Torch.</summary>
    public const string TorchName = "torch";

    /// <summary>
    /// Name of the engine: <c>managed</c>, the SIMD engine that needs no native library; <c>torch</c>, libtorch on a GPU or on the processor, which needs the
    /// package Vae.Torch and a package with libtorch in the application; or <c>auto</c> (default): <c>torch</c> where <see cref="Device"/>, or in an ML.NET
    /// pipeline <c>MLContext.GpuDeviceId</c>, names a GPU that can be used, else <c>managed</c>. The training report says which it was, and why.
    /// </summary>
    public string Name { get; init; } = AutoName;

    /// <summary>
    /// Threads on the processor; 0 (default) takes one a processor on the managed engine, and on <c>torch</c> one for small networks and libtorch's own
    /// number for others. On the managed engine it is the most: training times some of its steps on all of them, on half and so on, and takes the rest
    /// of its steps on those that are fastest. What it trains does not depend on it.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>
    /// Where to compute: <c>cpu</c>, <c>cuda</c> (the first GPU), <c>cuda:n</c>, or <c>auto</c>: the first GPU if there is one, else the processor.
    /// <see langword="null"/> (default) is <c>auto</c> for the engine <c>torch</c> and <c>cpu</c> for the others; in an ML.NET pipeline it is what
    /// <c>MLContext.GpuDeviceId</c> says.
    /// </summary>
    public string? Device { get; init; }

    /// <summary>Whether a GPU that was asked for and cannot be used is replaced by the processor, which the training report then says. Default: an error.</summary>
    public bool FallbackToCpu { get; init; }

    /// <summary>Arithmetic of the <c>torch</c> engine's matrix products; default <see cref="EnginePrecision.Float32"/>.</summary>
    public EnginePrecision Precision { get; init; }

    /// <summary>Number of the GPU that <see cref="Device"/> names; null where it names none.</summary>
    internal int? CudaIndex => Device switch
    {
        "cuda" => 0,
        not null when Device.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(Device.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index) => index,
        _ => null,
    };

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        Require.InRange(Threads, 0, 1024, "Engine.Threads");
        Require.Defined(Precision, "Engine.Precision");
        if (Device is not (null or "auto" or "cpu") && CudaIndex is null)
        {
            throw new ArgumentException($"Engine.Device is '{Device}' but must be auto, cpu, cuda or cuda:n with the number of a GPU; choose one of those.");
        }

        if (Name == AutoName && (Device is null or "cpu") && Precision != EnginePrecision.Float32)
        {
            throw new ArgumentException(
                $"Engine.Precision is {Precision}, which the engine {TorchName} alone has, but no GPU is named that {AutoName} would take it for; name one in Engine.Device, set Engine.Name to {TorchName}, or choose Float32.");
        }

        if (Name == ManagedName && (CudaIndex is not null || Precision != EnginePrecision.Float32))
        {
            var what = CudaIndex is not null ? $"Engine.Device is '{Device}'" : $"Engine.Precision is {Precision}";
            throw new ArgumentException($"{what} but the engine is {ManagedName}, which must have the processor and Float32; set Engine.Name to {TorchName}.");
        }
    }
}
