using BenchmarkDotNet.Attributes;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Options;

namespace Vae.Core.Benchmarks.Kernels;

/// <summary>
/// Bias and activation of 400 features of one panel, without and with the derivative, each time on a fresh copy: applied to its own result
/// again and again, an activation would end in numbers too small to be computed at full speed.
/// </summary>
public unsafe class ActivationBenchmarks : IMeasuredWork
{
    private const int Outputs = 400;
    private const int Values = Outputs * Panel.Lanes;

    private readonly PinnedFloats products = Buffers.Random(Values, seed: 1, scale: 3);
    private readonly PinnedFloats panel = new(Values);
    private readonly PinnedFloats bias = Buffers.Random(Outputs, seed: 2);
    private readonly PinnedFloats derivative = new(Values);

    /// <summary>The activation.</summary>
    [Params(Activation.ReLU, Activation.LeakyReLU, Activation.SiLU, Activation.GELU, Activation.Tanh)]
    public Activation Kind { get; set; }

    /// <inheritdoc/>
    public Work WorkOf(string method) => Work.Bytes((method == nameof(Forward) ? 4.0 : 5.0) * sizeof(float) * Values);

    /// <summary>The value alone.</summary>
    [Benchmark]
    public void Forward()
    {
        products.Span.CopyTo(panel.Span);
        KernelSet.Best.Activate(Kind, panel.Pointer, bias.Pointer, Outputs, null);
    }

    /// <summary>The value and the derivative.</summary>
    [Benchmark]
    public void ForwardWithDerivative()
    {
        products.Span.CopyTo(panel.Span);
        KernelSet.Best.Activate(Kind, panel.Pointer, bias.Pointer, Outputs, derivative.Pointer);
    }
}
