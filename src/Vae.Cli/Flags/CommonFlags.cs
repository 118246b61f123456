using System.CommandLine;
using Vae.Cli.Hosting;

namespace Vae.Cli.Flags;

/// <summary>Flags that every command has.</summary>
internal sealed class CommonFlags
{
    /// <summary>Read before anything is parsed, so that errors of parsing show their trace too.</summary>
    public const string VerboseName = "--verbose";

    public CommonFlags()
    {
        Group = new FlagGroup("Output", Json, Quiet, Verbose);
    }

    public Option<bool> Json { get; } = Flag.Switch("--json", "Print the result as one JSON object, the last line of the standard output.");

    public Option<bool> Quiet { get; } = Flag.Switch("--quiet", "Show no progress.");

    public Option<bool> Verbose { get; } = Flag.Switch(
        VerboseName, $"Print the stack trace of an error as well; the environment variable {CliEnvironment.TraceVariable}=1 does the same.");

    public FlagGroup Group { get; }
}
