using System.ComponentModel;
using System.Diagnostics;

namespace Vae.Core.Tests.Onnx.Runtimes;

/// <summary>A program that may not be on this machine.</summary>
internal static class Tool
{
    private const int MostMilliseconds = 600_000;

    /// <summary>Runs it to its end.</summary>
    /// <returns>Null where it ended well, else why not: it is not there, or the end of what it said.</returns>
    public static string? Run(string program, IEnumerable<string> arguments, string folder)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(MostMilliseconds))
            {
                process.Kill(entireProcessTree: true);
                return $"'{program}' had not ended after {MostMilliseconds / 1000} s";
            }

            return process.ExitCode == 0 ? null : $"'{program}' ended with {process.ExitCode}: {Last(output.Result + errors.Result)}";
        }
        catch (Win32Exception)
        {
            return $"'{program}' is not on this machine";
        }
    }

    private static string Last(string text) => text.Trim() is { Length: > 400 } told ? "..." + told[^400..] : text.Trim();
}
