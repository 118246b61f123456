using System.Buffers.Binary;
using Vae.Core.Processes;
using Vae.Core.Randomness;

namespace Vae.Core.Training.Shards;

/// <summary>Which shards of the rows each process has: neighbours, as many as the others have or one more.</summary>
/// <param name="Count">Shards in all.</param>
/// <param name="Group">The processes, no more than there are shards.</param>
internal sealed record ShardRange(int Count, IProcessGroup Group)
{
    /// <summary>First shard of this process.</summary>
    public int First => FirstOf(Group.Rank);

    /// <summary>Shards of this process.</summary>
    public int Local => FirstOf(Group.Rank + 1) - First;

    /// <summary>First shard of a process; of the one after the last, the number of shards.</summary>
    public int FirstOf(int rank) => (int)((long)Count * rank / Group.Size);

    /// <summary>Which shard a row belongs to, as every process and every pass has it.</summary>
    /// <param name="number">The row's number in its source, from 0.</param>
    public int Of(long number) => (int)(number % Count);

    /// <summary>The seed of what is random in a shard alone.</summary>
    public static int SeedOf(int seed, int shard) => new Philox(seed, RandomPurpose.Shards).IntegerAt((ulong)shard, int.MaxValue);

    /// <summary>What every shard has, given to all processes, in the order of the shards.</summary>
    /// <param name="own">Bytes of each shard of this process; any number.</param>
    public byte[][] Gather(IReadOnlyList<byte[]> own)
    {
        if (Group.Size == 1)
        {
            return [.. own];
        }

        var packed = new byte[own.Sum(bytes => sizeof(int) + bytes.Length)];
        var at = 0;
        foreach (var bytes in own)
        {
            BinaryPrimitives.WriteInt32LittleEndian(packed.AsSpan(at), bytes.Length);
            bytes.CopyTo(packed, at + sizeof(int));
            at += sizeof(int) + bytes.Length;
        }

        List<byte[]> all = [];
        foreach (var from in Group.Gather(packed))
        {
            for (var next = 0; next < from.Length;)
            {
                var length = BinaryPrimitives.ReadInt32LittleEndian(from.AsSpan(next));
                all.Add(from.AsSpan(next + sizeof(int), length).ToArray());
                next += sizeof(int) + length;
            }
        }

        return [.. all];
    }
}
