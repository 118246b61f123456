using System.Runtime.Intrinsics;
using Vae.Core.Data;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Scaling;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Inference;

/// <summary>Makes the pipeline for the processor's width.</summary>
internal static class ManagedPipeline
{
    /// <summary>Of all networks of an ensemble where the parts are one's.</summary>
    public static IModelPipeline Create(ModelParts parts, VectorWidth? width = null)
    {
        if (parts.EnsembleSize > 1)
        {
            return new EnsemblePipeline([.. Enumerable.Range(0, parts.EnsembleSize).Select(member => Create(parts.Member(member), width))]);
        }

        var plan = parts.Plan();
        var layout = new ParameterLayout(plan);
        var parameters = new PinnedFloats(layout.Count);
        parts.Parameters.CopyTo(parameters.Span);
        return (width ?? VectorWidths.Best) switch
        {
            VectorWidth.Bits512 => new ManagedPipeline<Simd512, Vector512<float>>(plan, layout, parameters, parts),
            VectorWidth.Bits256 => new ManagedPipeline<Simd256, Vector256<float>>(plan, layout, parameters, parts),
            VectorWidth.Bits128 => new ManagedPipeline<Simd128, Vector128<float>>(plan, layout, parameters, parts),
            _ => new ManagedPipeline<SimdScalar, float>(plan, layout, parameters, parts),
        };
    }
}

/// <summary>From raw rows to codes, reconstructions and scores, a panel at a time: each row is read once and all outputs are made of one pass.</summary>
internal sealed unsafe partial class ManagedPipeline<S, V> : IModelPipeline
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly PanelForward<S, V> forward;
    private readonly PanelScores<S, V> panelScores;
    private readonly ReferenceSearch<S, V>? search;
    private readonly ManagedInference<S, V> inference;
    private readonly FeatureScaler scaler;
    private readonly TrainingRange? range;
    private readonly Lazy<float[]>[] rangeWeights;
    private readonly int threads;
    private readonly int features;
    private readonly int latent;
    private readonly int hiddenWidth;
    private readonly bool allowsMissing;
    private readonly int passes;

    public ManagedPipeline(VaePlan plan, ParameterLayout layout, PinnedFloats parameters, ModelParts parts)
    {
        forward = new PanelForward<S, V>(plan, layout, parameters);
        search = parts.References is { } references ? new ReferenceSearch<S, V>(references, Compared(references), parts.Options.Scoring.Neighbours) : null;
        panelScores = new PanelScores<S, V>(forward, parts.Whitening, search, parts.Options.Scoring.Samples, parts.Options.Seed);
        scaler = parts.Scaler;
        range = parts.Range;
        rangeWeights = [.. Enum.GetValues<ScoreKind>().Select(kind => new Lazy<float[]>(() => range!.Weights(parts, kind)))];
        threads = parts.Options.Engine.Threads > 0 ? parts.Options.Engine.Threads : Environment.ProcessorCount;
        inference = new ManagedInference<S, V>(plan, layout, parameters, threads, inTraining: false);
        features = plan.InputDimension;
        latent = plan.LatentDimension;
        hiddenWidth = plan.Mean.Inputs;
        allowsMissing = plan.AllowsMissing;
        passes = parts.Options.ImputationPasses ?? 1;
        rowForward = new Lazy<RowForward<S, V>>(() => new RowForward<S, V>(
            plan, layout, parameters, forward.Sigma, forward.Mixed, parts.Whitening, search));
    }

    public void Transform(ReadOnlySpan<float> rows, bool scaled, ScoreKind kind, scoped VaeOutputs outputs)
    {
        fixed (float* source = rows)
        fixed (float* codes = outputs.Latent)
        fixed (float* variances = outputs.LogVariance)
        fixed (float* hidden = outputs.Hidden)
        fixed (float* reconstructions = outputs.Reconstruction)
        fixed (float* scores = outputs.Scores)
        {
            var call = new Call(source, scaled, kind, codes, variances, hidden, reconstructions, scores);
            var count = rows.Length / features;
            if (call.Hidden == null && count <= MostSingleRows(call))
            {
                TransformRows(rowForward.Value, call, count);
            }
            else if (count <= Panel.Lanes)
            {
                // Few rows must not cost an allocation.
                TransformPanel(call, 0, count);
            }
            else
            {
                TransformPanels(call, count);
            }
        }
    }

    public void Joint(ReadOnlySpan<float> scaledRows, Span<float> joint)
    {
        fixed (float* source = scaledRows)
        fixed (float* destination = joint)
        {
            var from = (nint)source;
            var to = (nint)destination;
            PanelLoop.Run(scaledRows.Length / features, forward.WorkPerRow, threads, (first, count) =>
            {
                var work = forward.Rent();
                Load(work, (float*)from + ((nint)first * features), count, scaled: true);
                forward.Encode(work, wantsVariance: false);
                var output = forward.Decode(work, work.Mean.Pointer);
                forward.ToMean(output);
                var width = forward.Plan.ResidualDimension + latent;
                TransposeKernel.PanelToRows(panelScores.Joint(work, output), width, count, (float*)to + ((nint)first * width), width);
                forward.Return(work);
            });
        }
    }

    public void Decode(ReadOnlySpan<float> latent, ReadOnlySpan<float> context, bool scaled, Span<float> rows)
    {
        fixed (float* source = latent)
        fixed (float* contexts = context)
        fixed (float* destination = rows)
        {
            var from = (nint)source;
            var beside = (nint)contexts;
            var to = (nint)destination;
            PanelLoop.Run(latent.Length / this.latent, forward.WorkPerRow, threads, (first, count) =>
            {
                var work = forward.Rent();
                var output = DecodeCodes(work, (float*)from, (float*)beside, first, count);
                forward.ToMean(output);
                Reconstruct(work, output, count, !scaled, (float*)to + ((nint)first * features));
                forward.Return(work);
            });
        }
    }

    public LossTotals NegativeElbo(ReadOnlySpan<float> rows, int samples, int seed, long firstRow)
    {
        var scaledRows = new float[rows.Length];
        scaler.Scale(rows, scaledRows);
        var beyond = HoldInUnitInterval(scaledRows);
        return inference.NegativeElbo(scaledRows, samples, seed, firstRow) + new LossTotals(0, beyond, beyond, 0);
    }

    public LossTotals ImportanceWeightedNll(ReadOnlySpan<float> rows, int samples, int seed, long firstRow)
    {
        var scaledRows = new float[rows.Length];
        scaler.Scale(rows, scaledRows);
        var beyond = HoldInUnitInterval(scaledRows);
        return inference.ImportanceWeightedNll(scaledRows, samples, seed, firstRow) + new LossTotals(0, beyond, beyond, 0);
    }

    private void TransformPanels(Call call, int rows)
    {
        var work = forward.WorkPerRow + (call.Scores != null ? panelScores.WorkPerRow(call.Kind) : 0);
        PanelLoop.Run(rows, work, threads, (first, count) => TransformPanel(call, first, count));
    }

    private void TransformPanel(in Call call, int first, int count)
    {
        var work = forward.Rent();
        var invalid = Load(work, call.Rows + ((nint)first * features), count, call.Scaled);
        var wantsScores = call.Scores != null;
        var samples = call.IsSampled;
        forward.Encode(work, samples || call.LogVariance != null);
        if (call.Latent != null)
        {
            TransposeKernel.PanelToRows(work.Mean.Pointer, latent, count, call.Latent + ((nint)first * latent), latent);
        }

        if (call.Hidden != null)
        {
            TransposeKernel.PanelToRows(work.Trunk, hiddenWidth, count, call.Hidden + ((nint)first * hiddenWidth), hiddenWidth);
        }

        if (call.LogVariance != null)
        {
            TransposeKernel.PanelToRows(work.LogVariance.Pointer, latent, count, call.LogVariance + ((nint)first * latent), latent);
        }

        if (call.Reconstruction != null || (wantsScores && !samples))
        {
            if (wantsScores && call.Kind == ScoreKind.ReferenceDistance)
            {
                forward.Deviate(work);
            }

            var output = forward.Decode(work, work.Mean.Pointer);
            if (wantsScores && call.Kind == ScoreKind.ReconstructionLogLikelihood)
            {
                panelScores.LogLikelihood(work, output, call.Scores + first, count);
            }

            forward.ToMean(output);
            if (wantsScores && !samples && call.Kind != ScoreKind.ReconstructionLogLikelihood)
            {
                panelScores.Distance(work, output, call.Kind, call.Scores + first, count);
            }

            if (call.Reconstruction != null)
            {
                Reconstruct(work, output, count, !call.Scaled, call.Reconstruction + ((nint)first * features));
            }
        }

        if (samples)
        {
            panelScores.Sampled(work, call.Kind, call.Scores + first, count);
        }

        for (var lane = 0; wantsScores && work.Beyond != 0 && lane < count; lane++)
        {
            if ((work.Beyond & (1u << lane)) != 0)
            {
                call.Scores[first + lane] += TrainingRange.Penalty(work.Excess.AsSpan(lane * features, features), rangeWeights[(int)call.Kind].Value);
            }
        }

        if (invalid != 0)
        {
            MarkInvalid(call, first, count, invalid);
        }

        forward.Return(work);
    }

    /// <summary>Scales up to 32 rows into the workspace's panel; rows that cannot be used become zeros and are told by a bit each.</summary>
    private uint Load(InferenceWorkspace work, float* rows, int count, bool scaled)
    {
        var invalid = 0u;
        var hasMissing = false;
        var pointers = stackalloc float*[Panel.Lanes];
        for (var lane = 0; lane < count; lane++)
        {
            var row = rows + ((nint)lane * features);
            if (!RowChecks.IsFinite(new ReadOnlySpan<float>(row, features)))
            {
                if (RowChecks.IsUsable(new ReadOnlySpan<float>(row, features), allowsMissing, forward.Plan.ContextDimension))
                {
                    hasMissing = true;
                }
                else
                {
                    invalid |= 1u << lane;
                }
            }

            pointers[lane] = row;
        }

        if (!scaled && !scaler.IsIdentity)
        {
            scaler.Scale(new ReadOnlySpan<float>(rows, count * features), work.Rows.Span[..(count * features)]);
            for (var lane = 0; lane < count; lane++)
            {
                pointers[lane] = work.Rows.Pointer + ((nint)lane * features);
            }
        }

        if (invalid != 0)
        {
            for (var lane = 0; lane < count; lane++)
            {
                if ((invalid & (1u << lane)) != 0)
                {
                    pointers[lane] = work.Rows.Pointer + ((nint)lane * features);
                    new Span<float>(pointers[lane], features).Clear();
                }
            }
        }

        HoldInRange(work, pointers, count);
        TransposeKernel.RowsToPanel(pointers, count, features, work.Input.Pointer);
        forward.Observe(work, hasMissing);
        if (hasMissing)
        {
            forward.Refine(work, passes - 1);
        }

        return invalid;
    }

    /// <summary>A Bernoulli decoder gives values outside of 0 to 1 no likelihood: they count as the nearest end, and as in scores for what they lie beyond; returns the sum of that, nats.</summary>
    private double HoldInUnitInterval(float[] scaledRows)
    {
        if (range is null || forward.Sigma is not null || forward.Mixed is not null)
        {
            return 0;
        }

        var sum = 0.0;
        for (var i = 0; i < scaledRows.Length; i++)
        {
            if (i % features >= forward.Plan.OutputDimension)
            {
                continue;
            }

            ref var value = ref scaledRows[i];
            var held = Math.Clamp(value, 0, 1);
            if (value != held && !float.IsNaN(value))
            {
                var excess = (double)value - held;
                sum += excess * excess * rangeWeights[(int)ScoreKind.NegativeElbo].Value[0];
                value = held;
            }
        }

        return sum;
    }

    /// <summary>Has the network see values beyond the training range at its ends, and keeps what they lay beyond.</summary>
    private void HoldInRange(InferenceWorkspace work, float** pointers, int count)
    {
        work.Beyond = 0;
        for (var lane = 0; range is not null && lane < count; lane++)
        {
            var row = new ReadOnlySpan<float>(pointers[lane], features);
            if (range.Holds(row))
            {
                continue;
            }

            var own = work.Rows.Span.Slice(lane * features, features);
            row.CopyTo(own);
            work.Excess ??= new float[Panel.Lanes * features];
            range.Hold(own, work.Excess.AsSpan(lane * features, features));
            work.Beyond |= 1u << lane;
            pointers[lane] = work.Rows.Pointer + ((nint)lane * features);
        }
    }

    private void Reconstruct(InferenceWorkspace work, float* output, int count, bool unscale, float* destination)
    {
        if (!unscale || scaler.IsIdentity)
        {
            TransposeKernel.PanelToRows(output, features, count, destination, features);
            return;
        }

        TransposeKernel.PanelToRows(output, features, count, work.Rows.Pointer, features);
        scaler.Unscale(work.Rows.Span[..(count * features)], new Span<float>(destination, count * features));
    }

    private void MarkInvalid(in Call call, int first, int count, uint invalid)
    {
        for (var lane = 0; lane < count; lane++)
        {
            if ((invalid & (1u << lane)) == 0)
            {
                continue;
            }

            var row = first + lane;
            Fill(call.Latent, row, latent);
            Fill(call.LogVariance, row, latent);
            Fill(call.Hidden, row, hiddenWidth);
            Fill(call.Reconstruction, row, features);
            Fill(call.Scores, row, 1);
        }

        static void Fill(float* output, int row, int width)
        {
            if (output != null)
            {
                new Span<float>(output + ((nint)row * width), width).Fill(float.NaN);
            }
        }
    }

    /// <summary>The pinned spans of one call, for the threads that share it.</summary>
    private readonly struct Call(
        float* rows, bool scaled, ScoreKind kind, float* latent, float* logVariance, float* hidden, float* reconstruction, float* scores)
    {
        public readonly float* Rows = rows;
        public readonly bool Scaled = scaled;
        public readonly ScoreKind Kind = kind;
        public readonly float* Latent = latent;
        public readonly float* LogVariance = logVariance;
        public readonly float* Hidden = hidden;
        public readonly float* Reconstruction = reconstruction;
        public readonly float* Scores = scores;

        /// <summary>Whether the scores average over samples of the code.</summary>
        public bool IsSampled => Scores != null && Kind.NeedsVariance();
    }
}
