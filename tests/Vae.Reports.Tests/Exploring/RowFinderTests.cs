using Vae.Cli.Exploring;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Reports.Tests.Exploring;

/// <summary>All kinds of questions against rows that are looked at one by one.</summary>
public sealed class RowFinderTests : IDisposable
{
    private const int Rows = (2 * TextBlock.MostRows) + 100;

    // Small letters of some take more bytes than their capitals, or fewer.
    private static readonly string[] Names = ["Über", "ÜBER", "straße", "Ⱥb", "ⱥB", "İzmir", "K", "pump", "PUMP 12", "two\tcells", "", "日本"];

    private readonly TemporaryFolder folder = new();
    private readonly string[][] cells;
    private readonly float[] scores;
    private readonly RowFinder finder;

    public RowFinderTests()
    {
        var random = new Random(1);
        cells = [.. Enumerable.Range(0, Rows).Select(_ => new[] { Names[random.Next(Names.Length)], $"{random.Next(1000)}" })];
        scores = [.. cells.Select(_ => random.Next(20) is 0 ? float.NaN : random.Next(500) * 0.25f)];
        var path = folder.Write("rows.csv", "name,count\n" + string.Concat(cells.Select(row => $"{row[0]},{row[1]}\n")));
        finder = new RowFinder(scores, RowTexts.Of(RowSourceFactory.Open(path, new RowSourceOptions { Inference = new ColumnInference() }), long.MaxValue, default));
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("über")]
    [InlineData("Über")]
    [InlineData("ÜBER 7")]
    [InlineData("STRAßE")]
    [InlineData("Ⱥ")]
    [InlineData("İzmir")]
    [InlineData("pump 12")]
    [InlineData("12 Pump 3")]
    [InlineData("日")]
    [InlineData("16384")]
    [InlineData("nowhere")]
    public void Find_WordsOrderAndThreshold_GivesTheRowsOfALookAtEach(string words)
    {
        string[] wanted = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var (byScore, down, above, from) in from byScore in new[] { true, false }
                                                     from down in new[] { true, false }
                                                     from above in new float?[] { null, 60, 124.75f, -1, float.NaN }
                                                     from start in new[] { 0, 30, Rows }
                                                     select (byScore, down, above, start))
        {
            bool IsMeant(int row) => wanted.All(word => $"{row} {cells[row][0]} {cells[row][1]}".Contains(word, StringComparison.InvariantCultureIgnoreCase)) && (above is not { } least || scores[row] > least);
            var all = Enumerable.Range(0, Rows).Where(IsMeant).ToList();

            var (total, rows) = finder.Find(new RowQuery(from, 25, byScore, down, wanted, above));

            Assert.Equal(all.Count, total);
            Assert.Equal(Math.Clamp(all.Count - from, 0, 25), rows.Length);
            Assert.Subset(all.ToHashSet(), rows.ToHashSet());
            Assert.Equal(rows.Length, rows.Distinct().Count());
            float[] keys = [.. all.Select(row => byScore ? scores[row] : row).Order()];
            Assert.Equal((down ? keys.Reverse() : keys).Skip(from).Take(25), rows.Select(row => byScore ? scores[row] : row));
        }
    }

    [Fact]
    public void Cells_OfRowsInSeveralBlocks_AreThoseOfTheFile() =>
        Assert.All(new[] { 0, 1, TextBlock.MostRows - 1, TextBlock.MostRows, Rows - 1 }, row => Assert.Equal([cells[row][0].Replace('\t', ' '), cells[row][1]], finder.Texts!.Cells(row)));

    [Fact]
    public void Find_RowsWithoutTexts_FindsThemByTheirNumbers()
    {
        var numbered = new RowFinder(scores, null);

        Assert.Equal([12], numbered.Find(new RowQuery(0, 25, ByScore: true, Down: true, ["12"], null)).Rows);
        Assert.Empty(numbered.Find(new RowQuery(0, 25, ByScore: true, Down: true, ["12", "13"], null)).Rows);
        Assert.Empty(numbered.Find(new RowQuery(0, 25, ByScore: true, Down: true, ["pump"], null)).Rows);
    }

    [Fact]
    public void Of_RowsThatTakeTooMuchMemory_AreNotHeld() => Assert.Null(RowTexts.Of(RowSourceFactory.Open(folder["rows.csv"], new RowSourceOptions { Inference = new ColumnInference() }), 1000, default));
}
