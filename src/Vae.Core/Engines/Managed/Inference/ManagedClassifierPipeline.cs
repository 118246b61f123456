using System.Collections.Concurrent;
using System.Runtime.Intrinsics;
using Vae.Core.Data;
using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Scaling;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Inference;

/// <summary>Makes the pipeline for the processor's width.</summary>
internal static class ManagedClassifierPipeline
{
    public static IClassifierPipeline Create(ClassifierPlan plan, float[] parameters, FeatureScaler scaler, int threads, VectorWidth? width = null)
    {
        var layout = plan.Layout();
        var memory = new PinnedFloats(layout.Count);
        parameters.CopyTo(memory.Span);
        threads = threads > 0 ? threads : Environment.ProcessorCount;
        return (width ?? VectorWidths.Best) switch
        {
            VectorWidth.Bits512 => new ManagedClassifierPipeline<Simd512, Vector512<float>>(plan, layout, memory, scaler, threads),
            VectorWidth.Bits256 => new ManagedClassifierPipeline<Simd256, Vector256<float>>(plan, layout, memory, scaler, threads),
            VectorWidth.Bits128 => new ManagedClassifierPipeline<Simd128, Vector128<float>>(plan, layout, memory, scaler, threads),
            _ => new ManagedClassifierPipeline<SimdScalar, float>(plan, layout, memory, scaler, threads),
        };
    }
}

/// <summary>From rows to probabilities of classes, a panel at a time. Safe to use from many threads at once.</summary>
internal sealed unsafe class ManagedClassifierPipeline<S, V> : IClassifierPipeline
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly SparseStack<S, V> encoder;
    private readonly LinearStage head;
    private readonly PinnedFloats parameters;
    private readonly FeatureScaler? scaler;
    private readonly ConcurrentBag<Workspace> spare = [];
    private readonly int threads;
    private readonly int features;
    private readonly int classes;

    public ManagedClassifierPipeline(ClassifierPlan plan, ParameterLayout layout, PinnedFloats parameters, FeatureScaler? scaler, int threads)
    {
        encoder = new SparseStack<S, V>(plan.Encoder, layout, parameters);
        head = LinearStage.Of(plan.Head, layout);
        (this.parameters, this.threads) = (parameters, threads);
        this.scaler = scaler is { Kind: not ScalingKind.None } ? scaler : null;
        features = plan.InputDimension;
        classes = plan.ClassCount;
    }

    /// <summary>Takes the parameters as they are now; not while anything is classified.</summary>
    public void Refresh() => encoder.Refresh();

    public void Probabilities(ReadOnlySpan<float> rows, bool scaled, Span<float> probabilities)
    {
        fixed (float* source = rows)
        fixed (float* destination = probabilities)
        {
            var (from, to) = ((nint)source, (nint)destination);
            PanelLoop.Run(rows.Length / features, encoder.WorkPerRow + ((long)head.Inputs * classes), threads, (first, count) =>
            {
                var work = spare.TryTake(out var taken) ? taken : new Workspace(features, encoder.Widest, classes);
                Classify(work, (float*)from + ((nint)first * features), count, scaled, (float*)to + ((nint)first * classes));
                spare.Add(work);
            });
        }
    }

    private void Classify(Workspace work, float* rows, int count, bool scaled, float* probabilities)
    {
        var invalid = Load(work, rows, count, scaled);
        var output = encoder.Forward(work.Input.Pointer, work.First.Pointer, work.Second.Pointer);
        LinearKernels<S, V>.Forward(head, parameters.Pointer, output, work.Logits.Pointer, null);
        SoftmaxKernel.Normalize<S, V>(work.Logits.Pointer, classes, null);
        TransposeKernel.PanelToRows(work.Logits.Pointer, classes, count, probabilities, classes);
        for (var lane = 0; lane < count; lane++)
        {
            if ((invalid & (1u << lane)) != 0)
            {
                new Span<float>(probabilities + ((nint)lane * classes), classes).Fill(float.NaN);
            }
        }
    }

    /// <summary>Scales up to 32 rows into the panel; rows with NaN or an infinity become zeros and are told by a bit each.</summary>
    private uint Load(Workspace work, float* rows, int count, bool scaled)
    {
        var invalid = 0u;
        var pointers = stackalloc float*[Panel.Lanes];
        for (var lane = 0; lane < count; lane++)
        {
            var row = new ReadOnlySpan<float>(rows + ((nint)lane * features), features);
            var kept = work.Rows.Span.Slice(lane * features, features);
            pointers[lane] = work.Rows.Pointer + ((nint)lane * features);
            if (!RowChecks.IsFinite(row))
            {
                invalid |= 1u << lane;
                kept.Clear();
            }
            else if (!scaled && scaler is not null)
            {
                scaler.Scale(row, kept);
            }
            else
            {
                row.CopyTo(kept);
            }
        }

        TransposeKernel.RowsToPanel(pointers, count, features, work.Input.Pointer);
        return invalid;
    }

    private sealed class Workspace(int features, int widest, int classes)
    {
        public PinnedFloats Rows { get; } = new((long)features * Panel.Lanes);

        public PinnedFloats Input { get; } = new((long)features * Panel.Lanes);

        public PinnedFloats First { get; } = new((long)widest * Panel.Lanes);

        public PinnedFloats Second { get; } = new((long)widest * Panel.Lanes);

        public PinnedFloats Logits { get; } = new((long)classes * Panel.Lanes);
    }
}
