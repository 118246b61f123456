using System.Runtime.InteropServices;
using Vae.Core.Engines;
using Vae.Core.Processes;

namespace Vae.Core.Training.Shards;

/// <summary>
/// A training session whose batches are divided in shards. The gradient of each shard's part is that of an inner session, weighted by its share of the rows; the sum over all shards, those of other processes too, moves the
/// parameters, which are the same in all processes.
/// </summary>
internal sealed class ShardedSession : ITrainingSession
{
    // Noise of a step is drawn by the number of the step; this far up no run counts. Dropout layers take the bits between.
    private const int ShardBits = 48;

    // Numbers that tell of the losses of a shard.
    private const int Told = 5;

    private readonly ITrainingSession inner;
    private readonly ShardRange range;
    private readonly CancellationToken asked;
    private readonly CancellationTokenSource agreed = new();
    private readonly GradientTree tree;
    private readonly float[] gradient;
    private readonly float[] rows;
    private readonly int width;
    private readonly int divergences;
    private LossTotals totals;

    /// <param name="inner">Computes gradients and updates.</param>
    /// <param name="setup">The inner session's, whose batches are the parts of a shard.</param>
    /// <param name="range">The shards.</param>
    /// <param name="asked">Asks for an end in this process.</param>
    public ShardedSession(ITrainingSession inner, TrainingSetup setup, ShardRange range, CancellationToken asked)
    {
        (this.inner, this.range, this.asked) = (inner, range, asked);
        width = setup.Plan.InputDimension;
        divergences = setup.Objective.FreeBits > 0 ? setup.Plan.LatentDimension : 0;
        rows = new float[(long)setup.BatchSize * width];
        gradient = new float[setup.Layout.Count];
        tree = new GradientTree(range, gradient.Length);
    }

    public string Description => inner.Description;

    public string Arithmetic => inner.Arithmetic;

    public IInference Inference => inner.Inference;

    public bool IsShared => true;

    /// <summary>Cancelled once any process was asked to end: between the same two steps in all of them.</summary>
    public CancellationToken Agreed => agreed.Token;

    /// <summary>Ends training in all processes alike, which have agreed on it.</summary>
    public void End() => agreed.Cancel();

    public void UseRows(ReadOnlyMemory<float> rows) => throw ByParts();

    public void UseWeights(ReadOnlyMemory<float> weights) => throw ByParts();

    public void Step(ReadOnlySpan<int> rowIndices, in StepSettings settings) => throw ByParts();

    public void Step(ReadOnlySpan<float> rows, in StepSettings settings) => throw ByParts();

    public void ComputeGradient(ReadOnlySpan<float> rows, in StepSettings settings, Span<float> gradient) => throw ByParts();

    public void Apply(ReadOnlySpan<float> gradient, in StepSettings settings) => inner.Apply(gradient, settings);

    /// <summary>One step.</summary>
    /// <param name="parts">The scaled rows of each shard of this process, how much each counts or nothing, and which of them are in the batch.</param>
    /// <param name="rowCount">Rows of the batch, those of other processes too.</param>
    /// <param name="settings">The step.</param>
    public void Step(IReadOnlyList<(ReadOnlyMemory<float> Rows, ReadOnlyMemory<float> Weights, ReadOnlyMemory<int> Picked)> parts, int rowCount, in StepSettings settings)
    {
        var steps = new StepSettings[parts.Count];
        for (var local = 0; local < parts.Count; local++)
        {
            steps[local] = settings with { Step = settings.Step | ((long)(range.First + local) << ShardBits), Weights = Weights(parts[local].Weights.Span, parts[local].Picked.Span) };
        }

        var divergence = divergences > 0 ? MeanDivergence(parts, steps) : default;
        var told = new double[range.Local * Told];
        for (var local = 0; local < parts.Count; local++)
        {
            var (shard, part) = (range.First + local, parts[local]);
            var step = steps[local] with { MeanDivergence = divergence };
            tree.Add(shard, target => Gradient(part.Rows.Span, part.Picked.Span, rowCount, step, target));
            var losses = inner.TakeLosses();
            ((double[])[losses.Rows, losses.Objective, losses.Reconstruction, losses.Kl, losses.ExtraWeight]).CopyTo(told, local * Told);
        }

        tree.Sum(gradient);
        inner.Apply(gradient, settings);
        totals += Agree(told);
    }

    public double Agree(double own)
    {
        if (range.Group.Size > 1)
        {
            var bytes = BitConverter.GetBytes(own);
            range.Group.Broadcast(bytes, root: 0);
            own = BitConverter.ToDouble(bytes);
        }

        return own;
    }

    public LossTotals ReadLosses() => totals;

    public LossTotals TakeLosses()
    {
        var taken = totals;
        totals = default;
        return taken;
    }

    public void ReadState(SessionState state)
    {
        inner.ReadState(state);
        state.Losses = totals;
    }

    public void WriteState(SessionState state)
    {
        inner.WriteState(state);
        inner.TakeLosses();
        totals = state.Losses;
    }

    public void Dispose()
    {
        inner.Dispose();
        agreed.Dispose();
    }

    /// <summary>The gradient of a shard's part of the batch, so that those of all add up to the mean over the batch.</summary>
    private void Gradient(ReadOnlySpan<float> all, ReadOnlySpan<int> picked, int rowCount, in StepSettings settings, float[] target)
    {
        if (picked.IsEmpty)
        {
            target.AsSpan().Clear();
            return;
        }

        inner.ComputeGradient(Gathered(all, picked), settings, target);
        System.Numerics.Tensors.TensorPrimitives.Multiply(target, (float)((double)picked.Length / rowCount), target);
    }

    /// <summary>The KL of each dimension of the code in the mean over the batch: each shard's sums on their own, added in the tree.</summary>
    private double[] MeanDivergence(IReadOnlyList<(ReadOnlyMemory<float> Rows, ReadOnlyMemory<float> Weights, ReadOnlyMemory<int> Picked)> parts, StepSettings[] steps)
    {
        var each = divergences + 1;
        var own = new double[range.Local * each];
        for (var local = 0; local < parts.Count; local++)
        {
            if (!parts[local].Picked.IsEmpty)
            {
                inner.SumDivergence(Gathered(parts[local].Rows.Span, parts[local].Picked.Span), steps[local], own.AsSpan(local * each, each));
            }
        }

        var all = OfAll(own, each, tells: false, out _);
        var sums = ShardNode.Combine(
            range.Count,
            node => node.Size > 1 ? null : all.AsSpan(node.First * each, each).ToArray(),
            (left, right) =>
            {
                System.Numerics.Tensors.TensorPrimitives.Add(left, right, left);
                return left;
            });
        return [.. sums[..divergences].Select(sum => sum / sums[divergences])];
    }

    /// <summary>Rows of a shard, one behind the other; valid until the next call.</summary>
    private ReadOnlySpan<float> Gathered(ReadOnlySpan<float> all, ReadOnlySpan<int> picked)
    {
        for (var i = 0; i < picked.Length; i++)
        {
            all.Slice(picked[i] * width, width).CopyTo(rows.AsSpan(i * width));
        }

        return rows.AsSpan(0, picked.Length * width);
    }

    private static float[] Weights(ReadOnlySpan<float> all, ReadOnlySpan<int> picked)
    {
        var weights = new float[all.IsEmpty ? 0 : picked.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = all[picked[i]];
        }

        return weights;
    }

    /// <summary>The losses of all shards, added in the tree; and whether a process was asked to end, told to all.</summary>
    private LossTotals Agree(double[] told)
    {
        var losses = OfAll(told, Told, asked.IsCancellationRequested, out var ends);
        if (ends)
        {
            agreed.Cancel();
        }

        return ShardNode.Combine(
            range.Count,
            node => node.Size > 1 ? null : new Sums(Of(losses.AsSpan(node.First * Told, Told))),
            (left, right) => new Sums(left.Losses + right.Losses)).Losses;

        static LossTotals Of(ReadOnlySpan<double> told) => new((long)told[0], told[1], told[2], told[3]) { ExtraWeight = told[4] };
    }

    /// <summary>Numbers of all shards in their order, and whether any process tells of a wish.</summary>
    private double[] OfAll(double[] own, int each, bool tells, out bool anyTells)
    {
        anyTells = tells;
        if (range.Group.Size == 1)
        {
            return own;
        }

        var most = (range.Count + range.Group.Size - 1) / range.Group.Size * each;
        var sent = new double[most + 1];
        own.CopyTo(sent, 0);
        sent[most] = tells ? 1 : 0;
        var received = new double[range.Group.Size * sent.Length];
        range.Group.AllGather(MemoryMarshal.AsBytes(sent.AsSpan()), MemoryMarshal.AsBytes(received.AsSpan()));
        var all = new double[range.Count * each];
        for (var rank = 0; rank < range.Group.Size; rank++)
        {
            var from = received.AsSpan(rank * sent.Length, sent.Length);
            from[..((range.FirstOf(rank + 1) - range.FirstOf(rank)) * each)].CopyTo(all.AsSpan(range.FirstOf(rank) * each));
            anyTells |= from[most] > 0;
        }

        return all;
    }

    private static NotSupportedException ByParts() => new("A session in shards is stepped by its batches alone.");

    private sealed record Sums(LossTotals Losses);
}
