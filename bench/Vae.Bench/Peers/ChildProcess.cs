using System.Diagnostics;

namespace Vae.Bench.Peers;

/// <summary>Runs a program to its end and takes the last line that it prints.</summary>
internal static class ChildProcess
{
    /// <exception cref="InvalidOperationException">It cannot be started, or fails; the message holds what it said.</exception>
    public static string LastLine(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException($"{program} cannot be started: {missing.Message}.", missing);
        }

        using (process)
        {
            var errors = process!.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                var said = errors.Result.Trim();
                throw new InvalidOperationException(
                    $"{program} ended with code {process.ExitCode}: {(said.Length > 0 ? said.Split('\n')[^1].Trim() : "it said nothing")}");
            }

            return output.TrimEnd().Split('\n')[^1];
        }
    }
}
