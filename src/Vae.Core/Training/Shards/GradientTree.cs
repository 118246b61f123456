using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Vae.Core.Processes;

namespace Vae.Core.Training.Shards;

/// <summary>
/// Adds the gradients of all shards in a tree that depends on their number alone. Each process adds those of its own shards as far as the tree goes; then each is sent its part of the parameters by all others, adds what
/// remains of the tree there, and sends the sum to all: every number crosses the network about twice, however many processes there are.
/// </summary>
internal sealed class GradientTree
{
    // So many bytes to and from all processes in one go, at most.
    private const int PieceBytes = 1 << 28;

    private readonly ShardRange range;
    private readonly int length;
    private readonly ShardNode[][] nodes;
    private readonly Stack<float[]> spare = new();
    private readonly List<(ShardNode Node, float[] Sum)> sums = [];
    private byte[] sent = [];
    private byte[] received = [];

    /// <param name="range">The shards.</param>
    /// <param name="length">Parameters.</param>
    public GradientTree(ShardRange range, int length)
    {
        (this.range, this.length) = (range, length);
        nodes = [.. Enumerable.Range(0, range.Group.Size).Select(rank => ShardNode.Cover(range.FirstOf(rank), range.FirstOf(rank + 1)).ToArray())];
    }

    /// <summary>Takes the gradient of the next shard of this process, in their order.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="fill">Writes it.</param>
    public void Add(int shard, Action<float[]> fill)
    {
        var own = spare.TryPop(out var free) ? free : new float[length];
        fill(own);
        sums.Add((new ShardNode(shard, 1), own));
        while (sums.Count > 1 && sums[^2].Node.IsFollowedBy(sums[^1].Node))
        {
            var (node, sum) = sums[^2];
            TensorPrimitives.Add(sum, sums[^1].Sum, sum);
            spare.Push(sums[^1].Sum);
            sums[^2] = (node with { Size = 2 * node.Size }, sum);
            sums.RemoveAt(sums.Count - 1);
        }
    }

    /// <summary>The sum over all shards, in every process; what was added is forgotten.</summary>
    public void Sum(Span<float> total)
    {
        var (size, most) = (range.Group.Size, nodes.Max(own => own.Length));
        if (size == 1)
        {
            Combine(total, node => sums.Find(own => own.Node == node).Sum is { } sum ? sum : null);
        }
        else
        {
            var piece = Math.Max(1, PieceBytes / sizeof(float) / most / size) * size;
            for (var first = 0; first < length; first += piece)
            {
                SumPiece(first, Math.Min(piece, length - first), total);
            }
        }

        foreach (var (_, sum) in sums)
        {
            spare.Push(sum);
        }

        sums.Clear();
    }

    /// <summary>The same of some parameters: each process sums a part of them.</summary>
    private void SumPiece(int first, int count, Span<float> total)
    {
        var group = range.Group;
        var part = (count + group.Size - 1) / group.Size;
        var mine = nodes[group.Rank];
        var sentFloats = Room(ref sent, group.Size * mine.Length * part);
        sentFloats.Clear();
        for (var rank = 0; rank < group.Size; rank++)
        {
            for (var node = 0; node < mine.Length; node++)
            {
                var from = Math.Min(count, rank * part);
                sums[node].Sum.AsSpan(first + from, Math.Min(part, count - from)).CopyTo(sentFloats[(((rank * mine.Length) + node) * part)..]);
            }
        }

        var receivedFloats = Room(ref received, nodes.Sum(own => own.Length) * part);
        int[] sentCounts = [.. nodes.Select(_ => mine.Length * part * sizeof(float))];
        int[] receivedCounts = [.. nodes.Select(own => own.Length * part * sizeof(float))];
        group.Exchange(MemoryMarshal.AsBytes(sentFloats), sentCounts, MemoryMarshal.AsBytes(receivedFloats), receivedCounts);
        var parts = new Dictionary<ShardNode, float[]>();
        var at = 0;
        foreach (var node in nodes.SelectMany(own => own))
        {
            parts[node] = receivedFloats.Slice(at, part).ToArray();
            at += part;
        }

        var sum = new float[part];
        Combine(sum, parts.GetValueOrDefault);
        var all = Room(ref received, group.Size * part);
        group.AllGather(MemoryMarshal.AsBytes(sum.AsSpan()), MemoryMarshal.AsBytes(all));
        all[..count].CopyTo(total[first..]);
    }

    private void Combine(Span<float> total, Func<ShardNode, float[]?> find)
    {
        var root = ShardNode.Combine(range.Count, find, (left, right) =>
        {
            TensorPrimitives.Add(left, right, left);
            return left;
        });
        root.AsSpan(0, total.Length).CopyTo(total);
    }

    private static Span<float> Room(ref byte[] bytes, int floats)
    {
        if (bytes.Length < floats * sizeof(float))
        {
            bytes = new byte[floats * sizeof(float)];
        }

        return MemoryMarshal.Cast<byte, float>(bytes.AsSpan(0, floats * sizeof(float)));
    }
}
