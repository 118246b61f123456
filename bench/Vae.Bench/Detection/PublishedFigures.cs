using System.Globalization;

namespace Vae.Bench.Detection;

/// <summary>AUC of other detectors as they were published, read from a CSV file: one row a metric, set and protocol, one column a detector.</summary>
internal sealed class PublishedFigures
{
    private readonly Dictionary<(string Set, bool NormalOnly), Dictionary<string, double>> figures = [];

    private PublishedFigures()
    {
    }

    /// <summary>Reads the file; null where it is absent.</summary>
    /// <remarks>Of several rows for a set the first with a protocol of the benchmark counts: "semi..." and "unsup...", the others were measured differently.</remarks>
    public static PublishedFigures? Find(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var lines = File.ReadLines(path).Select(Fields).ToArray();
        var header = lines[0];
        var (metric, dataset, protocol) = (Array.IndexOf(header, "metric"), Array.IndexOf(header, "dataset"), Array.IndexOf(header, "protocol"));
        if (metric < 0 || dataset < 0 || protocol < 0)
        {
            throw new InvalidDataException($"{path} has the columns {string.Join(", ", header)}; wanted metric, dataset and protocol, and one a detector.");
        }

        var published = new PublishedFigures();
        foreach (var line in lines.Skip(1).Where(line => line[metric] == "AUCROC"))
        {
            bool? normalOnly = line[protocol].StartsWith("semi", StringComparison.Ordinal) ? true
                : line[protocol].StartsWith("unsup", StringComparison.Ordinal) ? false : null;
            if (normalOnly is { } known)
            {
                published.figures.TryAdd((line[dataset].ToUpperInvariant(), known), header.Zip(line)
                    .Where(cell => double.TryParse(cell.Second, CultureInfo.InvariantCulture, out _))
                    .ToDictionary(cell => cell.First, cell => double.Parse(cell.Second, CultureInfo.InvariantCulture)));
            }
        }

        return published;
    }

    /// <summary>AUC times 100, or null where none was published.</summary>
    public double? Auc(string set, bool normalOnly, string detector) =>
        figures.TryGetValue((set.ToUpperInvariant(), normalOnly), out var row) && row.TryGetValue(detector, out var value) ? value : null;

    private static string[] Fields(string line)
    {
        var fields = new List<string>();
        var (start, quoted) = (0, false);
        for (var i = 0; i <= line.Length; i++)
        {
            if (i == line.Length || (line[i] == ',' && !quoted))
            {
                fields.Add(line[start..i].Trim('"'));
                start = i + 1;
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
        }

        return [.. fields];
    }
}
