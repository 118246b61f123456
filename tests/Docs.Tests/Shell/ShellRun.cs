using Vae.Cli;
using Vae.Cli.Hosting;

namespace Docs.Tests.Shell;

/// <summary>What a command of the tool, run in this process, printed and returned.</summary>
internal sealed record ShellRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a command to its end. One that serves is interrupted when it has printed its address.</summary>
    public static ShellRun Of(string[] arguments)
    {
        using var interrupt = new CancellationTokenSource();
        using var output = new Writer(text =>
        {
            if (arguments is ["explore", ..] && text.Contains("http://127.0.0.1", StringComparison.Ordinal))
            {
                interrupt.Cancel();
            }
        });
        using var error = new StringWriter { NewLine = "\n" };
        var code = VaeApplication.Run(arguments, new CliEnvironment { Output = output, Error = error, Interrupt = interrupt.Token });
        return new ShellRun(code, output.ToString(), error.ToString());
    }

    private sealed class Writer : StringWriter
    {
        private readonly Action<string> onLine;

        public Writer(Action<string> onLine)
        {
            this.onLine = onLine;
            NewLine = "\n";
        }

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            onLine(value ?? "");
        }
    }
}
