using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Vae.Core.Tests.Children;

/// <summary>Runs this assembly as a process of its own and reads what it tells.</summary>
internal static class ChildProcess
{
    private const int MostMilliseconds = 300_000;

    /// <param name="arguments">See <see cref="ChildProgram"/>.</param>
    /// <param name="settings">Environment variables of the child.</param>
    public static IReadOnlyDictionary<string, string> Run(string arguments, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(DotNet(), $"\"{typeof(ChildProcess).Assembly.Location}\" {arguments}")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{start.FileName}' did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(MostMilliseconds))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The child '{arguments}' had not ended after {MostMilliseconds / 1000} s.");
        }

        Assert.True(process.ExitCode == 0, $"The child '{arguments}' ended with {process.ExitCode}: {errors.Result}");
        return output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Trim().Split('=', 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);
    }

    public static double Number(this IReadOnlyDictionary<string, string> told, string name) =>
        double.Parse(told[name], CultureInfo.InvariantCulture);

    /// <summary>The host that runs this process' own runtime, wherever it is installed.</summary>
    private static string DotNet()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var host = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(host) ? host : "dotnet";
    }
}
