using System.Diagnostics;

namespace Vae.Core.Engines.Managed.Panels;

/// <summary>
/// Threads of the pool that help a caller with one call. Where calls follow one another at once, a helper that is done stays awake for a moment and takes the next call's work from a seat: waking a sleeping thread takes a tenth of
/// a millisecond on a virtual machine, of which a call of a thousand rows has but a few. Callers that come at the same time leave the processors to one another, and nobody stays awake.
/// </summary>
/// <param name="queue">Gives a call to a thread that has nothing to do.</param>
/// <param name="seats">Most helpers that stay awake.</param>
/// <param name="linger">How long they do.</param>
internal sealed class HelperThreads(Action<HelpedCall> queue, int seats, TimeSpan linger)
{
    // A reference in a cache line of its own.
    private const int Line = 8;

    private static readonly object Free = new();

    private readonly long lingerTicks = (long)(linger.TotalSeconds * Stopwatch.Frequency);

    // Nothing, Free where a helper waits, or the call that it is to help with.
    private readonly object?[] places = new object?[seats * Line];
    private long lastEnd = long.MinValue / 2;
    private int callers;

    /// <summary>Those of the thread pool.</summary>
    public static HelperThreads Pool { get; } =
        new(call => ThreadPool.UnsafeQueueUserWorkItem(call, preferLocal: false), Environment.ProcessorCount - 1, TimeSpan.FromMicroseconds(200));

    /// <summary>Helpers that wait for a call.</summary>
    public int Waiting
    {
        get
        {
            var count = 0;
            for (var i = 0; i < places.Length; i += Line)
            {
                count += Volatile.Read(ref places[i]) == Free ? 1 : 0;
            }

            return count;
        }
    }

    /// <summary>Runs <paramref name="body"/> here and, as far as they come in time, on so many helpers; returns when all who began it are done.</summary>
    /// <param name="helpers">Most helpers.</param>
    /// <param name="body">Takes shares of the work until there are none.</param>
    /// <exception cref="Exception">The first that a body threw.</exception>
    public void Run(int helpers, Action body)
    {
        Interlocked.Increment(ref callers);
        try
        {
            Begin(helpers, body).Join();
        }
        finally
        {
            Interlocked.Decrement(ref callers);
        }
    }

    /// <summary>Hands <paramref name="body"/> to so many helpers, who begin as they come; the caller joins them when it has done what it has to do first, and is not counted among those of <see cref="Run"/>.</summary>
    /// <param name="helpers">Most helpers.</param>
    /// <param name="body">Takes shares of the work until there are none.</param>
    /// <returns>What is to be joined, or closed.</returns>
    public HelpedCall Begin(int helpers, Action body)
    {
        var call = new HelpedCall(this, body, Volatile.Read(ref callers) <= 1 && Stopwatch.GetTimestamp() - Volatile.Read(ref lastEnd) < lingerTicks);
        for (var handed = Hand(call, helpers); handed < helpers; handed++)
        {
            queue(call);
        }

        return call;
    }

    /// <summary>Says that a call has ended.</summary>
    internal void Ended() => Volatile.Write(ref lastEnd, Stopwatch.GetTimestamp());

    /// <summary>Waits for a call to help with; null where none came.</summary>
    internal HelpedCall? Await()
    {
        for (var i = 0; i < places.Length; i += Line)
        {
            if (Interlocked.CompareExchange(ref places[i], Free, null) is null)
            {
                return AwaitAt(ref places[i]);
            }
        }

        return null;
    }

    private HelpedCall? AwaitAt(ref object? place)
    {
        var began = Stopwatch.GetTimestamp();
        for (var spins = 1; Volatile.Read(ref place) == Free; spins++)
        {
            Spinning.Pause(spins);
            if (Stopwatch.GetTimestamp() - began > lingerTicks && Interlocked.CompareExchange(ref place, null, Free) == Free)
            {
                return null;
            }
        }

        return (HelpedCall?)Interlocked.Exchange(ref place, null);
    }

    private int Hand(HelpedCall call, int helpers)
    {
        var handed = 0;
        for (var i = 0; i < places.Length && handed < helpers; i += Line)
        {
            handed += Volatile.Read(ref places[i]) == Free && Interlocked.CompareExchange(ref places[i], call, Free) == Free ? 1 : 0;
        }

        return handed;
    }
}
