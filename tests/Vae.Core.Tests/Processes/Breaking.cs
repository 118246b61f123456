using Vae.Core.Processes;

namespace Vae.Core.Tests.Processes;

/// <summary>A group in which a process ends in the middle.</summary>
internal sealed class Breaking(IProcessGroup group, int calls) : IProcessGroup
{
    private int left = calls;

    public int Rank => group.Rank;

    public int Size => group.Size;

    public string HostOf(int rank) => group.HostOf(rank);

    public void AllGather(ReadOnlySpan<byte> own, Span<byte> all)
    {
        Count();
        group.AllGather(own, all);
    }

    public void Exchange(ReadOnlySpan<byte> sent, ReadOnlySpan<int> sentCounts, Span<byte> received, ReadOnlySpan<int> receivedCounts)
    {
        Count();
        group.Exchange(sent, sentCounts, received, receivedCounts);
    }

    public void Broadcast(Span<byte> bytes, int root) => group.Broadcast(bytes, root);

    private void Count()
    {
        if (--left < 0)
        {
            throw new ProcessGroupException("The other process has ended.");
        }
    }
}
