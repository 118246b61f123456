namespace Vae.Core.Tests.Onnx.Runtimes;

/// <summary>PyTorch and the ONNX checker, of a Python that has both.</summary>
internal static class PythonTorch
{
    /// <summary>Runs the jobs of a file.</summary>
    /// <returns>Null, or why nothing was run.</returns>
    public static string? Run(string jobs)
    {
        var script = RepositoryFolder.PathOf("tests", "Vae.Core.Tests", "Onnx", "Runtimes", "torch_forward.py");
        var reasons = new List<string>();
        foreach (var python in new[] { "python3", "/usr/bin/python3" })
        {
            if (Tool.Run(python, ["-c", "import numpy, onnx, torch"], RepositoryFolder.Root) is { } reason)
            {
                reasons.Add(reason);
                continue;
            }

            return Tool.Run(python, [script, jobs], RepositoryFolder.Root) is { } failure
                ? throw new InvalidOperationException(failure)
                : null;
        }

        return $"no Python with numpy, onnx and torch (Debian: python3-onnx, python3-torch): {string.Join("; ", reasons)}";
    }
}
