using Vae.Core.Calibration;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Core.Tests.Calibration;

/// <summary>Which rows become references, and what a distance from them is measured in.</summary>
public sealed class ReferenceFitTests
{
    private const int Width = 3;

    [Fact]
    public void Fit_ClusterApart_IsNoReferenceButTheEdgeIs()
    {
        // Ten rows far out and close together; the farthest of the others lie at their edge.
        var rows = Rows(200);
        for (var i = 0; i < 10 * Width; i++)
        {
            rows[i] = 8 + (rows[i] / 100);
        }

        var distances = rows.Chunk(Width).Select(row => row.Sum(value => value * value)).ToArray();

        var (references, chosen) = ReferenceFit.Fit(rows, rows, Width, distances, new ScoringOptions());

        Assert.All(chosen, row => Assert.True(row >= 10));
        Assert.InRange(chosen.Length, 141, 190);
        Assert.Equal(chosen.SelectMany(i => rows[(i * Width)..((i + 1) * Width)]), references.Rows);
    }

    [Fact]
    public void Fit_MoreRowsThanReferences_SpacesThemEvenly()
    {
        var (references, chosen) = ReferenceFit.Fit(Rows(500), Rows(500), Width, new float[500], new ScoringOptions { ReferenceRows = 50, ReferenceTrim = 0 });

        Assert.Equal(50, references.Count);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => i * 10), chosen);
    }

    [Fact]
    public void Fit_RowsThatAreAllAlike_GivesUnitsThatDivide()
    {
        var (references, _) = ReferenceFit.Fit(new float[60 * Width], new float[60 * Width], Width, new float[60], new ScoringOptions());

        Assert.Equal((1f, 1f / 3), (references.WhitenedUnit, references.DistanceUnit));
    }

    [Fact]
    public void Fit_RareLevelOfAColumn_IsAReferenceAndNoFartherThanAFewUnits()
    {
        // Two numbers close together, and a column of two levels, the second in a tenth of the rows: those are the farthest by any distance.
        var random = new Random(3);
        var rows = new float[600 * 4];
        for (var i = 0; i < 600; i++)
        {
            (rows[i * 4], rows[(i * 4) + 1]) = ((float)random.NextDouble() / 10, (float)random.NextDouble() / 10);
            rows[(i * 4) + (i % 10 == 0 ? 3 : 2)] = 1;
        }

        var distances = Enumerable.Range(0, 600).Select(i => i % 10 == 0 ? 10f : 1f).ToArray();

        var (plain, without) = ReferenceFit.Fit(rows, rows, 4, distances, new ScoringOptions());
        var (mixed, chosen) = ReferenceFit.Fit(rows, rows, 4, distances, new ScoringOptions(), isMixed: true);

        Assert.DoesNotContain(without, row => row % 10 == 0);
        Assert.Equal(60, chosen.Count(row => row % 10 == 0));
        Assert.True(2 / plain.DistanceUnit > 1000);
        Assert.InRange(ReferenceFit.SquaredDistance(rows.AsSpan(0, 4), mixed.Rows, 5, 0) / mixed.DistanceUnit, 0, 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(64)]
    public void SquaredDistance_OfAReference_DoesNotCountItself(int neighbours)
    {
        var rows = Rows(40);
        var row = rows[(7 * Width)..(8 * Width)];
        var others = rows.Chunk(Width).Where((_, i) => i != 7)
            .Select(other => other.Zip(row, (a, b) => ((double)a - b) * (a - b)).Sum()).Order().ToArray();

        var distance = ReferenceFit.SquaredDistance(row, rows, neighbours, self: 7);

        Assert.Equal(others[Math.Min(neighbours, 39) - 1], distance, 1e-5);
    }

    [Fact]
    public void Fit_Default_ScoresAnOrdinaryRowAboutFour()
    {
        var rows = Rows(600);

        var model = new VaeTrainer(new VaeOptions { Training = new() { Steps = 50 }, Engine = new() { Threads = 1 } }).Fit(new MemoryRowSource(rows, Width));

        var scores = new float[600];
        model.Score(Rows(600, seed: 8), scores);
        Array.Sort(scores);
        Assert.InRange(scores[300], 2.5f, 7f);
    }

    private static float[] Rows(int count, int seed = 4)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count * Width).Select(_ => (float)(random.NextDouble() + random.NextDouble() - 1))];
    }
}
