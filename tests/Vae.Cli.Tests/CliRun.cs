using System.Text.Json;
using Vae.Cli.Hosting;

namespace Vae.Cli.Tests;

/// <summary>What one run of the tool, in this process, printed and returned.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    public static CliRun Of(params string[] arguments)
    {
        using var error = new StringWriter();
        return With(error, isTerminal: false, arguments);
    }

    public static CliRun With(TextWriter error, bool isTerminal, string[] arguments, CancellationToken interrupt = default)
    {
        using var output = new StringWriter();

        // A process always has a way to be interrupted, and so has this run.
        using var never = new CancellationTokenSource();
        var code = VaeApplication.Run(arguments, new CliEnvironment
        {
            Output = output,
            Error = error,
            Interrupt = interrupt == default ? never.Token : interrupt,
            IsErrorTerminal = isTerminal,
        });
        return new CliRun(code, output.ToString(), error.ToString()!);
    }

    // Internal, so that a failed test's message, which prints the public properties of a record, does not read them.

    /// <summary>The last line of the output, which <c>--json</c> makes one object.</summary>
    internal JsonElement Json
    {
        get
        {
            Assert.True(ExitCode is ExitCodes.Success or ExitCodes.Interrupted, $"exit code {ExitCode}: {Error}");
            return JsonDocument.Parse(Output.TrimEnd().Split('\n')[^1]).RootElement;
        }
    }

    internal IEnumerable<string> JsonFields => Json.EnumerateObject().Select(property => property.Name);

    /// <summary>The lines that begin with <c>error:</c>.</summary>
    internal string[] ErrorLines => [.. Error.Split('\n').Where(line => line.StartsWith("error:", StringComparison.Ordinal))];
}
