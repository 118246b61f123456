using System.Runtime.Intrinsics;
using Vae.Core.Engines.Managed.Sessions;
using Vae.Core.Options;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed;

/// <summary>The engine that needs no native library: vectors of the processor's own width on all its cores.</summary>
internal sealed class ManagedEngine(VectorWidth? width = null) : ITrainingEngine
{
    private readonly VectorWidth width = width ?? VectorWidths.Best;

    public string Name => EngineOptions.ManagedName;

    public GpuObstacle? FindObstacle(EngineOptions options) =>
        new("the managed engine computes on the processor alone", $"set Engine.Name to {EngineOptions.AutoName} or {EngineOptions.TorchName}");

    public ITrainingSession Open(TrainingSetup setup) => width switch
    {
        VectorWidth.Bits512 => Open<Simd512, Vector512<float>>(setup),
        VectorWidth.Bits256 => Open<Simd256, Vector256<float>>(setup),
        VectorWidth.Bits128 => Open<Simd128, Vector128<float>>(setup),
        _ => Open<SimdScalar, float>(setup),
    };

    private static ITrainingSession Open<S, V>(TrainingSetup setup)
        where S : struct, ISimd<V>
        where V : struct => setup.Objective.Kind switch
    {
        ObjectiveKind.Adversarial => new AdversarialSession<S, V>(setup),
        ObjectiveKind.VaeGan => new VaeGanSession<S, V>(setup),
        _ => new ManagedSession<S, V>(setup),
    };

    public IClassifierSession OpenClassifier(ClassifierSetup setup) => width switch
    {
        VectorWidth.Bits512 => new ManagedClassifierSession<Simd512, Vector512<float>>(setup),
        VectorWidth.Bits256 => new ManagedClassifierSession<Simd256, Vector256<float>>(setup),
        VectorWidth.Bits128 => new ManagedClassifierSession<Simd128, Vector128<float>>(setup),
        _ => new ManagedClassifierSession<SimdScalar, float>(setup),
    };
}
