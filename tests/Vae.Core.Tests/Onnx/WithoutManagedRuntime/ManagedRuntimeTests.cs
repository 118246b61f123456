namespace Vae.Core.Tests.Onnx.WithoutManagedRuntime;

/// <summary>Stands for the tests of the same name where they cannot be compiled.</summary>
public sealed class ManagedRuntimeTests
{
    [SkippableFact]
    public void Run_EveryGraph_AgreesWithTheManagedEngine() =>
        Skip.If(true, "the package sources do not have Microsoft.ML.OnnxRuntime; OnnxRuntimeTests runs the same graphs in onnxruntime-node");
}
