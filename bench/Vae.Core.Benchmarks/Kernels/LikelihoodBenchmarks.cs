using BenchmarkDotNet.Attributes;
using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Benchmarks.Kernels;

/// <summary>Loss, and loss with gradient, of one panel of rows of 784 features.</summary>
public unsafe class LikelihoodBenchmarks : IMeasuredWork
{
    private const int Features = 784;
    private const int Values = Features * Panel.Lanes;

    private readonly PinnedFloats output = Buffers.Random(Values, seed: 1, scale: 3);
    private readonly PinnedFloats target = Buffers.Random(Values, seed: 2);

    // With targets of 0 the Gaussian's gradient, which takes the means' place, equals them: the next call finds the same numbers.
    private readonly PinnedFloats origin = Buffers.Filled(Values, 0);
    private readonly PinnedFloats precision = Buffers.Filled(Features, 1);
    private readonly PinnedFloats dLogSigma = new(Features);
    private readonly PinnedFloats mask = Buffers.Filled(Panel.Lanes, 1);
    private readonly PinnedFloats perRow = new(Panel.Lanes);

    /// <inheritdoc/>
    public Work WorkOf(string method) =>
        Work.Bytes((method.EndsWith("Gradient", StringComparison.Ordinal) ? 3.0 : 2.0) * sizeof(float) * Values);

    /// <summary>Bernoulli, the loss alone.</summary>
    [Benchmark]
    public void BernoulliLoss() => KernelSet.Best.Bernoulli(output.Pointer, target.Pointer, Features, null, perRow.Pointer);

    /// <summary>Bernoulli, logits overwritten by the gradient.</summary>
    [Benchmark]
    public void BernoulliGradient() => KernelSet.Best.Bernoulli(output.Pointer, target.Pointer, Features, mask.Pointer, perRow.Pointer);

    /// <summary>Gaussian, the loss alone.</summary>
    [Benchmark]
    public void GaussianLoss() =>
        KernelSet.Best.Gaussian(output.Pointer, origin.Pointer, Features, precision.Pointer, null, perRow.Pointer, null);

    /// <summary>Gaussian of fixed sigma, means overwritten by the gradient.</summary>
    [Benchmark]
    public void GaussianFixedGradient() =>
        KernelSet.Best.Gaussian(output.Pointer, origin.Pointer, Features, precision.Pointer, mask.Pointer, perRow.Pointer, null);

    /// <summary>Gaussian whose sigmas are learned.</summary>
    [Benchmark]
    public void GaussianLearnedGradient() =>
        KernelSet.Best.Gaussian(output.Pointer, origin.Pointer, Features, precision.Pointer, mask.Pointer, perRow.Pointer, dLogSigma.Pointer);
}
