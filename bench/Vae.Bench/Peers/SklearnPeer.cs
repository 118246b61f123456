using System.Runtime.InteropServices;
using System.Text.Json;
using Vae.Bench.Detection;
using Vae.Bench.Workloads;

namespace Vae.Bench.Peers;

/// <summary>scikit-learn's detectors in a child process: <c>bench/peers/detectors.py</c>. Rows and splits go there as files, scores come back as files.</summary>
internal sealed class SklearnPeer
{
    private static readonly string Script = Path.Combine(Repository.Root, "bench", "peers", "detectors.py");

    private static readonly (Detector Detector, string Name)[] Detectors =
        [(Detector.Pca, "pca"), (Detector.Forest, "forest")];

    private readonly string python;
    private readonly int threads;

    private SklearnPeer(string python, int threads, string version)
    {
        this.python = python;
        this.threads = threads;
        Description = $"scikit-learn {version} ({python})";
    }

    public string Description { get; }

    /// <summary>Looks for a Python with scikit-learn.</summary>
    /// <param name="given">The interpreter to use; null tries /usr/bin/python3, then python3.</param>
    /// <param name="threads">Threads that its products may use.</param>
    /// <returns>The peer, or null and the reason.</returns>
    public static (SklearnPeer? Peer, string Reason) Find(string? given, int threads)
    {
        var reasons = new List<string>();
        foreach (var python in given is null ? new[] { "/usr/bin/python3", "python3" } : [given])
        {
            try
            {
                var answer = JsonDocument.Parse(ChildProcess.LastLine(python, [Script, "check"])).RootElement;
                return (new SklearnPeer(python, threads, answer.GetProperty("version").GetString()!), "");
            }
            catch (InvalidOperationException failure)
            {
                reasons.Add(failure.Message);
            }
        }

        return (null, string.Join("; ", reasons));
    }

    /// <summary>Scores every split of a set with every detector.</summary>
    public void Score(DetectionSet set, IReadOnlyList<(DetectionSplit Split, DetectionRun Run)> runs)
    {
        var folder = Directory.CreateTempSubdirectory("vae-bench-");
        try
        {
            Write(folder, "values.f32", set.Values);
            foreach (var (split, _) in runs)
            {
                Write(folder, $"{split.Name}.train.i32", split.Train);
                Write(folder, $"{split.Name}.test.i32", split.Test);
            }

            ChildProcess.LastLine(python, [Script, "score", "--folder", folder.FullName, "--width", $"{set.Width}"], new Dictionary<string, string>
            {
                ["OMP_NUM_THREADS"] = $"{threads}",
                ["OPENBLAS_NUM_THREADS"] = $"{threads}",
            });
            foreach (var (split, run) in runs)
            {
                foreach (var (detector, name) in Detectors)
                {
                    var scores = File.ReadAllBytes(Path.Combine(folder.FullName, $"{split.Name}.{name}.f64"));
                    run.Add(detector, MemoryMarshal.Cast<byte, double>(scores), split.TestLabels);
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Write<T>(DirectoryInfo folder, string name, T[] values)
        where T : unmanaged =>
        File.WriteAllBytes(Path.Combine(folder.FullName, name), MemoryMarshal.AsBytes(values.AsSpan()));
}
