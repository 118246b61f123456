using System.Runtime.ExceptionServices;

namespace Vae.Core.Engines.Managed.Panels;

/// <summary>
/// Threads that run one short piece of work together, thousands of times a second. Between pieces they spin for a moment before they sleep, because
/// waking a sleeping thread costs more than a training step of a small network. A share that its thread has not begun when the caller has done its own is done by the caller: where other programs, or other teams, want the
/// processors too, a thread may wait for one longer than the whole step takes.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    // About 50 microseconds of spinning: longer than the pause between two steps, short enough not to burn a core while data is read.
    private const int SpinRounds = 2000;
    private const int LineOfIntegers = 16;

    private readonly Thread[] threads;
    private readonly SemaphoreSlim[] wake;
    private readonly int[] sleeping;

    // Of each thread the last generation whose share somebody has taken, each in a cache line of its own.
    private readonly int[] taken;
    private Action<int>? work;
    private int generation;
    private int running;
    private int active;
    private Exception? failure;
    private bool disposed;

    public WorkerTeam(int size)
    {
        Size = active = Math.Max(1, size);
        threads = new Thread[Size - 1];
        wake = new SemaphoreSlim[Size - 1];
        sleeping = new int[Size - 1];
        taken = new int[(Size - 1) * LineOfIntegers];
        for (var i = 0; i < threads.Length; i++)
        {
            var index = i;
            wake[i] = new SemaphoreSlim(0);
            threads[i] = new Thread(() => Loop(index)) { IsBackground = true, Name = Invariant($"Vae worker {i + 1}") };
            threads[i].Start();
        }
    }

    /// <summary>Threads that may take part, the caller's included.</summary>
    public int Size { get; }

    /// <summary>Threads that take part in the next runs, the caller's included: 1 to <see cref="Size"/>, which is where it starts. The others sleep. To be set between two runs.</summary>
    public int Active
    {
        get => active;
        set
        {
            // Nobody has a share of the run before to take any more, and all are free for the next.
            for (var i = 0; i < threads.Length; i++)
            {
                Volatile.Write(ref taken[i * LineOfIntegers], generation);
            }

            Volatile.Write(ref active, Math.Clamp(value, 1, Size));
        }
    }

    /// <summary>Runs <paramref name="body"/> once with each index below <see cref="Active"/>, on as many threads as come in time; returns when all are done.</summary>
    public void Run(Action<int> body)
    {
        if (active == 1)
        {
            body(0);
            return;
        }

        var others = active - 1;
        work = body;
        Volatile.Write(ref running, others);
        var current = Interlocked.Increment(ref generation);
        for (var i = 0; i < others; i++)
        {
            if (Interlocked.Exchange(ref sleeping[i], 0) == 1)
            {
                wake[i].Release();
            }
        }

        Guarded(body, 0);
        for (var i = 0; i < others; i++)
        {
            if (Take(i, current))
            {
                Guarded(body, i + 1);
                Interlocked.Decrement(ref running);
            }
        }

        var spins = 0;
        while (Volatile.Read(ref running) != 0)
        {
            Spinning.Pause(++spins);
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

    // Every share is taken by somebody before the next generation begins, so that one of the generation before stands where it is free. Who comes late finds a later one, or its own taken.
    private bool Take(int index, int current)
    {
        ref var last = ref taken[index * LineOfIntegers];
        return Volatile.Read(ref last) == current - 1 && Interlocked.CompareExchange(ref last, current, current - 1) == current - 1;
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

    // Read after the generation: who reads it late finds shares of its own taken.
    private bool Rests(int index) => index >= Volatile.Read(ref active) - 1;

    private void Loop(int index)
    {
        var seen = 0;
        while (true)
        {
            var spins = 0;
            while (!Volatile.Read(ref disposed) && (Volatile.Read(ref generation) == seen || Rests(index)))
            {
                if (++spins < SpinRounds && !Rests(index))
                {
                    Spinning.Pause(spins);
                    continue;
                }

                // Announce sleep first and look once more: Run reads the flag after it has raised the generation.
                Interlocked.Exchange(ref sleeping[index], 1);
                if (Volatile.Read(ref generation) != seen && !Rests(index) && Interlocked.Exchange(ref sleeping[index], 0) == 1)
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
            if (!Rests(index) && Take(index, seen))
            {
                Guarded(work!, index + 1);
                Interlocked.Decrement(ref running);
            }
        }
    }
}
