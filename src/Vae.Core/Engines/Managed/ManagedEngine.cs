using System.Runtime.Intrinsics;
using Vae.Core.Engines.Managed.Simd;

namespace Vae.Core.Engines.Managed;

/// <summary>The engine that needs no native library: vectors of the processor's own width on all its cores.</summary>
internal sealed class ManagedEngine(VectorWidth? width = null) : ITrainingEngine
{
    private readonly VectorWidth width = width ?? VectorWidths.Best;

    public string Name => EngineOptions.ManagedName;

    public ITrainingSession Open(TrainingSetup setup) => width switch
    {
        VectorWidth.Bits512 => new ManagedSession<Simd512, Vector512<float>>(setup),
        VectorWidth.Bits256 => new ManagedSession<Simd256, Vector256<float>>(setup),
        VectorWidth.Bits128 => new ManagedSession<Simd128, Vector128<float>>(setup),
        _ => new ManagedSession<SimdScalar, float>(setup),
    };

    public IClassifierSession OpenClassifier(ClassifierSetup setup) => width switch
    {
        VectorWidth.Bits512 => new ManagedClassifierSession<Simd512, Vector512<float>>(setup),
        VectorWidth.Bits256 => new ManagedClassifierSession<Simd256, Vector256<float>>(setup),
        VectorWidth.Bits128 => new ManagedClassifierSession<Simd128, Vector128<float>>(setup),
        _ => new ManagedClassifierSession<SimdScalar, float>(setup),
    };
}
