using BenchmarkDotNet.Attributes;
using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Benchmarks.Kernels;

/// <summary>One step of Adam over the parameters of a net, on one thread: seven floats of traffic a parameter.</summary>
public unsafe class AdamBenchmarks : IMeasuredWork
{
    private static readonly AdamKernel.Step Step = new()
    {
        Beta1 = 0.9f,
        Beta2 = 0.999f,
        StepSize = 1e-3f,
        InverseRootCorrection = 1,
        Epsilon = 1e-8f,
        Shrink = 1,
        GradientScale = 1,
    };

    private PinnedFloats parameters = null!;
    private PinnedFloats gradient = null!;
    private PinnedFloats mean = null!;
    private PinnedFloats square = null!;

    /// <summary>Parameters of the tab and the img net.</summary>
    [Params(9_038, 652_824)]
    public int Parameters { get; set; }

    /// <inheritdoc/>
    public Work WorkOf(string method) => Work.Bytes(7.0 * sizeof(float) * Parameters);

    /// <summary>Makes parameters and moments.</summary>
    [GlobalSetup]
    public void Setup()
    {
        parameters = Buffers.Random(Parameters, seed: 1);
        gradient = Buffers.Random(Parameters, seed: 2);
        mean = Buffers.Filled(Parameters, 0.01f);
        square = Buffers.Filled(Parameters, 0.01f);
    }

    /// <summary>Moments and parameters in one pass.</summary>
    [Benchmark]
    public void Update() => KernelSet.Best.Adam(parameters.Pointer, gradient.Pointer, mean.Pointer, square.Pointer, Parameters, Step);
}
