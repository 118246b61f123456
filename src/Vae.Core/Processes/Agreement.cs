using System.Buffers.Binary;
using System.Runtime.ExceptionServices;
using System.Text;

namespace Vae.Core.Processes;

/// <summary>What processes do together beside sums: each goes on only where all can, and bytes of any number come from each to all.</summary>
internal static class Agreement
{
    // A broadcast in pieces, so that no buffer is longer than an array.
    private const int Piece = 1 << 26;

    private const byte Failed = 1;
    private const byte Cancelled = 2;

    /// <summary>What a process is called in messages.</summary>
    public static string NameOf(this IProcessGroup group, int rank) => Invariant($"Process {rank} of {group.Size}, on host '{group.HostOf(rank)}',");

    /// <summary>Processes that run on the machine of this one; at least 1.</summary>
    public static int SizeHere(this IProcessGroup group) => Enumerable.Range(0, group.Size).Count(rank => group.HostOf(rank) == group.HostOf(group.Rank));

    /// <summary>Does something that may fail in one process and not in the others: then it fails in all.</summary>
    /// <exception cref="ProcessGroupException">It has failed in another process, which the message names.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled here, or in another process.</exception>
    public static T Together<T>(this IProcessGroup group, Func<T> work)
    {
        if (group.Size == 1)
        {
            return work();
        }

        var (result, failure) = (default(T), default(ExceptionDispatchInfo));
        try
        {
            result = work();
        }
        catch (Exception exception) when (exception is not ProcessGroupException)
        {
            failure = ExceptionDispatchInfo.Capture(exception);
        }

        byte[] own = failure is null ? [] : [failure.SourceException is OperationCanceledException ? Cancelled : Failed, .. Encoding.UTF8.GetBytes(failure.SourceException.Message)];
        var all = group.Gather(own);
        failure?.Throw();
        for (var rank = 0; rank < all.Length; rank++)
        {
            if (all[rank].Length == 0)
            {
                continue;
            }

            var message = $"{group.NameOf(rank)} ended with: {Encoding.UTF8.GetString(all[rank].AsSpan(1))}";
            throw all[rank][0] == Cancelled ? new OperationCanceledException(message) : new ProcessGroupException(message);
        }

        return result!;
    }

    /// <summary>The bytes of all processes, in the order of their ranks, which need not be as many in each.</summary>
    public static byte[][] Gather(this IProcessGroup group, ReadOnlySpan<byte> own)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, own.Length);
        var lengths = new byte[group.Size * sizeof(int)];
        group.AllGather(length, lengths);
        int[] counts = [.. Enumerable.Range(0, group.Size).Select(rank => BinaryPrimitives.ReadInt32LittleEndian(lengths.AsSpan(rank * sizeof(int))))];
        var most = counts.Max();
        if (most == 0)
        {
            return [.. counts.Select(_ => Array.Empty<byte>())];
        }

        var padded = new byte[most];
        own.CopyTo(padded);
        var all = new byte[checked(group.Size * most)];
        group.AllGather(padded, all);
        return [.. counts.Select((count, rank) => all.AsSpan(rank * most, count).ToArray())];
    }

    /// <summary>Gives all processes what the first one makes; where it fails there, it fails in all.</summary>
    /// <param name="group">The processes.</param>
    /// <param name="make">Called in process 0 alone.</param>
    public static byte[] FromFirst(this IProcessGroup group, Func<byte[]> make)
    {
        var made = group.Together(() => group.Rank == 0 ? make() : []);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, made.Length);
        group.Broadcast(length, root: 0);
        var bytes = group.Rank == 0 ? made : new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
        for (var first = 0; first < bytes.Length; first += Piece)
        {
            group.Broadcast(bytes.AsSpan(first, Math.Min(Piece, bytes.Length - first)), root: 0);
        }

        return bytes;
    }

    /// <summary>Checks that something is the same in all processes.</summary>
    /// <param name="group">The processes.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="text">What it is here.</param>
    /// <exception cref="ProcessGroupException">It is another in another process.</exception>
    public static void RequireSame(this IProcessGroup group, string what, string text)
    {
        var all = group.Gather(Encoding.UTF8.GetBytes(text));
        for (var rank = 1; rank < all.Length; rank++)
        {
            if (!all[rank].AsSpan().SequenceEqual(all[0]))
            {
                throw new ProcessGroupException(
                    $"{group.NameOf(rank)} has another {what} than process 0: '{Encoding.UTF8.GetString(all[rank])}' where that has '{Encoding.UTF8.GetString(all[0])}'; start all of them alike, on machines of one kind.");
            }
        }
    }
}
