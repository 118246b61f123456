using Vae.Bench.Workloads;
using Vae.Core.Data;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Bench.Detection;

/// <summary>A labelled data set in memory: label 0 is a normal row, anything else an anomaly.</summary>
/// <param name="Name">Name of the file without its endings.</param>
/// <param name="IsShipped">Whether it is one of <c>datasets/</c>; else it comes from the folder of further sets.</param>
/// <param name="Width">Features a row.</param>
/// <param name="Values">Row-major features.</param>
/// <param name="Labels">Whether each row is an anomaly.</param>
internal sealed record DetectionSet(string Name, bool IsShipped, int Width, float[] Values, bool[] Labels)
{
    // Digits have classes, not anomalies.
    private static readonly string[] Shipped = ["breast-cancer", "satellite", "shuttle"];

    public int Rows => Labels.Length;

    public int Anomalies => Labels.Count(label => label);

    /// <summary>Folder of further sets where none is named: beside the repository.</summary>
    public static string DefaultFolder => Path.Combine(Repository.Root, "..", "shared", "data", "adbench");

    /// <summary>Every set in some folders; a name is taken once.</summary>
    public static IEnumerable<DetectionSet> In(IEnumerable<string> folders) => folders
        .SelectMany(folder => Directory.GetFiles(folder, "*.csv*").Order(StringComparer.Ordinal))
        .DistinctBy(NameOf)
        .Select(path => Read(path, isShipped: false));

    /// <summary>Every set in a folder, then the shipped ones; a name is taken once, and as many are read as are asked for.</summary>
    public static IEnumerable<DetectionSet> Find(string folder)
    {
        var shipped = Shipped.Select(name => Path.Combine(Repository.Root, "datasets", name + ".csv"));
        var more = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.csv*").Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
        return more.Select(path => (path, false)).Concat(shipped.Select(path => (path, true)))
            .DistinctBy(file => NameOf(file.Item1))
            .Select(file => Read(file.Item1, file.Item2));
    }

    /// <summary>The rows with these numbers, row-major.</summary>
    public float[] Pick(int[] rows)
    {
        var picked = new float[rows.Length * Width];
        for (var i = 0; i < rows.Length; i++)
        {
            Values.AsSpan(rows[i] * Width, Width).CopyTo(picked.AsSpan(i * Width));
        }

        return picked;
    }

    private static string NameOf(string path) => Path.GetFileName(path).Split('.')[0];

    private static DetectionSet Read(string path, bool isShipped)
    {
        var rows = RowSourceFactory.Open(path, new RowSourceOptions { Label = "label" }).ReadAll();
        return new DetectionSet(
            NameOf(path),
            isShipped,
            rows.ColumnCount,
            rows.Values.ToArray(),
            [.. rows.Labels!.Value.ToArray().Select(label => label != 0)]);
    }
}
