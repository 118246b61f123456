using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Scoring;
using Vae.Reports.Findings;
using Vae.Reports.Reading;

namespace Vae.Reports.Tests.Findings;

public sealed class VerdictTests
{
    private const int Trained = 300;

    private static readonly VaeModel Model = Train();

    /// <summary>A tenth of rows like these would be flagged; of rows that a network knows by heart far fewer may be, and the page is about the same rows as often as not.</summary>
    [Theory]
    [InlineData(Trained, 2, true)]
    [InlineData(Trained, 28, false)]
    [InlineData(700, 2, false)]
    public void Of_FewerFlaggedThanUsual_SaysThatTheModelMayKnowTheRows(int rows, int flagged, bool speaks)
    {
        var verdict = Verdict.Of(Model, new RowFigures(rows, rows, flagged, null, null, 0, []), null);

        Assert.Equal(speaks, Words(verdict).Contains("are the training rows themselves, the model knows them", StringComparison.Ordinal));
        Assert.Equal(!speaks && flagged < 10, Words(verdict).Contains("more alike than those", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, "None of 301 rows stands out.", "lower the threshold")]
    [InlineData(1, "1 of 301 rows stands out.", "raise the threshold")]
    [InlineData(30, "30 of 301 rows stand out.", "raise the threshold")]
    public void Of_RowsWithoutLabels_AdvisesWhichWayToMoveTheThreshold(int flagged, string headline, string advice)
    {
        var verdict = Verdict.Of(Model, new RowFigures(301, 301, flagged, null, null, 0, []), null);

        Assert.Equal(headline, verdict.Headline);
        Assert.Contains(advice, Next(verdict), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ColumnsOfAnotherSortThanInTraining_TellsOfEach()
    {
        DataWarning[] differences = [new("whole-numbers", "a", "'a' holds whole numbers alone."), new("other-missing", "b", "'b' lacks a value.")];
        var verdict = Verdict.Of(Model, new RowFigures(301, 301, 1, null, null, 0, differences), null);

        Assert.Equal(
            [("Whole numbers alone, where training saw fractions", "'a' holds whole numbers alone."), ("Far more missing values than in training", "'b' lacks a value.")],
            verdict.Findings.Where(finding => finding.Grade == Grade.Look).Select(finding => (finding.Title, finding.Text)).TakeLast(2));
    }

    [Fact]
    public void Of_FiguresOfRows_HoldAllThatScoringTellsOfTheirColumns()
    {
        // Training saw fractions.
        var rows = new float[100 * Model.InputDimension];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = i * 7 % 31;
        }

        var figures = RowFigures.Of(Model, RowScan.Of(Model, new MemoryRowSource(rows, Model.InputDimension), 10, CancellationToken.None), null);
        var range = new RangeCounter(Model);
        range.Add(rows);

        Assert.Contains(figures.Differences, difference => difference.Code != "outside-range");
        Assert.Equal(range.Warnings(), figures.Differences);
    }

    [Theory]
    [InlineData(3, 0, "they are the false alarms")]
    [InlineData(0, 4, "4 anomalies are missed, and no normal row is flagged: lower the threshold")]
    [InlineData(0, 1, "1 anomaly is missed, and no normal row is flagged: lower the threshold")]
    [InlineData(0, 0, "Every anomaly is flagged and no normal row")]
    public void Of_Labels_SpeaksOfTheFaultsThatThereAre(int falseAlarms, int missed, string advice)
    {
        var verdict = Verdict.Of(Model, Labelled(normal: 200, anomalies: 20, falseAlarms, missed, area: 0.9, bestF1: 0.9), null);

        Assert.Contains(advice, Next(verdict), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AnomaliesThatScoreLower_AsksForTheNormalLabelAndNotForAThreshold()
    {
        var verdict = Verdict.Of(Model, Labelled(normal: 40, anomalies: 20, falseAlarms: 8, missed: 18, area: 0.2, bestF1: 0.9), null);

        Assert.Equal("The model takes anomalies for more normal than normal rows, or the labels are the wrong way round.", verdict.Headline);
        Assert.Contains("--normal-label", Next(verdict), StringComparison.Ordinal);
        Assert.DoesNotContain("--best-f1", Next(verdict), StringComparison.Ordinal);
    }

    /// <summary>Where nine in ten rows are anomalies, flagging every row has an F1 of 0.95.</summary>
    [Theory]
    [InlineData(180, 0.96, false)]
    [InlineData(20, 0.96, true)]
    public void Of_ABetterThreshold_IsAdvisedWhereItBeatsFlaggingEveryRow(int anomalies, double bestF1, bool advises)
    {
        var verdict = Verdict.Of(Model, Labelled(200 - anomalies, anomalies, falseAlarms: 1, missed: anomalies / 2, area: 0.9, bestF1), null);

        Assert.Equal(advises, Next(verdict).Contains("--best-f1", StringComparison.Ordinal));
        Assert.Equal(!advises, Words(verdict).Contains("and flagging every row 0.95", StringComparison.Ordinal));
        Assert.Equal(!advises, Words(verdict).Contains("Most rows are labelled anomalies", StringComparison.Ordinal));
    }

    /// <summary>Two dimensions of a code cannot have what two components of rows on a line and noise have; both are shares of the same error.</summary>
    [Fact]
    public void Of_GainBesidePrincipalComponents_GivesBothAsSharesOfTheMeansError()
    {
        var gain = Model.Report.Gain!;

        var words = Words(Verdict.Of(Model, new RowFigures(50, 50, 5, null, null, 0, []), null));

        Assert.NotNull(gain.PrincipalError);
        Assert.Contains(FormattableString.Invariant($"{gain.OverMean:P0} of the error that the mean alone would make; as many principal components as its code has numbers take away {1 - (gain.PrincipalError / gain.MeanError):P0}."), words, StringComparison.Ordinal);
    }

    /// <summary>Later rows whose scores are lower, and nothing else, are no reason to train anew.</summary>
    [Theory]
    [InlineData(true, false, "scores lower than the training rows")]
    [InlineData(false, true, "moved away from the training rows")]
    public void Of_LaterRowsWhoseScoresMoved_TellsLowerOnesFromOthers(bool areLower, bool advises, string title)
    {
        var drift = new DriftReport(100, 300, 0.4, 1e-9, 0.05, 0.01, []) { ScoresAreLower = areLower };

        var verdict = Verdict.Of(Model, new RowFigures(50, 50, 5, null, null, 0, []), new LaterRows("week.csv", drift, null));

        Assert.Contains($"week.csv: {title}", Words(verdict), StringComparison.Ordinal);
        Assert.Equal(advises, Next(verdict).Contains("train anew", StringComparison.Ordinal));
    }

    private static RowFigures Labelled(int normal, int anomalies, int falseAlarms, int missed, double area, double bestF1) => new(
        normal + anomalies,
        normal + anomalies,
        anomalies - missed + falseAlarms,
        new Detection(normal + anomalies, anomalies, area, area, 0.6, 0.5, 3, new DetectionCurve([], [], []), null),
        new DetectionCounts(anomalies - missed, falseAlarms, missed, normal - falseAlarms),
        bestF1,
        []);

    private static string Words(Verdict verdict) => string.Join('\n', verdict.Findings.Select(finding => $"{finding.Title}: {finding.Text}"));

    private static string Next(Verdict verdict) => string.Join('\n', verdict.Next.Select(step => $"{step.Text} {step.Command}"));

    private static VaeModel Train()
    {
        var random = new Random(5);
        var rows = new float[Trained * 6];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = (i % 6 < 4 ? i / 6 % 31 * (1 + (i % 6)) : 0) + random.NextSingle();
        }

        return new VaeTrainer(new VaeOptions { Network = new NetworkOptions { LatentDimension = 2 }, Training = new TrainingOptions { Steps = 100 } }).Fit(new MemoryRowSource(rows, 6));
    }
}
