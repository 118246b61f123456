using System.Runtime.InteropServices;
using System.Text.Json;

namespace Vae.Core.Tests.Onnx.Runtimes;

/// <summary>All jobs as files, and what each runtime made of them: one process a runtime runs them all, when the first test asks.</summary>
public sealed class OnnxRuns : IDisposable
{
    // The models are trained once for all classes that run them.
    private static readonly Lazy<Dictionary<string, OnnxJob>> AllJobs = new(() => OnnxJobs.All().ToDictionary(job => job.Id));

    private readonly Lazy<Dictionary<string, OnnxJob>> jobs = AllJobs;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("vae-onnx-");
    private readonly Lazy<string?> node;
    private readonly Lazy<string?> torch;

    public OnnxRuns()
    {
        var manifest = new Lazy<string>(Write);
        node = new(() => NodeRuntime.Run(manifest.Value));
        torch = new(() => PythonTorch.Run(manifest.Value));
    }

    internal IReadOnlyDictionary<string, OnnxJob> Jobs => jobs.Value;

    /// <summary>Skips a test where ONNX Runtime cannot be had.</summary>
    internal void RequireNode() => Skip.If(node.Value is not null, node.Value);

    /// <summary>Skips a test where PyTorch or the ONNX checker is not there.</summary>
    internal void RequireTorch() => Skip.If(torch.Value is not null, torch.Value);

    internal float[] NodeOutput(OnnxJob job, int output) => Floats(job, "error", $"{output}.out");

    /// <summary>Element type and shape of the first call's output, such as "float32 569 5".</summary>
    internal string NodeShape(OnnxJob job, int output) => File.ReadAllText(Path(job, $"{output}.shape"));

    /// <summary>What PyTorch computed; null where it does not compute that output.</summary>
    internal float[]? TorchOutput(OnnxJob job, string kind)
    {
        RequireNoPythonError(job);
        return File.Exists(Path(job, $"{kind}.torch")) ? Floats(job, "python-error", $"{kind}.torch") : null;
    }

    internal void RequireNoPythonError(OnnxJob job)
    {
        var error = Path(job, "python-error");
        Assert.False(File.Exists(error), File.Exists(error) ? $"{job.Id}: {File.ReadAllText(error)}" : "");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private float[] Floats(OnnxJob job, string error, string name)
    {
        Assert.False(File.Exists(Path(job, error)), File.Exists(Path(job, error)) ? $"{job.Id}: {File.ReadAllText(Path(job, error))}" : "");
        return MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path(job, name))).ToArray();
    }

    private string Path(OnnxJob job, string name) => $"{Values(job)}.{job.Id}.{name}";

    private string Values(OnnxJob job) => System.IO.Path.Combine(folder.FullName, $"{job.Id}.values");

    private string Write()
    {
        foreach (var job in Jobs.Values)
        {
            job.Model.Export(Model(job), job.Options);
            File.WriteAllBytes(Values(job), MemoryMarshal.AsBytes(job.Rows.AsSpan()));
        }

        var manifest = System.IO.Path.Combine(folder.FullName, "jobs.json");
        File.WriteAllText(manifest, JsonSerializer.Serialize(Jobs.Values.Select(job => new
        {
            id = job.Id,
            model = Model(job),
            input = job.Input,
            values = Values(job),
            row = job.Options.Form == Core.Onnx.OnnxForm.Row,
            rows = job.RowCount,
            width = job.Width,
            outputs = job.Outputs.Select(output => output.Name),
        })));
        return manifest;
    }

    private string Model(OnnxJob job) => System.IO.Path.Combine(folder.FullName, $"{job.Id}.onnx");
}
