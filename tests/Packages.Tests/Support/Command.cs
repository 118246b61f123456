using System.Diagnostics;

namespace Packages.Tests.Support;

/// <summary>What a program of its own printed and returned.</summary>
internal sealed record Command(int ExitCode, string Output, string Error)
{
    // So long only a program that hangs takes, however busy the machine is.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Runs a program to its end, however it ends.</summary>
    /// <param name="folder">The working folder.</param>
    /// <param name="variables">Variables of the environment besides those of this process; null takes one away.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Command Run(string folder, IReadOnlyDictionary<string, string?> variables, string program, params IEnumerable<string> arguments)
    {
        using var process = Start(folder, variables, program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end");
        }

        return new Command(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Starts a program, without what the test's own host has put into the environment.</summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string?> variables, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        // No process is left behind: no server of the compiler, unless whoever runs the tests wants one for all builds and ends it.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = Environment.GetEnvironmentVariable("UseSharedCompilation") ?? "false";

        // What is built is to run, or to be packed: rules of style have no part in what is asked of it.
        start.Environment["RunAnalyzers"] = "false";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        start.Environment["NuGetAudit"] = "false";

        // Programs with a host of their own find the runtime that runs these tests.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));

        // Figures are read out of what is printed, and a machine without ICU runs the tests too.
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>This, where it returned 0; else the test fails with all that was printed.</summary>
    public Command ThrowIfFailed()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
        return this;
    }
}
