namespace Vae.Core.Processes;

/// <summary>The group of one.</summary>
internal sealed class SingleProcess : IProcessGroup
{
    public static SingleProcess Instance { get; } = new();

    public int Rank => 0;

    public int Size => 1;

    public string HostOf(int rank) => Environment.MachineName;

    public void AllGather(ReadOnlySpan<byte> own, Span<byte> all) => own.CopyTo(all);

    public void Exchange(ReadOnlySpan<byte> sent, ReadOnlySpan<int> sentCounts, Span<byte> received, ReadOnlySpan<int> receivedCounts) => sent.CopyTo(received);

    public void Broadcast(Span<byte> bytes, int root)
    {
    }
}
