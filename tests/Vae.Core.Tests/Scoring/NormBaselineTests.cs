using Vae.Core.Data;
using Vae.Core.Scoring;
using Vae.Core.Tests.Onnx.Runtimes;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Core.Tests.Scoring;

public class NormBaselineTests
{
    [Fact]
    public void Score_TwoColumns_SumsTheSquaredDistancesInDeviations()
    {
        // First column: mean 2, deviation 1. Second: mean 10, deviation 5.
        NormBaseline baseline = NormBaseline.Fit([1, 5, 3, 15], 2);

        Assert.Equal([0, 9 + 4], Scores(baseline, [2, 10, 5, 20]));
    }

    [Fact]
    public void Score_ConstantColumnAndMissingValue_AddNothing()
    {
        NormBaseline baseline = NormBaseline.Fit([1, 0.1f, 3, 0.1f], 2);

        Assert.Equal([1, 4, 0], Scores(baseline, [3, 99, 0, float.PositiveInfinity, float.NaN, 0.1f]));
    }

    [Fact]
    public void Score_HugeValues_StaysFinite()
    {
        NormBaseline baseline = NormBaseline.Fit([-1e38f, 1e38f], 1);

        Assert.Equal([9, 1], Scores(baseline, [3e38f, -1e38f]), (a, b) => Math.Abs(a - b) < 1e-5f);
        Assert.Equal([float.MaxValue], Scores(NormBaseline.Fit([1, 2], 1), [3e38f]));
    }

    [Fact]
    public void Fit_Stream_EqualsFitInMemory()
    {
        var random = new Random(7);
        float[] rows = [.. Enumerable.Range(0, 3000).Select(_ => random.NextSingle())];

        float[] inMemory = Scores(NormBaseline.Fit(rows, 3), rows);
        float[] streamed = Scores(NormBaseline.Fit(new MemoryRowSource(rows, 3)), rows);

        Assert.Equal(inMemory, streamed);
        Assert.Equal(3, inMemory.Average(), 4); // the mean squared norm of a standardised row is its number of columns
    }

    [Theory]
    [InlineData("breast-cancer.csv", 0.7009407536599546, 0.6158016595645117)]
    [InlineData("satellite.csv", 0.6012203166374211, 0.6057560873008551)]
    [InlineData("shuttle.csv", 0.9898163943086504, 0.9154318768851142)]
    public void Score_CommittedData_RanksAsScikitLearnDoes(string file, double areaUnderRoc, double averagePrecision)
    {
        MemoryRowSource all = RowSourceFactory.Open(
            RepositoryFolder.PathOf("datasets", file), new RowSourceOptions { Label = "label" }).ReadAll();
        bool[] labels = [.. all.Labels!.Value.ToArray().Select(label => label != 0)];

        float[] scores = Scores(NormBaseline.Fit(all), all.Values.Span);

        Assert.Equal(areaUnderRoc, DetectionMetrics.AreaUnderRoc(scores, labels), 1e-6);
        Assert.Equal(averagePrecision, DetectionMetrics.AveragePrecision(scores, labels), 1e-6);
    }

    [Fact]
    public void Fit_ColumnWithoutAFiniteValue_NamesIt()
    {
        var error = Assert.Throws<VaeDataException>(() => NormBaseline.Fit([1, float.NaN], 2));

        Assert.StartsWith("Column 2 of 2 has no finite value in 1 rows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_RowsOfAnotherWidth_AreRefused()
    {
        NormBaseline baseline = NormBaseline.Fit([1, 2], 2);

        Assert.Throws<ArgumentException>(() => baseline.Score(new float[3], new float[2]));
        Assert.Throws<ArgumentException>(() => baseline.Score(new float[4], new float[1]));
    }

    private static float[] Scores(NormBaseline baseline, ReadOnlySpan<float> rows)
    {
        float[] scores = new float[rows.Length / baseline.ColumnCount];
        baseline.Score(rows, scores);
        return scores;
    }
}
