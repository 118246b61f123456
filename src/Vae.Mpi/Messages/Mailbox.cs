using System.Diagnostics;
using System.Text;
using Vae.Core.Processes;
using Vae.Mpi.Libraries;

namespace Vae.Mpi.Messages;

/// <summary>
/// Messages between processes, and waiting for them: with patience that ends, and an open ear for a process that says that it has failed. Everything is made of single messages, so that it is known for whom a process waits.
/// </summary>
internal sealed unsafe class Mailbox
{
    private const int DataTag = 7;
    private const int NoticeTag = 8;

    // MPI counts in int; a longer message goes in pieces.
    private const nint LargestMessage = 1 << 30;

    // A short wait keeps its processor; a longer one lends it, and then sleeps, since others may compute on it.
    private static readonly TimeSpan Spinning = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Yielding = TimeSpan.FromMilliseconds(50);

    private readonly int rank;
    private readonly int size;
    private readonly TimeSpan patience;
    private readonly Func<int, string> nameOf;
    private readonly Dictionary<int, string> notices = [];
    private List<Transfer> open = [];

    /// <param name="rank">This process.</param>
    /// <param name="size">All of them.</param>
    /// <param name="patience">How long to wait for one.</param>
    /// <param name="nameOf">What a process is called in messages.</param>
    public Mailbox(int rank, int size, TimeSpan patience, Func<int, string> nameOf) => (this.rank, this.size, this.patience, this.nameOf) = (rank, size, patience, nameOf);

    /// <summary>Processes that have said that they have failed.</summary>
    public int Notices => notices.Count;

    /// <summary>Begins to receive.</summary>
    public void Receive(List<Transfer> transfers, int from, byte* bytes, nint count) => Start(transfers, from, bytes, count, isReceived: true);

    /// <summary>Begins to send.</summary>
    public void Send(List<Transfer> transfers, int to, byte* bytes, nint count) => Start(transfers, to, bytes, count, isReceived: false);

    /// <summary>Waits until all are done.</summary>
    /// <exception cref="ProcessGroupException">A process has failed, or is lost.</exception>
    public void Wait(List<Transfer> transfers)
    {
        open = transfers;
        var clock = Stopwatch.StartNew();
        for (var rounds = 0; !Progress(transfers); rounds++)
        {
            if (rounds % 16 == 15)
            {
                Listen();
            }

            if (clock.Elapsed > patience)
            {
                var lost = transfers.First(transfer => !transfer.IsDone);
                throw new ProcessGroupException(
                    Invariant($"{nameOf(rank)} has waited {patience.TotalSeconds:0.#} seconds for {Inside(lost.Peer)}, which has ended, hangs or cannot be reached; look at that host and at the network between them, and go on from the checkpoint."));
            }

            Rest(clock.Elapsed);
        }
    }

    /// <summary>Tells all others that this process has failed, and hears for a while whether they have too.</summary>
    /// <param name="message">Why.</param>
    /// <param name="grace">How long.</param>
    /// <returns>Whether all have.</returns>
    public bool Fail(string message, TimeSpan grace)
    {
        var text = Encoding.UTF8.GetBytes(message);
        var bytes = new NativeBytes();
        bytes.Reserve(text.Length + 1);
        text.CopyTo(new Span<byte>(bytes.Pointer, text.Length));
        List<Transfer> transfers = [];
        for (var other = 0; other < size; other++)
        {
            if (other != rank)
            {
                Begin(transfers, other, bytes.Pointer, text.Length, isReceived: false, NoticeTag);
            }
        }

        // What others wait to be rid of is taken, and what nobody sends any more is not waited for, so that MPI ends without a word.
        foreach (var transfer in open.Where(transfer => transfer is { IsDone: false, IsReceived: true }))
        {
            _ = MPI.Unsafe.MPI_Cancel(ref transfer.Request);
        }

        transfers.AddRange(open);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < grace)
        {
            Hear();
            while (Take(DataTag) is not null)
            {
            }

            if (Progress(transfers, mayFail: true) && notices.Count == size - 1)
            {
                return true;
            }

            Rest(clock.Elapsed);
        }

        return false;
    }

    private void Start(List<Transfer> transfers, int peer, byte* bytes, nint count, bool isReceived)
    {
        for (nint first = 0; first < count; first += LargestMessage)
        {
            Begin(transfers, peer, bytes + first, (int)nint.Min(LargestMessage, count - first), isReceived, DataTag);
        }
    }

    private void Begin(List<Transfer> transfers, int peer, byte* bytes, int count, bool isReceived, int tag)
    {
        var transfer = new Transfer(peer, isReceived);
        var code = isReceived
            ? MPI.Unsafe.MPI_Irecv((nint)bytes, count, MPI.Unsafe.MPI_BYTE, peer, tag, Native.World, out transfer.Request)
            : MPI.Unsafe.MPI_Isend((nint)bytes, count, MPI.Unsafe.MPI_BYTE, peer, tag, Native.World, out transfer.Request);
        Check(code, transfer);
        transfers.Add(transfer);
    }

    private bool Progress(List<Transfer> transfers, bool mayFail = false)
    {
        var areDone = true;
        int flag;
        var status = stackalloc int[Native.StatusNumbers];
        foreach (var transfer in transfers)
        {
            if (!transfer.IsDone)
            {
                fixed (int* request = &transfer.Request)
                {
                    var code = Native.MPI_Test(request, &flag, status);
                    if (!mayFail)
                    {
                        Check(code, transfer);
                    }

                    transfer.IsDone = flag != 0 || code != MPI.Unsafe.MPI_SUCCESS;
                }

                areDone &= transfer.IsDone;
            }
        }

        return areDone;
    }

    private void Check(int code, Transfer transfer)
    {
        if (code != MPI.Unsafe.MPI_SUCCESS)
        {
            Listen();
            throw new ProcessGroupException(
                $"{nameOf(rank)} cannot {(transfer.IsReceived ? "hear" : "reach")} {Inside(transfer.Peer)}: {Native.Text(code)}; look at that host and at the network between them, and go on from the checkpoint.");
        }
    }

    /// <summary>Throws where another process has said that it has failed.</summary>
    private void Listen()
    {
        Hear();
        foreach (var (other, message) in notices)
        {
            throw new ProcessGroupException($"{nameOf(other)} ended with: {message}");
        }
    }

    private void Hear()
    {
        while (Take(NoticeTag) is var (from, bytes))
        {
            notices[from] = Encoding.UTF8.GetString(bytes);
        }
    }

    /// <summary>A message that has come and that nobody waits for; null where there is none.</summary>
    private (int From, byte[] Bytes)? Take(int tag)
    {
        int flag, count;
        var status = stackalloc int[Native.StatusNumbers];
        if (Native.MPI_Iprobe(Native.AnySource, tag, Native.World, &flag, status) != MPI.Unsafe.MPI_SUCCESS || flag == 0
            || Native.MPI_Get_count(status, MPI.Unsafe.MPI_BYTE, &count) != MPI.Unsafe.MPI_SUCCESS)
        {
            return null;
        }

        var from = status[Native.SourceAt];
        var bytes = new NativeBytes();
        bytes.Reserve(count + 1);
        List<Transfer> transfers = [];
        Begin(transfers, from, bytes.Pointer, count, isReceived: true, tag);
        while (!Progress(transfers, mayFail: true))
        {
            Thread.Yield();
        }

        return (from, new ReadOnlySpan<byte>(bytes.Pointer, count).ToArray());
    }

    private string Inside(int peer) => "p" + nameOf(peer)[1..].TrimEnd(',');

    private static void Rest(TimeSpan waited)
    {
        if (waited > Yielding)
        {
            Thread.Sleep(1);
        }
        else if (waited > Spinning)
        {
            Thread.Yield();
        }
    }
}
