using Vae.Bench.Workloads;
using Vae.Core.Data;

namespace Vae.Bench.Detection;

/// <summary>A labelled data set in memory: label 0 is a normal row, anything else an anomaly.</summary>
/// <param name="Name">Name of the file without its endings.</param>
/// <param name="Width">Features a row.</param>
/// <param name="Values">Row-major features.</param>
/// <param name="Labels">Whether each row is an anomaly.</param>
internal sealed record DetectionSet(string Name, int Width, float[] Values, bool[] Labels)
{
    // Digits have classes, not anomalies.
    private static readonly string[] Shipped = ["breast-cancer", "satellite", "shuttle"];

    public int Rows => Labels.Length;

    public int Anomalies => Labels.Count(label => label);

    /// <summary>The sets in a folder, or the shipped ones, and every set beside the repository where there are any; a name is taken once.</summary>
    public static IEnumerable<string> Find(string? folder)
    {
        var shipped = Shipped.Select(name => Path.Combine(Repository.Root, "datasets", name + ".csv"));
        var shared = folder ?? Path.Combine(Repository.Root, "..", "shared", "data", "adbench");
        var more = Directory.Exists(shared) ? Directory.GetFiles(shared, "*.csv*").Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
        return more.Concat(shipped).DistinctBy(NameOf);
    }

    public static string NameOf(string path) => Path.GetFileName(path).Split('.')[0];

    public static DetectionSet Read(string path)
    {
        var rows = RowSourceFactory.Open(path, new RowSourceOptions { Label = "label" }).ReadAll();
        return new DetectionSet(
            NameOf(path),
            rows.ColumnCount,
            rows.Values.ToArray(),
            [.. rows.Labels!.Value.ToArray().Select(label => label != 0)]);
    }

    /// <summary>The rows to fit on and those to score, with the labels of the latter.</summary>
    /// <param name="normalOnly">Fit on a random half of the normal rows and score the rest; else fit and score all rows.</param>
    /// <param name="seed">Which half.</param>
    public (float[] Train, float[] Test, bool[] TestLabels) Split(bool normalOnly, int seed)
    {
        if (!normalOnly)
        {
            return (Values, Values, Labels);
        }

        var normal = Enumerable.Range(0, Rows).Where(row => !Labels[row]).ToArray();
        new Random(seed).Shuffle(normal);
        var train = normal[..(normal.Length / 2)].Order().ToArray();
        var test = normal[(normal.Length / 2)..].Concat(Enumerable.Range(0, Rows).Where(row => Labels[row])).Order().ToArray();
        return (Pick(train), Pick(test), [.. test.Select(row => Labels[row])]);
    }

    private float[] Pick(int[] rows) => [.. rows.SelectMany(row => Values.AsSpan(row * Width, Width).ToArray())];
}
