using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Scoring;
using Vae.Core.Tests.Children;
using Vae.Core.Tests.Onnx.Runtimes;
using Vae.Core.Training;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Core.Tests.Scoring;

public sealed class ThresholdTests
{
    private const int Columns = 6;

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void Fit_Contamination_FlagsAboutThatShareOfTheTrainingRows(double rate)
    {
        var rows = Rows(400);
        var model = Fit(rows, ThresholdPolicy.Contamination(rate), 0);

        // Fewer of the training rows themselves: the threshold is for rows that the covariance has not seen, and that are no references.
        Assert.InRange(Flagged(model, rows), (400 * rate) - 40, (400 * rate) + 1);
        Assert.Equal(rate, model.Report.FlaggedRate!.Rate, 0.003);
        Assert.Equal(ScoreOrigin.CrossFitted, model.Report.FlaggedRate.Origin);
    }

    [Theory]
    [InlineData(false, ScoreOrigin.Training)]
    [InlineData(true, ScoreOrigin.HeldOut)]
    public void Fit_SquaredError_TakesHeldOutRowsWhereThereAre(bool holdsOut, ScoreOrigin origin)
    {
        var rows = Rows(1000);
        var model = new VaeTrainer(new VaeOptions
        {
            Engine = new() { Threads = 1 },
            Network = new NetworkOptions { HiddenLayers = [12], LatentDimension = 2 },
            Training = new TrainingOptions { Steps = 30, ValidationFraction = holdsOut ? 0.3f : 0 },
            Scoring = new ScoringOptions { Kind = ScoreKind.SquaredError },
        }).Fit(new MemoryRowSource(rows, Columns));

        Assert.Equal(origin, model.ScoreDistribution!.Origin);
        Assert.Equal(origin, model.Report.FlaggedRate!.Origin);
    }

    /// <summary>The tumours that are benign: 178 rows of 60 numbers to whiten, where a tenth of the training scores used to flag four tenths of later rows.</summary>
    [Theory]
    [InlineData(ScoreKind.WhitenedDistance, 0.3)]
    [InlineData(ScoreKind.ReferenceDistance, 0.12)]
    public void Fit_FewRealRows_FlagsAboutThatShareOfLaterNormalRows(ScoreKind kind, double leastNaive)
    {
        var all = RowSourceFactory.Open(RepositoryFolder.PathOf("datasets", "breast-cancer.csv"), new RowSourceOptions { Label = "label" }).ReadAll();
        var width = all.ColumnCount;
        var normal = new NormalRowsSource(all).ReadAll().Values;
        var half = normal.Length / width / 2 * width;
        var (naive, found) = (0.0, 0.0);
        for (var seed = 0; seed < 3; seed++)
        {
            var (training, later) = seed % 2 == 0 ? (normal[..half], normal[half..]) : (normal[half..], normal[..half]);
            var model = new VaeTrainer(new VaeOptions { Engine = new() { Threads = 1 }, Seed = seed, Scoring = new() { Kind = kind } }).Fit(new MemoryRowSource(training, width));
            var own = new float[training.Length / width];
            model.Score(training.Span, own);
            found += Share(model, later.Span) / 3;
            naive += Share(model.WithThreshold(RateThreshold.Find(own, 0.1).Threshold), later.Span) / 3;
        }

        Assert.True(naive > leastNaive, $"{naive}");
        Assert.InRange(found, 0.05, 0.22);
    }

    [Fact]
    public void WithThreshold_PolicyOnTheKeptDistribution_ComesCloseToTheExactOne()
    {
        var rows = Rows(2000);
        var model = Fit(rows, ThresholdPolicy.Contamination(0.1), 0);
        var exact = Fit(rows, ThresholdPolicy.Contamination(0.03), 0);

        Assert.Equal(exact.Threshold, model.WithThreshold(ThresholdPolicy.Contamination(0.03)).Threshold, 0.03f * exact.Threshold);
        Assert.Equal(model.Threshold, model.WithThreshold(ThresholdPolicy.Quantile(0.9)).Threshold, 0.02f * model.Threshold);
        Assert.True(model.WithThreshold(ThresholdPolicy.ExtremeValue(1e-5)).Threshold > model.ScoreDistribution!.Maximum);
        Assert.Contains("rows", Assert.Throws<ArgumentException>(() => model.WithThreshold(ThresholdPolicy.BestF1())).Message, StringComparison.Ordinal);
        Assert.Contains("risk", Assert.Throws<ArgumentException>(() => model.WithThreshold(ThresholdPolicy.ExtremeValue(0.5))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithThreshold_PolicyOnRows_IsFoundOnThem()
    {
        var model = Fit(Rows(400), ThresholdPolicy.Contamination(0.1), 0);
        var rows = Rows(300);
        var scores = new float[300];
        model.Score(rows, scores);
        var labels = scores.Select(score => score > 9 ? 1f : 0f).ToArray();

        var found = model.WithThreshold(ThresholdPolicy.Quantile(0.8), new MemoryRowSource(rows, Columns));
        var best = model.WithThreshold(ThresholdPolicy.BestF1(), new MemoryRowSource(rows, Columns, null, labels));
        var clean = model.WithThreshold(ThresholdPolicy.FalsePositiveRate(0.1), new MemoryRowSource(rows, Columns, null, labels));

        Assert.Equal(RateThreshold.Find(scores, 0.2).Threshold, found.Threshold);
        Assert.Equal(labels, scores.Select(score => best.IsAnomaly(score) ? 1f : 0f));
        Assert.Equal(RateThreshold.Find([.. scores.Where(score => score <= 9)], 0.1).Threshold, clean.Threshold);
        Assert.Contains(
            "labels",
            Assert.Throws<ArgumentException>(() => model.WithThreshold(ThresholdPolicy.BestF1(), new MemoryRowSource(rows, Columns))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void BestF1_OfOverlappingScores_IsTheBestOfAllThresholds()
    {
        var random = new Random(4);
        var labels = Enumerable.Range(0, 200).Select(_ => random.Next(5) == 0).ToArray();
        var scores = labels.Select(label => (float)(random.Next(30) + (label ? 8 : 0))).ToArray();

        var threshold = ThresholdFinder.BestF1(scores, labels);

        var best = scores.Distinct().Append(-1).Max(candidate => DetectionMetrics.CountAt(scores, labels, candidate).F1);
        Assert.Equal(best, DetectionMetrics.CountAt(scores, labels, threshold).F1, 1e-12);
        Assert.Contains("both kinds", Assert.Throws<VaeDataException>(() => ThresholdFinder.BestF1([1, 2], [true, true])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_BestF1_SaysThatItNeedsLabels() => Assert.Contains(
        "WithThreshold",
        Assert.Throws<ArgumentException>(() => new VaeTrainer(new VaeOptions { Scoring = new() { Threshold = ThresholdPolicy.BestF1() } })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Fit_ExtremeValueOfFewRows_TakesTheQuantileAndWarns()
    {
        var few = Fit(Rows(100), ThresholdPolicy.ExtremeValue(0.05), 0);
        var many = Fit(Rows(1000), ThresholdPolicy.ExtremeValue(0.001), 0);

        Assert.Contains(few.Report.Warnings, warning => warning.Contains("extreme-value", StringComparison.Ordinal));
        Assert.Equal(0.05, few.Report.FlaggedRate!.Rate, 0.011);
        Assert.DoesNotContain(many.Report.Warnings, warning => warning.Contains("extreme-value", StringComparison.Ordinal));
        Assert.True(many.Report.FlaggedRate!.Flagged <= 4);
    }

    [Fact]
    public void Fit_NoContamination_FlagsNoTrainingRow()
    {
        var rows = Rows(400);

        Assert.Equal(0, Flagged(Fit(rows, ThresholdPolicy.Contamination(0), 0), rows));
    }

    [Fact]
    public void Fit_Quantile_IsThatOfTheScoresOfRowsNotSeen()
    {
        var rows = Rows(4000);
        var model = Fit(rows, ThresholdPolicy.Quantile(0.75), 0);
        var scores = new float[4000];
        model.Score(rows, scores);

        Assert.InRange(model.Threshold, RateThreshold.Find(scores, 0.25).Threshold, 1.03f * RateThreshold.Find(scores, 0.25).Threshold);
        Assert.Equal(model.Threshold, model.ScoreDistribution!.Quantile(0.75), 0.02f * model.Threshold);
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

    private static double Share(VaeModel model, ReadOnlySpan<float> rows)
    {
        var scores = new float[rows.Length / model.InputDimension];
        model.Score(rows, scores);
        return (double)scores.Count(model.IsAnomaly) / scores.Length;
    }

    private static int Flagged(VaeModel model, float[] rows)
    {
        var scores = new float[rows.Length / Columns];
        model.Score(rows, scores);
        return scores.Count(model.IsAnomaly);
    }

    private static VaeModel Fit(float[] rows, ThresholdPolicy policy, float validationFraction) => new VaeTrainer(new VaeOptions
    {
        Engine = new() { Threads = 1 },
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
