namespace Vae.Core.Processes;

/// <summary>Neighbouring shards whose sums are one: those of a subtree of the tree that shards are added in.</summary>
/// <param name="First">The first of them, a multiple of <paramref name="Size"/>.</param>
/// <param name="Size">How many: a power of two.</param>
internal readonly record struct ShardNode(int First, int Size)
{
    /// <summary>The left half.</summary>
    public ShardNode Left => new(First, Size / 2);

    /// <summary>The right half, which lies beyond the last shard where <see cref="First"/> of it does.</summary>
    public ShardNode Right => new(First + (Size / 2), Size / 2);

    /// <summary>The node of all shards.</summary>
    public static ShardNode Root(int shards) => new(0, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)shards));

    /// <summary>Whether another node follows it in the node above.</summary>
    public bool IsFollowedBy(ShardNode other) => other.Size == Size && other.First == First + Size && First % (2 * Size) == 0;

    /// <summary>The fewest nodes that have the shards from one up to another, which is not among them.</summary>
    public static IReadOnlyList<ShardNode> Cover(int first, int last)
    {
        List<ShardNode> nodes = [];
        for (var shard = first; shard < last; shard++)
        {
            nodes.Add(new ShardNode(shard, 1));
            while (nodes.Count > 1 && nodes[^2].IsFollowedBy(nodes[^1]))
            {
                nodes[^2] = nodes[^2] with { Size = 2 * nodes[^2].Size };
                nodes.RemoveAt(nodes.Count - 1);
            }
        }

        return nodes;
    }

    /// <summary>Adds what nodes have in the order of the tree, whoever has them.</summary>
    /// <param name="shards">How many shards there are.</param>
    /// <param name="find">What a node has; null where it is found by its halves.</param>
    /// <param name="add">Adds two neighbours, the left one first.</param>
    public static T Combine<T>(int shards, Func<ShardNode, T?> find, Func<T, T, T> add)
        where T : class
    {
        return Of(Root(shards));

        T Of(ShardNode node)
        {
            if (find(node) is { } known)
            {
                return known;
            }

            var left = Of(node.Left);
            return node.Right.First < shards ? add(left, Of(node.Right)) : left;
        }
    }
}
