using Vae.Core.Processes;

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

    /// <summary>The processes that run this command line together; null for this one alone.</summary>
    public IProcessGroup? Processes { get; init; }

    /// <summary>Whether this process prints and writes files: of several, the first.</summary>
    public bool IsFirst => Processes is null || Processes.Rank == 0;

    /// <summary>What was said of the error that ended the command; null where none has.</summary>
    public string? Failure { get; private set; }

    /// <summary>Threads of this process where nobody has said how many: its share of the processors, or 0, which is all of them.</summary>
    public int Threads => Processes is null ? 0 : Math.Max(1, Environment.ProcessorCount / Processes.SizeHere());

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

    /// <summary>The same console for one of several processes, of which the first alone has a voice.</summary>
    public CliEnvironment In(IProcessGroup processes) => new()
    {
        Output = processes.Rank == 0 ? Output : TextWriter.Null,
        OpenStandardOutput = processes.Rank == 0 ? OpenStandardOutput : () => Stream.Null,
        Error = processes.Rank == 0 ? Error : TextWriter.Null,
        IsErrorTerminal = processes.Rank == 0 && IsErrorTerminal,
        Width = Width,
        Interrupt = Interrupt,
        ShowTraces = ShowTraces,
        Processes = processes,
    };

    /// <summary>Prints one line that begins with <c>warning:</c>.</summary>
    public void Warn(string message) => Error.WriteLine("warning: " + ForPeople(message));

    /// <summary>Prints one line that begins with <c>error:</c>.</summary>
    public void Fail(string message)
    {
        Failure = ForPeople(message);
        Error.WriteLine("error: " + Failure);
    }

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
