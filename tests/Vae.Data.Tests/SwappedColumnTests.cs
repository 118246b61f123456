using System.Text;

namespace Vae.Data.Tests;

/// <summary>Two columns that change places within a table.</summary>
public sealed class SwappedColumnTests : IDisposable
{
    private const int Rows = 1000;

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(500, true)]
    [InlineData(640, true)]
    [InlineData(300, true)]
    [InlineData(Rows, false)]
    [InlineData(30, false)] // too few rows to tell
    public void Inspect_ColumnsThatChangePlaces_AreToldOf(int from, bool isTold)
    {
        var warning = Inspect((random, row) => (Latitude(random), Longitude(random)) is var (a, b) && row >= from ? (b, a, 5 * random.NextDouble()) : (a, b, 5 * random.NextDouble()));

        Assert.Equal(isTold, warning is not null);
        if (warning is not null)
        {
            Assert.Contains("': 'a' holds numbers of about 48.5 and 'b' of about 11.", warning, StringComparison.Ordinal);
            var lines = System.Text.RegularExpressions.Regex.Matches(warning, "line ([0-9]+)").Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            Assert.InRange(from + 2, lines[0], lines[1]);
        }
    }

    [Theory]
    [InlineData("one column alone changes")]
    [InlineData("all columns change, as in a table that is sorted by a class")]
    [InlineData("another level")]
    [InlineData("settings")]
    [InlineData("turns")]
    public void Inspect_ColumnsThatCrossForOtherReasons_AreNotToldOf(string what) => Assert.Null(Inspect((random, row) =>
    {
        var (a, b, c, isLater) = (Latitude(random), Longitude(random), 5 * random.NextDouble(), row >= 500);
        return what switch
        {
            "one column alone changes" => isLater ? (a, Latitude(random), c) : (a, b, c),
            "another level" => isLater ? (b, 30 + random.NextDouble(), c) : (a, b, c),
            "settings" => isLater ? (48, 11, c) : (11, 48, c),
            "turns" => row / 100 % 2 == 1 ? (b, a, c) : (a, b, c),
            _ => isLater ? (b, a, 3 * c) : (a, b, c),
        };
    }));

    private static double Latitude(Random random) => 48 + random.NextDouble();

    private static double Longitude(Random random) => 11 + random.NextDouble();

    private string? Inspect(Func<Random, int, (double A, double B, double C)> row)
    {
        var random = new Random(3);
        var text = new StringBuilder("a,b,c\n");
        for (var i = 0; i < Rows; i++)
        {
            var (a, b, c) = row(random, i);
            text.Append(FormattableString.Invariant($"{a:F4},{b:F4},{c:F4}\n"));
        }

        return RowSourceFactory.Inspect(folder.Write("t.csv", text.ToString())).Profile.Warnings.SingleOrDefault(warning => warning.Code == "columns-swapped")?.Message;
    }
}
