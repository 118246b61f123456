using System.Runtime.ExceptionServices;

namespace Vae.Core.Engines.Managed.Panels;

/// <summary>
/// Threads that run one short piece of work together, thousands of times a second. Between pieces they spin for a moment before they sleep, because
/// waking a sleeping thread costs more than a training step of a small network.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    // About 50 microseconds of spinning: longer than the pause between two steps, short enough not to burn a core while data is read.
    private const int SpinRounds = 2000;

    private readonly Thread[] threads;
    private readonly SemaphoreSlim[] wake;
    private readonly int[] sleeping;
    private Action<int>? work;
    private int generation;
    private int running;
    private Exception? failure;
    private bool disposed;

    public WorkerTeam(int size)
    {
        Size = Math.Max(1, size);
        threads = new Thread[Size - 1];
        wake = new SemaphoreSlim[Size - 1];
        sleeping = new int[Size - 1];
        for (var i = 0; i < threads.Length; i++)
        {
            var index = i;
            wake[i] = new SemaphoreSlim(0);
            threads[i] = new Thread(() => Loop(index)) { IsBackground = true, Name = Invariant($"Vae worker {i + 1}") };
            threads[i].Start();
        }
    }

    /// <summary>Threads that take part, the caller's included.</summary>
    public int Size { get; }

    /// <summary>Runs <paramref name="body"/> once on each thread, with its index; returns when all are done.</summary>
    public void Run(Action<int> body)
    {
        if (Size == 1)
        {
            body(0);
            return;
        }

        work = body;
        Volatile.Write(ref running, Size - 1);
        Interlocked.Increment(ref generation);
        for (var i = 0; i < wake.Length; i++)
        {
            if (Interlocked.Exchange(ref sleeping[i], 0) == 1)
            {
                wake[i].Release();
            }
        }

        Guarded(body, 0);
        var spins = 0;
        while (Volatile.Read(ref running) != 0)
        {
            Pause(++spins);
        }

        if (failure is { } exception)
        {
            failure = null;
            ExceptionDispatchInfo.Throw(exception);
        }
    }

    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        Interlocked.Increment(ref generation);
        foreach (var semaphore in wake)
        {
            semaphore.Release();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }

        foreach (var semaphore in wake)
        {
            semaphore.Dispose();
        }
    }

    /// <summary>Spins, and now and then offers the processor to others: where processors are scarce, that is who the team waits for.</summary>
    private static void Pause(int spins)
    {
        if (spins % 32 == 0)
        {
            Thread.Yield();
        }
        else
        {
            Thread.SpinWait(8);
        }
    }

    private void Guarded(Action<int> body, int index)
    {
        try
        {
            body(index);
        }
        catch (Exception exception)
        {
            // Run rethrows the first failure on the caller's thread.
            Interlocked.CompareExchange(ref failure, exception, null);
        }
    }

    private void Loop(int index)
    {
        var seen = 0;
        while (true)
        {
            var spins = 0;
            while (Volatile.Read(ref generation) == seen)
            {
                if (++spins < SpinRounds)
                {
                    Pause(spins);
                    continue;
                }

                // Announce sleep first and look once more: Run reads the flag after it has raised the generation.
                Interlocked.Exchange(ref sleeping[index], 1);
                if (Volatile.Read(ref generation) != seen && Interlocked.Exchange(ref sleeping[index], 0) == 1)
                {
                    break;
                }

                wake[index].Wait();
                spins = 0;
            }

            if (Volatile.Read(ref disposed))
            {
                return;
            }

            seen = Volatile.Read(ref generation);
            Guarded(work!, index + 1);
            Interlocked.Decrement(ref running);
        }
    }
}
