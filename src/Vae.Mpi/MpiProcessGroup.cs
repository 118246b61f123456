using System.Text;
using MPI;
using Vae.Core.Processes;
using Vae.Mpi.Libraries;
using Vae.Mpi.Messages;

namespace Vae.Mpi;

/// <summary>
/// The processes that <c>mpirun</c> has started, as a group that <see cref="Core.Models.VaeTrainer.Processes"/> trains in. Over the MPI library of the machine, which must be of the MPICH family: MPICH, Intel MPI, MVAPICH, Cray's or
/// Microsoft's; Open MPI's is of another.
/// </summary>
/// <remarks>One a process, from the beginning to its end: MPI cannot be started a second time. Not for use by two threads at once.</remarks>
public sealed unsafe class MpiProcessGroup : IProcessGroup, IDisposable
{
    private const int HostBytes = 256;

    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(5);

    private readonly MpiOptions options;
    private readonly MPI.Environment environment;
    private readonly Mailbox mailbox;
    private readonly NativeBytes sent = new();
    private readonly NativeBytes received = new();
    private readonly string[] hosts;
    private bool? hasFailedWithAll;
    private string? failure;

    private MpiProcessGroup(MpiOptions options, MPI.Environment environment)
    {
        (this.options, this.environment) = (options, environment);
        (Rank, Size) = (Communicator.world.Rank, Communicator.world.Size);
        if (Native.MPI_Comm_set_errhandler(Native.World, Native.ErrorsReturn) is not MPI.Unsafe.MPI_SUCCESS and var code)
        {
            throw new ProcessGroupException($"The MPI library '{MpiLibrary.Version}' does not return its errors: {Native.Text(code)}.");
        }

        hosts = [.. Enumerable.Range(0, Size).Select(_ => "?")];
        mailbox = new Mailbox(Rank, Size, options.Patience, rank => Invariant($"Process {rank} of {Size}, on host '{hosts[rank]}',"));
        hosts = Hosts();
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <summary>What the MPI library says of itself, such as <c>MPICH Version: 4.0.2</c>.</summary>
    public static string Library => MpiLibrary.Version;

    /// <summary>Joins the other processes. All of them call it, and none comes back before all have.</summary>
    /// <param name="options">How to wait; null takes the defaults.</param>
    /// <returns>The group, which is disposed at the end of the process's work.</returns>
    /// <exception cref="ProcessGroupException">There is no MPI library, or one of another family, or another process does not come.</exception>
    /// <exception cref="InvalidOperationException">This process has joined before.</exception>
    public static MpiProcessGroup Join(MpiOptions? options = null)
    {
        options ??= new MpiOptions();
        options.Validate();
        if (MpiLauncher.IsOpenMpi)
        {
            throw new ProcessGroupException("This process was started by the mpirun of Open MPI, which does not tell it of the others in a way that MPICH understands. " + MpiLibrary.Advice);
        }

        MpiLibrary.Load(System.Environment.GetEnvironmentVariable(MpiOptions.LibraryVariable));
        if (MPI.Environment.Initialized)
        {
            throw new InvalidOperationException("This process has joined a group before, and MPI cannot be started twice; keep the group for as long as the process works.");
        }

        var arguments = System.Array.Empty<string>();
        return new MpiProcessGroup(options, new MPI.Environment(ref arguments, Threading.Serialized));
    }

    /// <inheritdoc/>
    public string HostOf(int rank) => hosts[rank];

    /// <inheritdoc/>
    public void AllGather(ReadOnlySpan<byte> own, Span<byte> all)
    {
        var length = own.Length;
        Stage(own, all.Length);
        List<Transfer> transfers = [];
        foreach (var other in Others())
        {
            mailbox.Receive(transfers, other, received.Pointer + ((nint)other * length), length);
        }

        foreach (var other in Others())
        {
            mailbox.Send(transfers, other, sent.Pointer, length);
        }

        mailbox.Wait(transfers);
        new ReadOnlySpan<byte>(received.Pointer, all.Length).CopyTo(all);
        own.CopyTo(all[(Rank * length)..]);
    }

    /// <inheritdoc/>
    public void Exchange(ReadOnlySpan<byte> sent, ReadOnlySpan<int> sentCounts, Span<byte> received, ReadOnlySpan<int> receivedCounts)
    {
        Stage(sent, received.Length);
        List<Transfer> transfers = [];
        var (sentAt, receivedAt) = (Starts(sentCounts), Starts(receivedCounts));
        foreach (var other in Others())
        {
            mailbox.Receive(transfers, other, this.received.Pointer + receivedAt[other], receivedCounts[other]);
        }

        foreach (var other in Others())
        {
            mailbox.Send(transfers, other, this.sent.Pointer + sentAt[other], sentCounts[other]);
        }

        mailbox.Wait(transfers);
        new ReadOnlySpan<byte>(this.received.Pointer, received.Length).CopyTo(received);
        sent.Slice((int)sentAt[Rank], sentCounts[Rank]).CopyTo(received[(int)receivedAt[Rank]..]);
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> bytes, int root)
    {
        // Each that has the bytes passes them on, so that all have them after as many rounds as the size has binary digits.
        var place = (Rank - root + Size) % Size;
        var step = 1;
        Stage(bytes, 0);
        for (; step < Size; step *= 2)
        {
            List<Transfer> transfers = [];
            if (place < step && place + step < Size)
            {
                mailbox.Send(transfers, (place + step + root) % Size, sent.Pointer, bytes.Length);
            }
            else if (place >= step && place < 2 * step)
            {
                mailbox.Receive(transfers, (place - step + root) % Size, sent.Pointer, bytes.Length);
            }

            mailbox.Wait(transfers);
        }

        new ReadOnlySpan<byte>(sent.Pointer, bytes.Length).CopyTo(bytes);
    }

    /// <summary>
    /// Tells the other processes that this one has failed: whatever they wait for ends with a <see cref="ProcessGroupException"/> that names this process and says why. Waits for <see cref="MpiOptions.Grace"/> at most for them to fail too.
    /// <see cref="Dispose"/> then ends those that have not.
    /// </summary>
    /// <param name="message">Why, in a line.</param>
    public void Fail(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (hasFailedWithAll is null)
        {
            failure = message;
            hasFailedWithAll = mailbox.Fail(message, options.Grace);
        }
    }

    /// <summary>Leaves the group, after all have come to their end; or, where this process has failed and others go on, ends them; a process that is not the first, whose messages nobody may see, says so on the standard error.</summary>
    public void Dispose()
    {
        if (MPI.Environment.Finalized)
        {
            return;
        }

        if (hasFailedWithAll == false)
        {
            if (Rank != 0)
            {
                Console.Error.WriteLine($"error: {NameOf()} ended with: {failure}");
                Console.Error.Flush();
            }

            // The launcher that is told to end all may be out of reach as well.
            new Thread(() =>
            {
                Thread.Sleep(EndsWithin);
                System.Environment.Exit(1);
            }) { IsBackground = true }.Start();
            MPI.Environment.Abort(1);
        }

        environment.Dispose();
    }

    private string NameOf() => Invariant($"Process {Rank} of {Size}, on host '{hosts[Rank]}',");

    private string[] Hosts()
    {
        var own = new byte[HostBytes];
        var name = Encoding.UTF8.GetBytes(System.Environment.MachineName);
        name.AsSpan(0, Math.Min(name.Length, HostBytes)).CopyTo(own);
        var all = new byte[Size * HostBytes];
        AllGather(own, all);
        return [.. Enumerable.Range(0, Size).Select(rank => Encoding.UTF8.GetString(all.AsSpan(rank * HostBytes, HostBytes)).TrimEnd('\0'))];
    }

    private IEnumerable<int> Others()
    {
        // Each begins behind itself, so that not all send to the same one first.
        for (var i = 1; i < Size; i++)
        {
            yield return (Rank + i) % Size;
        }
    }

    private void Stage(ReadOnlySpan<byte> bytes, int receivedLength)
    {
        sent.Reserve(bytes.Length);
        received.Reserve(receivedLength);
        bytes.CopyTo(new Span<byte>(sent.Pointer, bytes.Length));
    }

    private static nint[] Starts(ReadOnlySpan<int> counts)
    {
        var starts = new nint[counts.Length];
        for (var i = 1; i < counts.Length; i++)
        {
            starts[i] = starts[i - 1] + counts[i - 1];
        }

        return starts;
    }
}
