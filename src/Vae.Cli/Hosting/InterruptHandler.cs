using System.Runtime.InteropServices;

namespace Vae.Cli.Hosting;

/// <summary>Turns the first Ctrl-C or termination request into a cancelled token; the second one ends the process as it does without us.</summary>
internal sealed class InterruptHandler : IDisposable
{
    private const string ShowCursor = "\e[?25h";

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    public InterruptHandler()
    {
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (!source.IsCancellationRequested)
        {
            context.Cancel = true;
            source.Cancel();
        }
        else if (!Console.IsErrorRedirected)
        {
            // The progress bar hides the cursor, and its own clean-up will not run.
            Console.Error.Write(ShowCursor);
        }
    }
}
