using System.Runtime.ExceptionServices;
using Vae.Core.Processes;

namespace Vae.Core.Tests.Processes;

/// <summary>A group whose processes are threads of this one. One that fails ends all, as the end of a process does.</summary>
internal sealed class ThreadGroup : IProcessGroup
{
    private readonly Shared shared;

    private ThreadGroup(Shared shared, int rank) => (this.shared, Rank) = (shared, rank);

    public int Rank { get; }

    public int Size => shared.Slots.Length;

    /// <summary>Does the same in each of some processes at once, and returns what each has made.</summary>
    public static T[] Run<T>(int size, Func<IProcessGroup, T> work)
    {
        var shared = new Shared(size);
        var results = new T[size];
        var failures = new Exception?[size];
        var threads = Enumerable.Range(0, size).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = work(new ThreadGroup(shared, rank));
            }
            catch (Exception exception)
            {
                failures[rank] = exception;
                shared.Failed = true;
            }

            shared.Meeting.RemoveParticipant();
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        if (Array.Find(failures, failure => failure is not null and not ProcessGroupException) is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        if (Array.Find(failures, failure => failure is not null) is { } other)
        {
            ExceptionDispatchInfo.Throw(other);
        }

        return results;
    }

    public string HostOf(int rank) => $"host-{rank}";

    public void AllGather(ReadOnlySpan<byte> own, Span<byte> all)
    {
        shared.Slots[Rank] = own.ToArray();
        Meet();
        for (var rank = 0; rank < Size; rank++)
        {
            Assert.Equal(own.Length, shared.Slots[rank].Length);
            shared.Slots[rank].CopyTo(all[(rank * own.Length)..]);
        }

        Meet();
    }

    public void Exchange(ReadOnlySpan<byte> sent, ReadOnlySpan<int> sentCounts, Span<byte> received, ReadOnlySpan<int> receivedCounts)
    {
        shared.Slots[Rank] = sent.ToArray();
        shared.Counts[Rank] = sentCounts.ToArray();
        Meet();
        var at = 0;
        for (var rank = 0; rank < Size; rank++)
        {
            var before = shared.Counts[rank].Take(Rank).Sum();
            Assert.Equal(receivedCounts[rank], shared.Counts[rank][Rank]);
            shared.Slots[rank].AsSpan(before, receivedCounts[rank]).CopyTo(received[at..]);
            at += receivedCounts[rank];
        }

        Meet();
    }

    public void Broadcast(Span<byte> bytes, int root)
    {
        shared.Slots[Rank] = bytes.ToArray();
        Meet();
        shared.Slots[root].CopyTo(bytes);
        Meet();
    }

    private void Meet()
    {
        shared.Meeting.SignalAndWait();
        if (shared.Failed)
        {
            throw new ProcessGroupException("Another process has ended.");
        }
    }

    private sealed class Shared(int size)
    {
        public byte[][] Slots { get; } = new byte[size][];

        public int[][] Counts { get; } = new int[size][];

        public Barrier Meeting { get; } = new(size);

        public volatile bool Failed;
    }
}
