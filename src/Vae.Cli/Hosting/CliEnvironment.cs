namespace Vae.Cli.Hosting;

/// <summary>What a command may touch of the process around it; tests give writers of their own.</summary>
internal sealed class CliEnvironment
{
    /// <summary>Set to 1 to see where an error was thrown, like <c>--verbose</c>.</summary>
    public const string TraceVariable = "VAE_TRACE";

    /// <summary>Receives results.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Opens what receives a table that is written to the standard output.</summary>
    public Func<Stream> OpenStandardOutput { get; init; } = Console.OpenStandardOutput;

    /// <summary>Receives progress, warnings and errors.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether <see cref="Error"/> can show a bar that is drawn over and over.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Characters a line of help may take.</summary>
    public int Width { get; init; } = 120;

    /// <summary>Cancelled at Ctrl-C.</summary>
    public CancellationToken Interrupt { get; init; }

    /// <summary>Whether errors come with their stack trace.</summary>
    public bool ShowTraces { get; init; }

    /// <summary>The real console.</summary>
    public static CliEnvironment OfThisProcess(CancellationToken interrupt) => new()
    {
        Output = Console.Out,
        Error = Console.Error,
        IsErrorTerminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb",
        Width = TerminalWidth(),
        Interrupt = interrupt,
        ShowTraces = Environment.GetEnvironmentVariable(TraceVariable) is { Length: > 0 } value && value != "0",
    };

    /// <summary>Prints one line that begins with <c>warning:</c>.</summary>
    public void Warn(string message) => Error.WriteLine("warning: " + ForPeople(message));

    /// <summary>Prints one line that begins with <c>error:</c>.</summary>
    public void Fail(string message) => Error.WriteLine("error: " + ForPeople(message));

    // One message is one line, and speaks of flags where the library speaks of its options.
    private static string ForPeople(string message) => FlagNames.Translate(
        string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));

    private static int TerminalWidth()
    {
        try
        {
            return Console.IsOutputRedirected ? 120 : Math.Clamp(Console.WindowWidth, 60, 160);
        }
        catch (IOException)
        {
            return 120;
        }
    }
}
