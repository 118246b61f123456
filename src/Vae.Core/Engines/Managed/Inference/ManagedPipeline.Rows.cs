using Vae.Core.Data;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Options;
using Vae.Core.Parts;

namespace Vae.Core.Engines.Managed.Inference;

/// <content>Single rows, as prediction engines bring them.</content>
internal sealed unsafe partial class ManagedPipeline<S, V>
{
    // Up to here single rows are faster than a panel, which always does the work of 32.
    private const int MostSingleRows = 4;

    // The transposed weights that single rows need are made by the first of them.
    private readonly Lazy<RowForward<S, V>?> rowForward;
    private RowForward<S, V>.Workspace? spareRow;

    private void TransformRows(RowForward<S, V> row, in Call call, int count)
    {
        var work = Interlocked.Exchange(ref spareRow, null) ?? row.NewWorkspace();
        for (var i = 0; i < count; i++)
        {
            TransformRow(row, work, call, i);
        }

        spareRow = work;
    }

    /// <summary>Has the network see values beyond the training range at its ends, and returns what that adds to the score.</summary>
    private float HoldInRange(Span<float> row, in Call call)
    {
        if (range is null || range.Holds(row))
        {
            return 0;
        }

        var excess = new float[features];
        range.Hold(row, excess);
        return call.Scores == null ? 0 : TrainingRange.Penalty(excess, rangeWeights[(int)call.Kind].Value);
    }

    private void TransformRow(RowForward<S, V> row, RowForward<S, V>.Workspace work, in Call call, int index)
    {
        var raw = new ReadOnlySpan<float>(call.Rows + ((nint)index * features), features);
        var isComplete = RowChecks.IsFinite(raw);
        if (!isComplete && !RowChecks.IsUsable(raw, allowsMissing, forward.Plan.ContextDimension))
        {
            MarkInvalid(call, index, 1, 1);
            return;
        }

        if (call.Scaled)
        {
            raw.CopyTo(work.Input.Span);
        }
        else
        {
            scaler.Scale(raw, work.Input.Span[..features]);
        }

        var beyond = HoldInRange(work.Input.Span[..features], call);
        row.Observe(work, !isComplete, passes);
        row.Encode(work, call.IsSampled || call.LogVariance != null);
        CopyOut(work.Mean, call.Latent, index, latent);
        CopyOut(work.LogVariance, call.LogVariance, index, latent);
        if (call.IsSampled)
        {
            call.Scores[index] = row.Sampled(work, call.Kind, panelScores.DrawnNoise) + beyond;
        }

        if (call.Reconstruction == null && (call.Scores == null || call.IsSampled))
        {
            return;
        }

        if (call.Scores != null && call.Kind == ScoreKind.ReferenceDistance)
        {
            row.Deviate(work);
        }

        var output = row.Decode(work);
        var likelihood = call.Scores != null && call.Kind == ScoreKind.ReconstructionLogLikelihood;
        if (likelihood)
        {
            call.Scores[index] = row.LogLikelihood(work, output) + beyond;
        }

        row.ToMean(work, output);
        if (call.Scores != null && !likelihood && !call.IsSampled)
        {
            call.Scores[index] = row.Distance(work, output, call.Kind) + beyond;
        }

        if (call.Reconstruction != null)
        {
            var destination = new Span<float>(call.Reconstruction + ((nint)index * features), features);
            var rebuilt = new ReadOnlySpan<float>(output, features);
            if (call.Scaled)
            {
                rebuilt.CopyTo(destination);
            }
            else
            {
                scaler.Unscale(rebuilt, destination);
            }
        }
    }

    private static void CopyOut(PinnedFloats values, float* destination, int index, int width)
    {
        if (destination != null)
        {
            values.Span[..width].CopyTo(new Span<float>(destination + ((nint)index * width), width));
        }
    }
}
