using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Options;
using Vae.Data.Options;
using Vae.MLNet.DataFrames;
using Vae.MLNet.Tests.ModelFiles;
using Vae.MLNet.Tests.Support;
using TestData = Vae.MLNet.Tests.Support.TestData;

namespace Vae.MLNet.Tests;

/// <summary>A negative count, or a binary value beyond 0 and 1, is refused in data views and data frames as in files.</summary>
public sealed class ValueLimitTests
{
    private static readonly string[] Inputs = ["Seconds", "Port", "Bytes", "Rate", "Errors"];

    private static readonly Dictionary<string, ColumnKind> Kinds = new() { ["Bytes"] = ColumnKind.Count, ["Rate"] = ColumnKind.Binary, ["Errors"] = ColumnKind.Count };

    private readonly MLContext ml = new(seed: 1);
    private readonly List<string> warnings = [];

    public ValueLimitTests() => ml.Log += (_, message) =>
    {
        if (message.Kind == ChannelMessageKind.Warning)
        {
            warnings.Add(message.RawMessage);
        }
    };

    [Fact]
    public void Transform_ValuesThatTheirColumnCannotHave_HaveNoScoreAndAreCountedOnce()
    {
        var transformer = Estimator().Fit(View(Rows(100)));
        var rows = Rows(40, seed: 2);
        rows[3].Bytes = -1;
        rows[5].Rate = 2;
        rows[7].Errors[1] = -0.5f;
        rows[9].Seconds = float.NaN;
        warnings.Clear();

        var scored = transformer.Transform(View(rows));

        Assert.Equal([3, 5, 7, 9], scored.GetColumn<float>("Score").Index().Where(score => float.IsNaN(score.Item)).Select(score => score.Index));
        Assert.DoesNotContain(true, scored.GetColumn<bool>("PredictedLabel").Where((_, row) => row is 3 or 5 or 7));
        Assert.Equal(
            "3 of 40 rows hold a value that cannot be read and have no score: row 3 (counted from 0), column 'Bytes': found -1, a count was wanted, 0 or above; row 5, column 'Rate': found 2, 0 or 1 was wanted; "
            + "row 7, column 'Errors[1]': found -0.5, a count was wanted, 0 or above.",
            warnings[0]);
        Assert.StartsWith("1 of 40 rows hold a missing value or an infinity and have no score", warnings[1], StringComparison.Ordinal);
        Assert.Equal(2, warnings.Count);
    }

    [Fact]
    public void Fit_NegativeCount_IsAnErrorThatNamesRowAndColumn()
    {
        var rows = Rows(60);
        rows[17].Bytes = -5;

        var error = Assert.Throws<VaeDataException>(() => Estimator().Fit(View(rows)));

        Assert.StartsWith("Row 17 (counted from 0) holds -5 in column 'Bytes', which is a count, 0 or more", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NegativeCountsWhereInvalidRowsAreSkipped_AreLeftOutAndCounted()
    {
        var rows = Rows(60);
        rows[17].Bytes = -5;
        rows[30].Errors[0] = -1;

        var model = Estimator(InvalidRowPolicy.Skip).Fit(View(rows)).Model;

        Assert.Equal(58, model.Report.TrainingRows);
        Assert.Contains(
            "2 of 60 rows hold a value that cannot be read and were left out: row 17 (counted from 0), column 'Bytes': found -5, a count was wanted, 0 or above; row 30, column 'Errors[0]': found -1, a count was wanted, 0 or above.",
            warnings);
    }

    [Fact]
    public void Save_LimitedColumns_HaveNoScoreInASavedPipelineEither()
    {
        var transformer = Estimator().Fit(View(Rows(100)));
        var rows = Rows(30, seed: 2);
        rows[3].Bytes = -1;
        rows[5].Rate = -0.25;
        rows[6].Rate = double.NaN;
        rows[7].Errors[1] = -0.5f;

        PipelineFile.AssertSurvives(ml, transformer, ml.Transforms.DropColumns("Flags", "Time", "Zone").Fit(View(rows)).Transform(View(rows)));

        var loaded = PipelineFile.LoadByLibrary(PipelineFile.Save(ml, transformer, View([]).Schema));
        Assert.Equal([3, 5, 6, 7], loaded.Transform(View(rows)).GetColumn<float>("Score").Index().Where(score => float.IsNaN(score.Item)).Select(score => score.Index));
    }

    [Fact]
    public void Save_LimitedColumnsOfAModelThatObserves_KeepNoScoreForAWholeRow()
    {
        var estimator = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
        {
            InputColumnNames = ["Seconds", "Bytes"],
            Inference = new ColumnInference { Kinds = new Dictionary<string, ColumnKind> { ["Bytes"] = ColumnKind.Count } },
            Model = TestData.Model with { MissingValues = MissingValueHandling.Observed },
        });
        var transformer = estimator.Fit(View(Rows(100)));
        var rows = Rows(20, seed: 2);
        rows[3].Bytes = -1;
        rows[4].Seconds = float.NaN;

        PipelineFile.AssertSurvives(ml, transformer, ml.Transforms.DropColumns("Flags", "Time", "Zone").Fit(View(rows)).Transform(View(rows)));

        Assert.Equal([3], transformer.Transform(View(rows)).GetColumn<float>("Score").Index().Where(score => float.IsNaN(score.Item)).Select(score => score.Index));
    }

    [Fact]
    public void Score_FrameWithANegativeCount_TellsItAsFilesDo()
    {
        var model = ml.Vae.DetectAnomalies(["Seconds", "Bytes"], epochs: 1, kinds: new Dictionary<string, ColumnKind> { ["Bytes"] = ColumnKind.Count }).Fit(View(Rows(60))).Model;
        var frame = new DataFrame(new SingleDataFrameColumn("Seconds", [1f, 2f, null]), new Int64DataFrameColumn("Bytes", [5L, -3, 7]));
        var told = new List<DataWarning>();

        float?[] scores = [.. model.Score(frame, onWarning: told.Add).Columns.GetSingleColumn("Score")];

        Assert.Equal([false, true, true], scores.Select(score => float.IsNaN(score!.Value)));
        Assert.Equal(("refused-values", "1 of 3 rows hold a value that cannot be read and have no score: row 1 (counted from 0), column 'Bytes': found -3, a count was wanted, 0 or above."), (told[0].Code, told[0].Message));
        Assert.Equal(("no-score", 2), (told[1].Code, told.Count));
        Assert.StartsWith("1 of 3 rows hold a missing value", told[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithThreshold_RowsWithANegativeCount_AreLeftOutAndTold()
    {
        var transformer = Estimator().Fit(View(Rows(100)));
        var rows = Rows(40, seed: 2);
        var expected = transformer.WithThreshold(ThresholdPolicy.Quantile(0.5), View([.. rows.Skip(1)])).Model.Threshold;
        rows[0].Bytes = -1;
        warnings.Clear();

        Assert.Equal(expected, transformer.WithThreshold(ThresholdPolicy.Quantile(0.5), View(rows)).Model.Threshold);
        Assert.StartsWith("1 of 40 rows hold a value that cannot be read and have no score: row 0 (counted from 0), column 'Bytes': found -1", Assert.Single(warnings), StringComparison.Ordinal);
    }

    private VaeEstimator Estimator(InvalidRowPolicy policy = InvalidRowPolicy.Error) => ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
    {
        InputColumnNames = [.. Inputs],
        Inference = new ColumnInference { Kinds = Kinds },
        Model = TestData.Model with { Training = TestData.Model.Training with { InvalidRows = policy } },
    });

    private IDataView View(Connection[] rows) => Connections.View(ml, rows);

    private static Connection[] Rows(int count, int seed = 1)
    {
        var rows = Connections.Rows(count, seed);
        foreach (var row in rows)
        {
            row.Rate = row.LoggedIn ? 1 : 0;
        }

        return rows;
    }
}
