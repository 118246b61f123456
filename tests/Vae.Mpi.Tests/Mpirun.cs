using System.Diagnostics;

namespace Vae.Mpi.Tests;

/// <summary>The tool <c>vae</c> in several processes.</summary>
internal static class Mpirun
{
    public const string Name = "mpirun.mpich";

    /// <summary>How long a run may take at all, on a machine that does much else.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    /// <summary>Why there is none; null where there is.</summary>
    public static string? Missing { get; } = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Name)))
        ? null
        : $"Needs {Name}, which 'apt-get install mpich' brings";

    /// <summary>The command line of the tool.</summary>
    public static string[] Tool(params string[] arguments) => ["dotnet", Path.Combine(AppContext.BaseDirectory, "vae.dll"), .. arguments];

    /// <summary>Runs the tool in some processes on this machine.</summary>
    public static (int ExitCode, string Output, string Error) Run(int processes, params string[] arguments) =>
        Run(Start([Name, "-n", $"{processes}", .. Tool(arguments)]));

    /// <summary>Runs a program.</summary>
    public static (int ExitCode, string Output, string Error) Run(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Longest))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"It did not end within {Longest}: {error.Result}");
        }

        return (process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Starts a program.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="variables">Variables of its environment.</param>
    public static Process Start(string[] command, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
