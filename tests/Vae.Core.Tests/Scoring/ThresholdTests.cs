using Vae.Core.Data;
using Vae.Core.Networks;
using Vae.Core.Scoring;
using Vae.Core.Tests.Children;
using Vae.Core.Training;

namespace Vae.Core.Tests.Scoring;

public sealed class ThresholdTests
{
    private const int Columns = 6;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 2)]
    [InlineData(0.5, 3)]
    [InlineData(0.9, 4.6)]
    [InlineData(1, 5)]
    public void Quantile_OfFiveValues_InterpolatesBetweenThem(double quantile, double expected) =>
        Assert.Equal(expected, ThresholdFinder.Quantile([4, 1, 5, 2, 3], quantile), 1e-6);

    [Fact]
    public void Quantile_OfOneValue_IsThat() => Assert.Equal(7, ThresholdFinder.Quantile([7], 0.3));

    [Fact]
    public void Quantile_OfNothing_FailsWithWords() =>
        Assert.StartsWith(
            "There are no scores",
            Assert.Throws<VaeDataException>(() => ThresholdFinder.Quantile([], 0.5)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void Fit_Contamination_FlagsThatShareOfTheTrainingRows(double rate)
    {
        var rows = Rows(400);
        var model = Fit(rows, ThresholdPolicy.Contamination(rate), 0);

        Assert.Equal(400 * rate, Flagged(model, rows), 1.0);
    }

    [Fact]
    public void Fit_NoContamination_FlagsNoTrainingRow()
    {
        var rows = Rows(400);

        Assert.Equal(0, Flagged(Fit(rows, ThresholdPolicy.Contamination(0), 0), rows));
    }

    [Fact]
    public void Fit_Quantile_IsThatOfTheTrainingScores()
    {
        var rows = Rows(400);
        var model = Fit(rows, ThresholdPolicy.Quantile(0.75), 0);
        var scores = new float[400];
        model.Score(rows, scores);

        Assert.Equal(ThresholdFinder.Quantile(scores, 0.75), model.Threshold, 1e-4f * model.Threshold);
    }

    [Fact]
    public void Fit_FalsePositiveRate_FlagsThatShareOfTheHeldOutRows()
    {
        var rows = Rows(1000);
        var model = Fit(rows, ThresholdPolicy.FalsePositiveRate(0.1), 0.3f);
        var filter = new RowFilter(InvalidRowPolicy.Error, 0.3f, model.Options.Seed, null);
        var held = rows.Chunk(Columns).Where((row, i) => filter.Decide(row, i) == RowUse.Validation).SelectMany(row => row).ToArray();

        Assert.Equal(model.Report.ValidationRows, held.Length / Columns);
        Assert.Equal(0.1 * held.Length / Columns, Flagged(model, held), 1.0);
    }

    [Fact]
    public void Fit_Fixed_IsWhatWasGiven() => Assert.Equal(-12.5f, Fit(Rows(100), ThresholdPolicy.Fixed(-12.5f), 0).Threshold);

    [Fact]
    public void WithThreshold_AnotherValue_FlagsByItAndScoresAlike()
    {
        var rows = Rows(200);
        var model = Fit(rows, ThresholdPolicy.Fixed(1e9f), 0);
        var (before, after) = (new float[200], new float[200]);
        model.Score(rows, before);

        var changed = model.WithThreshold(-1);
        changed.Score(rows, after);

        Assert.Equal((0, 200), (Flagged(model, rows), Flagged(changed, rows)));
        Assert.Equal(before, after);
        Assert.False(changed.IsAnomaly(float.NaN));
        Assert.False(changed.IsAnomaly(-1));
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => model.WithThreshold(float.NaN)).Message, StringComparison.Ordinal);
    }

    private static int Flagged(VaeModel model, float[] rows)
    {
        var scores = new float[rows.Length / Columns];
        model.Score(rows, scores);
        return scores.Count(model.IsAnomaly);
    }

    private static VaeModel Fit(float[] rows, ThresholdPolicy policy, float validationFraction) => new VaeTrainer(new VaeOptions
    {
        Network = new NetworkOptions { HiddenLayers = [12], LatentDimension = 2 },
        Training = new TrainingOptions { Steps = 30, BatchSize = 50, ValidationFraction = validationFraction },
        Scoring = new ScoringOptions { Threshold = policy },
    }).Fit(new MemoryRowSource(rows, Columns));

    private static float[] Rows(int count)
    {
        var rows = new float[count * Columns];
        new GeneratedRows(count, Columns).OpenReader().Read(rows);
        return rows;
    }
}
