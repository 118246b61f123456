using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests.Formats;

/// <summary>The table that Fixtures/make.mjs writes with other people's writers.</summary>
internal static class Readings
{
    public const int Rows = 12;

    private static readonly string[] Levels = ["tcp", "udp", "caf\u00E9"];

    public static string PathOf(string name) => Path.Combine(DatasetsTests.Folder, "..", "tests", "Vae.Data.Tests", "Fixtures", name);

    /// <summary>How it is opened: the time becomes its minute.</summary>
    /// <param name="hasTime">Whether the file has the column of times.</param>
    /// <param name="ignored">Columns that are left out.</param>
    public static RowSourceOptions Options(bool hasTime, params string[] ignored) => new()
    {
        Inference = new ColumnInference(),
        Csv = new CsvOptions
        {
            IgnoredColumns = ignored,
            Dates = hasTime ? new Dictionary<string, IReadOnlyList<DatePart>> { ["w"] = [DatePart.Minute] } : new Dictionary<string, IReadOnlyList<DatePart>>(),
        },
    };

    /// <summary>The rows as they are read, without the columns that a file has not.</summary>
    public static double[][] Expected(params string[] without) => [.. Enumerable.Range(0, Rows).Select(i => Row(i, without).ToArray())];

    private static IEnumerable<double> Row(int i, string[] without)
    {
        var angle = 2 * Math.PI * ((60 * i) + 30.125) / 3600;
        (string Name, double[] Values)[] columns =
        [
            ("x", [i == 3 ? double.NaN : (i / 4.0) - 1]),
            ("n", [9007199254740990 + i]),
            ("s", i == 5 ? [double.NaN, double.NaN, double.NaN] : [.. Levels.Select((_, level) => level == i % 3 ? 1.0 : 0)]),
            ("t", [i == 7 ? double.NaN : 1 - (i % 2)]),
            ("w", [Math.Sin(angle), Math.Cos(angle)]),
            ("v", i == 9 ? [double.NaN, double.NaN, double.NaN] : [i, i == 4 ? double.NaN : i + 0.5, -i]),
        ];
        return columns.Where(column => !without.Contains(column.Name)).SelectMany(column => column.Values);
    }

    /// <summary>All rows of a source in doubles.</summary>
    public static double[][] Read(IRowSource source)
    {
        var rows = new List<double[]>();
        var row = new double[source.ColumnCount];
        using var reader = source.OpenReader();
        while (reader.Read(row) > 0)
        {
            rows.Add([.. row]);
        }

        return [.. rows];
    }

    public static void AssertAre(double[][] expected, double[][] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var row = 0; row < expected.Length; row++)
        {
            Assert.Equal(expected[row].Length, found[row].Length);
            Assert.All(expected[row].Zip(found[row]), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        }
    }
}
