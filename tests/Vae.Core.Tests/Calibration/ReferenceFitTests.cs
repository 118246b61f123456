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

    [Theory]
    [InlineData(1024, 32, 32, 32)]
    [InlineData(1024, 1000, 64, 16)]
    [InlineData(1000, 7, 7, 143)]
    [InlineData(47, 32, 2, 24)]
    public void Fit_CoarseReferences_AreEverySoManyThAndNotTooFew(int count, int wanted, int every, int coarse)
    {
        var rows = Rows(count);

        var (references, _) = ReferenceFit.Fit(rows, rows, Width, new float[count], new ScoringOptions { ReferenceTrim = 0, CoarseReferences = wanted });

        Assert.Equal([1, every], references.Scales.Select(scale => scale.Every));
        Assert.Equal(rows.Chunk(Width).Where((_, i) => i % every == 0).SelectMany(row => row), references.RowsOf(references.Scales[1]));
        Assert.Equal(coarse, references.RowsOf(references.Scales[1]).Length / Width);

        // The unit is the median of what the rows are from the second nearest of these, themselves left out, over half of the weight.
        var asked = Enumerable.Range(0, Math.Min(count, 512)).Select(i => i * count / Math.Min(count, 512)).ToArray();
        var distances = asked.Select(i => Enumerable.Range(0, count).Where(j => j % every == 0 && j != i)
            .Select(j => Enumerable.Range(0, Width).Sum(d => Math.Pow((double)rows[(i * Width) + d] - rows[(j * Width) + d], 2))).Order().ElementAt(1)).Order().ToArray();
        Assert.Equal(distances[distances.Length / 2] / 1.5, references.Scales[1].Unit, 1e-5);
    }

    [Theory]
    [InlineData(31, 32)]
    [InlineData(500, 0)]
    public void Fit_FewReferencesOrNoneAskedFor_HasOneScale(int count, int wanted) =>
        Assert.Equal(1, Assert.Single(ReferenceFit.Fit(Rows(count), Rows(count), Width, new float[count], new ScoringOptions { CoarseReferences = wanted }).References.Scales).Every);

    [Fact]
    public void Fit_RowsThatAreAllAlike_GivesUnitsThatDivide()
    {
        var (references, _) = ReferenceFit.Fit(new float[60 * Width], new float[60 * Width], Width, new float[60], new ScoringOptions());

        Assert.Equal((1f, 2f / 3, 2f / 3), (references.WhitenedUnit, references.Scales[0].Unit, references.Scales[1].Unit));
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
        Assert.True(2 * plain.WeightOfSquare > 1000);
        Assert.InRange(ReferenceFit.SquaredDistance(rows.AsSpan(0, 4), mixed.Rows, 2, 0) * mixed.WeightOfSquare, 0, 10);
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
