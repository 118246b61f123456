namespace Vae.Core.Tests.Onnx.Runtimes;

/// <summary>ONNX Runtime for Node.js. The version that package.json beside this file names is installed once, into the artifacts folder.</summary>
internal static class NodeRuntime
{
    private const string Version = "1.23.2";

    private static readonly string Scripts = RepositoryFolder.PathOf("tests", "Vae.Core.Tests", "Onnx", "Runtimes");

    /// <summary>Runs the jobs of a file.</summary>
    /// <returns>Null, or why nothing was run.</returns>
    /// <exception cref="InvalidOperationException">ONNX Runtime is there, and failed as a whole.</exception>
    public static string? Run(string jobs)
    {
        // A machine for which there is no build of it is one without it.
        if ((Install(out var folder) ?? Tool.Run("node", ["-e", "require('onnxruntime-node')"], folder)) is { } reason)
        {
            return reason;
        }

        return Tool.Run("node", [Path.Combine(Scripts, "run.js"), jobs], folder) is { } failure ? throw new InvalidOperationException(failure) : null;
    }

    private static string? Install(out string folder)
    {
        folder = RepositoryFolder.PathOf("artifacts", $"onnxruntime-node-{Version}");
        if (Directory.Exists(folder))
        {
            return null;
        }

        // Beside its final place, so that a run that is cut short, or another test process, leaves no half of it there.
        var half = $"{folder}.{Guid.NewGuid():N}";
        Directory.CreateDirectory(half);
        try
        {
            File.Copy(Path.Combine(Scripts, "package.json"), Path.Combine(half, "package.json"));

            // Its install script would fetch the GPU's libraries, which nothing here uses.
            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            var failure = Tool.Run(npm, ["install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=60000"], half);
            if (failure is not null)
            {
                return $"onnxruntime-node {Version} could not be installed: {failure}";
            }

            Directory.Move(half, folder);
            return null;
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            return null;
        }
        finally
        {
            if (Directory.Exists(half))
            {
                Directory.Delete(half, recursive: true);
            }
        }
    }
}
