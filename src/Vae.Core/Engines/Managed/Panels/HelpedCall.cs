using System.Runtime.ExceptionServices;

namespace Vae.Core.Engines.Managed.Panels;

/// <summary>Work that a caller does together with helpers. A helper that comes when the caller is done does nothing.</summary>
/// <param name="threads">Whose helpers they are.</param>
/// <param name="body">Takes shares of the work until there are none.</param>
/// <param name="lingers">Whether helpers wait for another call when they are done.</param>
internal sealed class HelpedCall(HelperThreads threads, Action body, bool lingers) : IThreadPoolWorkItem
{
    private const int Closed = int.MinValue;

    // Helpers inside, and whether no more may come in.
    private int state;
    private Exception? failure;

    /// <summary>Runs the work on the calling thread too, and waits for the helpers that have begun.</summary>
    /// <exception cref="Exception">The first that the work threw, here or there.</exception>
    public void Join()
    {
        Guarded();
        Close();
        threads.Ended();
        if (failure is { } exception)
        {
            ExceptionDispatchInfo.Throw(exception);
        }
    }

    /// <summary>Waits for the helpers that have begun, and lets no other in.</summary>
    public void Close()
    {
        Interlocked.Or(ref state, Closed);
        for (var spins = 1; Volatile.Read(ref state) != Closed; spins++)
        {
            Spinning.Pause(spins);
        }
    }

    /// <summary>Helps with this call, and with those that come while it waits for them.</summary>
    public void Execute()
    {
        for (var call = this; call is not null; call = call.Next())
        {
            call.Help();
        }
    }

    private HelpedCall? Next() => lingers ? threads.Await() : null;

    private void Help()
    {
        for (var inside = Volatile.Read(ref state); inside >= 0;)
        {
            var seen = Interlocked.CompareExchange(ref state, inside + 1, inside);
            if (seen == inside)
            {
                Guarded();
                Interlocked.Decrement(ref state);
                return;
            }

            inside = seen;
        }
    }

    private void Guarded()
    {
        try
        {
            body();
        }
        catch (Exception exception)
        {
            // The caller throws the first.
            Interlocked.CompareExchange(ref failure, exception, null);
        }
    }
}
