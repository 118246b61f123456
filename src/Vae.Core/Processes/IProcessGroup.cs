namespace Vae.Core.Processes;

/// <summary>
/// Processes that work on one model together, on one machine or on many: all of them make the same calls in the same order, each with its own share of the rows. How bytes come from one to the other is
/// the group's matter; what is summed, and in which order, is not, so that results do not depend on it.
/// </summary>
/// <remarks>Not for use by two threads of a process at once. A call that cannot be finished, because a process has ended or cannot be reached, throws <see cref="ProcessGroupException"/>; a group is of no use after that.</remarks>
public interface IProcessGroup
{
    /// <summary>Number of this process, from 0. Process 0 reports, writes files and calibrates.</summary>
    int Rank { get; }

    /// <summary>Processes in the group; at least 1.</summary>
    int Size { get; }

    /// <summary>Name of the machine that a process runs on, for messages, and for dividing the processors of one machine among its processes.</summary>
    /// <param name="rank">The process, 0 to <see cref="Size"/> - 1.</param>
    string HostOf(int rank);

    /// <summary>Gives every process the bytes of all of them, in the order of their ranks.</summary>
    /// <param name="own">This process's; as many in every process.</param>
    /// <param name="all">Receives <see cref="Size"/> times as many.</param>
    void AllGather(ReadOnlySpan<byte> own, Span<byte> all);

    /// <summary>Sends each process bytes of its own, and receives those that each has for this one.</summary>
    /// <param name="sent">What is for each process, in the order of their ranks, this one's own included.</param>
    /// <param name="sentCounts">How many bytes are for each; <see cref="Size"/> numbers.</param>
    /// <param name="received">Receives what each has sent, in the order of their ranks.</param>
    /// <param name="receivedCounts">How many bytes each has sent; what the others have in <paramref name="sentCounts"/>.</param>
    void Exchange(ReadOnlySpan<byte> sent, ReadOnlySpan<int> sentCounts, Span<byte> received, ReadOnlySpan<int> receivedCounts);

    /// <summary>Gives every process the bytes of one of them.</summary>
    /// <param name="bytes">Those that are sent, in the process that sends them; receives them in the others. As long in all.</param>
    /// <param name="root">The process that sends.</param>
    void Broadcast(Span<byte> bytes, int root);
}
