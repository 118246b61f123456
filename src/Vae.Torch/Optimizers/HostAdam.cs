using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using Vae.Core.Engines;
using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Simd;
using Vae.Torch.Tensors;

namespace Vae.Torch.Optimizers;

/// <summary>Adam on the processor: the managed engine's kernel, one pass over libtorch's own memory where libtorch's operators would take six.</summary>
internal sealed unsafe class HostAdam : IParameterUpdate
{
    // Below this a second thread costs more than it gains.
    private const int RunPerThread = 1 << 17;

    private readonly TrainingSetup setup;
    private readonly ImmutableArray<ParameterSlot> slots;
    private readonly float* flat;
    private readonly float? minimumLogSigma;
    private readonly int threads;
    private readonly PinnedFloats firstMoment;
    private readonly PinnedFloats secondMoment;
    private readonly List<(int Slot, nint Start, int Count)> runs = [];

    public HostAdam(TrainingSetup setup, TorchParameters parameters, float? minimumLogSigma, int threads)
    {
        this.setup = setup;
        this.minimumLogSigma = minimumLogSigma;
        this.threads = threads;
        slots = parameters.TrainedSlots;
        flat = Pointer(parameters.Flat);
        firstMoment = new PinnedFloats(setup.Layout.Count);
        secondMoment = new PinnedFloats(setup.Layout.Count);
        for (var slot = 0; slot < slots.Length; slot++)
        {
            var count = slots[slot].Count;
            for (var start = 0; start < count; start += RunPerThread)
            {
                runs.Add((slot, start, Math.Min(RunPerThread, count - start)));
            }
        }
    }

    public long Steps { get; set; }

    public void Apply(IList<Tensor> gradients, in StepSettings settings)
    {
        Steps++;
        var dense = new nint[gradients.Count];
        for (var i = 0; i < dense.Length; i++)
        {
            dense[i] = (nint)Pointer(Dense(gradients[i]));
        }

        var scale = setup.GradientClipNorm is { } limit ? ClipScale(dense, limit) : 1f;
        var step = Numbers(settings, scale);
        if (threads > 1 && setup.Layout.Count >= 2 * RunPerThread)
        {
            Parallel.For(0, runs.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
                Update(runs[i].Slot, dense[runs[i].Slot], runs[i].Start, runs[i].Count, step));
        }
        else
        {
            foreach (var (slot, start, count) in runs)
            {
                Update(slot, dense[slot], start, count, step);
            }
        }

        if (minimumLogSigma is { } floor)
        {
            foreach (ref var value in Span(setup.Layout[VaePlan.LogSigmaName]))
            {
                value = Math.Max(value, floor);
            }
        }
    }

    public void Read(Span<float> firstMoment, Span<float> secondMoment)
    {
        this.firstMoment.Span.CopyTo(firstMoment);
        this.secondMoment.Span.CopyTo(secondMoment);
    }

    public void Write(ReadOnlySpan<float> firstMoment, ReadOnlySpan<float> secondMoment)
    {
        firstMoment.CopyTo(this.firstMoment.Span);
        secondMoment.CopyTo(this.secondMoment.Span);
    }

    public void Dispose()
    {
    }

    private static Tensor Dense(Tensor gradient)
    {
        var single = gradient.dtype == torch.ScalarType.Float32 ? gradient : gradient.to(torch.ScalarType.Float32);
        return single.is_contiguous() ? single : single.contiguous();
    }

    // By way of the first element: the bytes of a whole tensor may be more than a span holds.
    private static float* Pointer(Tensor tensor)
    {
        using var all = tensor.view(-1);
        using var first = all.narrow(0, 0, 1);
        fixed (float* pointer = first.Floats())
        {
            return pointer;
        }
    }

    private Span<float> Span(ParameterSlot slot) => new(flat + slot.Offset, slot.Count);

    private float ClipScale(nint[] gradients, float limit)
    {
        var sum = 0.0;
        for (var i = 0; i < gradients.Length; i++)
        {
            sum += AdamKernel.SumOfSquares((float*)gradients[i], slots[i].Count);
        }

        var norm = Math.Sqrt(sum);
        return norm > limit ? (float)(limit / norm) : 1;
    }

    private AdamKernel.Step Numbers(in StepSettings settings, float scale) => new()
    {
        Beta1 = setup.Optimizer.Beta1,
        Beta2 = setup.Optimizer.Beta2,
        Epsilon = setup.Optimizer.Epsilon,
        StepSize = (float)(settings.LearningRate / (1 - Math.Pow(setup.Optimizer.Beta1, Steps))),
        InverseRootCorrection = (float)(1 / Math.Sqrt(1 - Math.Pow(setup.Optimizer.Beta2, Steps))),
        Shrink = 1 - (settings.LearningRate * setup.Optimizer.WeightDecay),
        GradientScale = scale,
    };

    private void Update(int number, nint gradient, nint start, int count, AdamKernel.Step step)
    {
        var slot = slots[number];
        var decay = slot.Decays && setup.Optimizer.WeightDecay > 0;
        var at = slot.Offset + start;
        var p = flat + at;
        var g = (float*)gradient + start;
        var m = firstMoment.Pointer + at;
        var v = secondMoment.Pointer + at;
        switch (VectorWidths.Best)
        {
            case VectorWidth.Bits512: AdamKernel.Update<Simd512, Vector512<float>>(p, g, m, v, count, step, decay); break;
            case VectorWidth.Bits256: AdamKernel.Update<Simd256, Vector256<float>>(p, g, m, v, count, step, decay); break;
            case VectorWidth.Bits128: AdamKernel.Update<Simd128, Vector128<float>>(p, g, m, v, count, step, decay); break;
            default: AdamKernel.Update<SimdScalar, float>(p, g, m, v, count, step, decay); break;
        }
    }
}
