using System.Collections.Concurrent;
using Vae.Core.Data;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Options;
using Vae.Core.Parts;

namespace Vae.Core.Engines.Managed.Inference;

/// <content>Single rows, as prediction engines bring them.</content>
internal sealed unsafe partial class ManagedPipeline<S, V>
{
    // Rows that are taken on their own rather than as a panel, which always does the work of 32: of small networks, and of those whose weights take longer to come than to be multiplied.
    private const int MostSmallRows = 4;
    private const int MostLargeRows = 16;

    // The positions of one row share the weights of a convolution as the rows of a panel do.
    private const int MostConvolutionalRows = 24;

    // Reference rows are searched for a panel at once, and samples are as many rows.
    private const int MostComparedRows = 8;

    // Multiply-adds a row.
    private const long LargeWork = 1 << 17;

    // The transposed weights that single rows need are made by the first of them.
    private readonly Lazy<RowForward<S, V>> rowForward;
    private readonly ConcurrentBag<RowForward<S, V>.Batch> spareRows = [];
    private RowForward<S, V>.Batch? latestRows;

    /// <summary>Most rows of a call that are taken on their own.</summary>
    private int MostSingleRows(in Call call)
    {
        var compares = call.Scores != null && call.Kind == ScoreKind.ReferenceDistance;
        if (forward.IsConvolutional)
        {
            return compares ? MostComparedRows : MostConvolutionalRows;
        }

        if (call.IsSampled)
        {
            return MostComparedRows;
        }

        return compares || forward.WorkPerRow < LargeWork ? MostSmallRows : MostLargeRows;
    }

    private void TransformRows(RowForward<S, V> row, in Call call, int count)
    {
        var batch = Interlocked.Exchange(ref latestRows, null) ?? (spareRows.TryTake(out var spare) ? spare : row.NewBatch());
        for (var first = 0; first < count; first += RowForward<S, V>.MostRows)
        {
            TransformRows(row, batch, call, first, Math.Min(RowForward<S, V>.MostRows, count - first));
        }

        if (Interlocked.CompareExchange(ref latestRows, batch, null) is not null)
        {
            spareRows.Add(batch);
        }
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

    /// <summary>A few rows, which share what they go through.</summary>
    private void TransformRows(RowForward<S, V> row, RowForward<S, V>.Batch batch, in Call call, int first, int count)
    {
        // Of each that can be used: its number, and what its values beyond the training range add to its score.
        var numbers = stackalloc int[RowForward<S, V>.MostRows];
        var beyond = stackalloc float[RowForward<S, V>.MostRows];
        var used = 0;
        for (var index = first; index < first + count; index++)
        {
            if (TryLoad(row, batch[used], call, index, out beyond[used]))
            {
                numbers[used++] = index;
            }
            else
            {
                MarkInvalid(call, index, 1, 1);
            }
        }

        if (used == 0)
        {
            return;
        }

        row.Encode(batch, used, call.IsSampled || call.LogVariance != null);
        for (var i = 0; i < used; i++)
        {
            CopyOut(batch[i].Mean, call.Latent, numbers[i], latent);
            CopyOut(batch[i].LogVariance, call.LogVariance, numbers[i], latent);
            if (call.IsSampled)
            {
                call.Scores[numbers[i]] = row.Sampled(batch[i], call.Kind, panelScores.DrawnNoise) + beyond[i];
            }
        }

        if (call.Reconstruction == null && (call.Scores == null || call.IsSampled))
        {
            return;
        }

        for (var i = 0; i < used && call.Scores != null && call.Kind == ScoreKind.ReferenceDistance; i++)
        {
            row.Deviate(batch[i]);
        }

        var output = row.Decode(batch, used, out var stride);
        for (var i = 0; i < used; i++)
        {
            Finish(row, batch[i], output + (i * stride), call, numbers[i], beyond[i]);
        }
    }

    /// <summary>Reads and scales a row; false where it cannot be used.</summary>
    private bool TryLoad(RowForward<S, V> row, RowForward<S, V>.Workspace work, in Call call, int index, out float beyond)
    {
        beyond = 0;
        var raw = new ReadOnlySpan<float>(call.Rows + ((nint)index * features), features);
        var isComplete = RowChecks.IsFinite(raw);
        if (!isComplete && !RowChecks.IsUsable(raw, allowsMissing, forward.Plan.ContextDimension))
        {
            return false;
        }

        if (call.Scaled)
        {
            raw.CopyTo(work.Input.Span);
        }
        else
        {
            scaler.Scale(raw, work.Input.Span[..features]);
        }

        beyond = HoldInRange(work.Input.Span[..features], call);
        row.Observe(work, !isComplete, passes);
        return true;
    }

    /// <summary>Score and reconstruction, from what the decoder made of the mean code.</summary>
    private void Finish(RowForward<S, V> row, RowForward<S, V>.Workspace work, float* output, in Call call, int index, float beyond)
    {
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
