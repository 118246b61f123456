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

    private readonly ITrainingSession inner;
    private readonly ShardRange range;
    private readonly CancellationToken asked;
    private readonly CancellationTokenSource agreed = new();
    private readonly GradientTree tree;
    private readonly float[] gradient;
    private readonly float[] rows;
    private readonly int width;
    private LossTotals totals;

    /// <param name="inner">Computes gradients and updates.</param>
    /// <param name="setup">The inner session's, whose batches are the parts of a shard.</param>
    /// <param name="range">The shards.</param>
    /// <param name="asked">Asks for an end in this process.</param>
    public ShardedSession(ITrainingSession inner, TrainingSetup setup, ShardRange range, CancellationToken asked)
    {
        (this.inner, this.range, this.asked) = (inner, range, asked);
        width = setup.Plan.InputDimension;
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
        // The last number tells of a wish to end.
        var told = new double[range.Local * 4];
        for (var local = 0; local < parts.Count; local++)
        {
            var (shard, part) = (range.First + local, parts[local]);
            var step = settings with { Step = settings.Step | ((long)shard << ShardBits), Weights = Weights(part.Weights.Span, part.Picked.Span) };
            tree.Add(shard, target => Gradient(part.Rows.Span, part.Picked.Span, rowCount, step, target));
            var losses = inner.TakeLosses();
            (told[local * 4], told[(local * 4) + 1], told[(local * 4) + 2], told[(local * 4) + 3]) = (losses.Rows, losses.Objective, losses.Reconstruction, losses.Kl);
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

        for (var i = 0; i < picked.Length; i++)
        {
            all.Slice(picked[i] * width, width).CopyTo(rows.AsSpan(i * width));
        }

        inner.ComputeGradient(rows.AsSpan(0, picked.Length * width), settings, target);
        System.Numerics.Tensors.TensorPrimitives.Multiply(target, (float)((double)picked.Length / rowCount), target);
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
        var losses = told;
        var ends = asked.IsCancellationRequested;
        if (range.Group.Size > 1)
        {
            var most = (range.Count + range.Group.Size - 1) / range.Group.Size * 4;
            var own = new double[most + 1];
            told.CopyTo(own, 0);
            own[most] = ends ? 1 : 0;
            var all = new double[range.Group.Size * own.Length];
            range.Group.AllGather(MemoryMarshal.AsBytes(own.AsSpan()), MemoryMarshal.AsBytes(all.AsSpan()));
            losses = new double[range.Count * 4];
            for (var rank = 0; rank < range.Group.Size; rank++)
            {
                var from = all.AsSpan(rank * own.Length, own.Length);
                from[..((range.FirstOf(rank + 1) - range.FirstOf(rank)) * 4)].CopyTo(losses.AsSpan(range.FirstOf(rank) * 4));
                ends |= from[most] > 0;
            }
        }

        if (ends)
        {
            agreed.Cancel();
        }

        return ShardNode.Combine(
            range.Count,
            node => node.Size > 1 ? null : new Sums(new LossTotals((long)losses[node.First * 4], losses[(node.First * 4) + 1], losses[(node.First * 4) + 2], losses[(node.First * 4) + 3])),
            (left, right) => new Sums(left.Losses + right.Losses)).Losses;
    }

    private static NotSupportedException ByParts() => new("A session in shards is stepped by its batches alone.");

    private sealed record Sums(LossTotals Losses);
}
