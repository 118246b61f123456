using System.Runtime.InteropServices;

namespace Vae.Cli;

/// <summary>Turns the first Ctrl-C or termination request into a cancelled token; the second one ends the process as it does without us.</summary>
internal sealed class InterruptHandler : IDisposable
{
    private const string ShowCursor = "\e[?25h";

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public InterruptHandler()
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (!_source.IsCancellationRequested)
        {
            context.Cancel = true;
            _source.Cancel();
        }
        else if (!Console.IsErrorRedirected)
        {
            // The progress bar hides the cursor, and its own clean-up will not run.
            Console.Error.Write(ShowCursor);
        }
    }
}
