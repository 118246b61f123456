using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Vae.Core.Data;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>What the command line warns of in training and scoring, in the log of the context.</summary>
public sealed class LogTests
{
    private readonly MLContext ml = new(seed: 1);
    private readonly List<string> warnings = [];

    public LogTests() => Listen(ml);

    [Fact]
    public void Transform_RowsFarOutsideTheTrainingRange_AreToldOnceAViewAndAtTheEnd()
    {
        var transformer = TestData.Fit(ml);
        var rows = TestData.Rows(100);
        foreach (var row in rows)
        {
            row.Features = Array.ConvertAll(row.Features, value => value * 255);
        }

        warnings.Clear();
        var scored = transformer.Transform(ml.Data.LoadFromEnumerable(rows));
        Assert.Empty(warnings);
        _ = scored.Preview(maxRows: 10);
        Assert.Empty(warnings);
        _ = scored.GetColumn<float>("Score").Count();
        _ = scored.GetColumn<float>("Score").Count();

        var warning = Assert.Single(warnings);
        Assert.StartsWith("100 of 100 rows lie outside what training saw", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_RowsLikeThoseOfTraining_SaysNothing()
    {
        var transformer = TestData.Fit(ml);
        warnings.Clear();

        _ = transformer.Transform(TestData.View(ml, 100)).GetColumn<float>("Score").Count();

        Assert.Empty(warnings);
    }

    [Fact]
    public void Transform_LevelsThatTrainingNeverSaw_AreToldWithExamples()
    {
        var transformer = ml.Vae.DetectAnomalies(["Protocol", "Seconds", "Port"], epochs: 1, kinds: Connections.Kinds.Where(kind => kind.Key == "Port").ToDictionary())
            .Fit(Connections.View(ml, Connections.Rows(100)));
        var rows = Connections.Rows(40);
        for (var i = 0; i < 10; i++)
        {
            (rows[i].Protocol, rows[i + 5].Port) = (i % 2 == 0 ? "TCP" : "gopher", 8080);
        }

        warnings.Clear();
        _ = transformer.Transform(Connections.View(ml, rows)).GetColumn<float>("Score").Count();

        Assert.Equal(2, warnings.Count);
        Assert.Equal(
            "25.0 % of 40 rows hold in column 'Protocol' a value that training never saw, such as 'TCP', 'gopher'; 'tcp' differs from it in capital letters alone; it counts as unseen, however alike it looks.",
            warnings[0]);
        Assert.Contains("in column 'Port' a value that training never saw, such as '8080' (it saw '80', '53', '7')", warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_AFewUnseenLevels_AreAnomaliesAndNoWarning()
    {
        var transformer = ml.Vae.DetectAnomalies(["Protocol", "Seconds"], epochs: 1).Fit(Connections.View(ml, Connections.Rows(100)));
        var rows = Connections.Rows(40);
        rows[3].Protocol = "gopher";
        warnings.Clear();

        _ = transformer.Transform(Connections.View(ml, rows)).GetColumn<float>("Score").Count();

        Assert.Empty(warnings);
    }

    [Fact]
    public void Evaluate_RowsWithoutAScore_AreCountedSinceEvaluateLeavesThemOut()
    {
        var transformer = TestData.Fit(ml);
        var rows = TestData.Rows(100);
        for (var i = 0; i < 30; i++)
        {
            rows[i].Label = 1;
            rows[i].Features[2] = i < 27 ? float.NaN : 50;
        }

        warnings.Clear();
        var metrics = ml.AnomalyDetection.Evaluate(transformer.Transform(ml.Data.LoadFromEnumerable(rows)), falsePositiveCount: 3);

        // Nine of ten anomalies have no score, and it is ML.NET's habit to say nothing of them.
        Assert.Equal(1, metrics.AreaUnderRocCurve);
        Assert.StartsWith("27 of 100 rows hold a missing value or an infinity and have no score (NaN). AnomalyDetection.Evaluate leaves them out of every figure", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_RowsWhoseScoreIsInfinite_AreCountedSinceEvaluateLeavesThemOut()
    {
        var transformer = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { Model = TestData.Model with { Scaling = ScalingKind.Standardize } }).Fit(TestData.View(ml, 200));
        var rows = TestData.Rows(100);
        for (var i = 0; i < 10; i++)
        {
            rows[i].Label = 1;
            rows[i].Features[2] = i < 9 ? 3e38f : 500;
        }

        warnings.Clear();
        var scored = transformer.Transform(ml.Data.LoadFromEnumerable(rows));
        var metrics = ml.AnomalyDetection.Evaluate(scored, falsePositiveCount: 3);

        Assert.Equal(9, scored.GetColumn<float>("Score").Count(float.IsPositiveInfinity));
        Assert.Equal(1, metrics.AreaUnderRocCurve);
        Assert.Contains(warnings, warning => warning.StartsWith("9 of 100 rows lie so far out that their score is infinite. They are flagged, but AnomalyDetection.Evaluate leaves them out", StringComparison.Ordinal));
    }

    [Fact]
    public void Evaluate_LowScoresThatAreInfinite_AreLeftOutByMLNet()
    {
        // ML.NET's own habit, without any of ours: nine anomalies of ten have the lowest score there is, and the area is 1.
        var rows = Enumerable.Range(0, 100).Select(i => new Scored { Label = i < 10 ? 1 : 0, Score = i == 0 ? 5 : i < 10 ? float.NegativeInfinity : i / 100f, PredictedLabel = i == 0 }).ToArray();

        Assert.Equal(1, ml.AnomalyDetection.Evaluate(ml.Data.LoadFromEnumerable(rows), falsePositiveCount: 10).AreaUnderRocCurve);
    }

    [Fact]
    public void Transform_SeveralCursorsOfOnePass_AreToldTogether()
    {
        var transformer = ml.Vae.DetectAnomalies(["Protocol", "Seconds"], epochs: 1).Fit(Connections.View(ml, Connections.Rows(100)));
        var rows = Connections.Rows(300);
        foreach (var row in rows)
        {
            row.Protocol = "gopher";
            row.Seconds += 1000;
        }

        var scored = transformer.Transform(ml.Data.Cache(Connections.View(ml, rows)));
        warnings.Clear();
        Parallel.ForEach(scored.GetRowCursorSet(scored.Schema, 4), cursor =>
        {
            using (cursor)
            {
                while (cursor.MoveNext())
                {
                }
            }
        });

        Assert.Equal(["300 of 300", "100.0 % of"], warnings.Select(warning => warning[..10]));
    }

    [Fact]
    public void Load_SavedPipelineOrModel_WarnsInTheContextThatLoaded()
    {
        var saved = ModelFiles.PipelineFile.Save(ml, TestData.Fit(ml), TestData.View(ml, 1).Schema);
        var model = new MemoryStream();
        TestData.Fit(ml).Model.Save(model);
        var rows = TestData.Rows(20);
        foreach (var row in rows)
        {
            row.Features[1] = float.NaN;
        }

        foreach (var file in new[] { saved, model.ToArray() })
        {
            var other = new MLContext();
            Listen(other);
            warnings.Clear();
            _ = other.Vae.Load(new MemoryStream(file)).Transform(other.Data.LoadFromEnumerable(rows)).GetColumn<float>("Score").Count();
            Assert.StartsWith("20 of 20 rows hold a missing value", Assert.Single(warnings), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Fit_EmptyFieldsThatTextLoaderReadAsZero_AreSuspectedWhereTheyStandApart()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(path, Enumerable.Range(0, 200).Select(i => FormattableString.Invariant($"{(i % 10 == 3 ? "" : 900 + i)},{i % 7},{(i % 3 == 0 ? 0 : i)}")));
            TextLoader.Options options = new() { Separators = [','], Columns = [new("Pressure", DataKind.Single, 0), new("Grade", DataKind.Single, 1), new("Sparse", DataKind.Single, 2)] };
            var missing = new TextLoader.Options { Separators = options.Separators, Columns = options.Columns, MissingRealsAsNaNs = true };

            warnings.Clear();
            ml.Vae.DetectAnomalies(["Pressure", "Grade", "Sparse"], epochs: 1).Fit(ml.Data.LoadFromTextFile(path, options));
            var suspicion = Assert.Single(warnings, warning => warning.Contains("MissingRealsAsNaNs", StringComparison.Ordinal));
            Assert.StartsWith("0 stands apart from all other values of 'Pressure': 'Pressure' is 0 in 20 of 200 rows, and in the others from 900 to 1099.", suspicion, StringComparison.Ordinal);

            warnings.Clear();
            Observing(["Pressure", "Grade", "Sparse"]).Fit(ml.Data.LoadFromTextFile(path, missing));
            Assert.DoesNotContain(warnings, warning => warning.Contains("MissingRealsAsNaNs", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Fit_NothingMissingWhereSomethingMayBe_IsSaidWithTheCauses()
    {
        warnings.Clear();
        Observing(["Seconds", "Rate"]).Fit(Connections.View(ml, Connections.Rows(120)));

        Assert.Contains(warnings, warning => warning.StartsWith("MissingValues is Observed, but no value of the 120 rows is missing.", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_NullsOfAFrameBehindAnotherStep_AreSuspected()
    {
        var frame = new DataFrame(new Int32DataFrameColumn("Year", Enumerable.Range(0, 100).Select(i => i % 9 == 0 ? (int?)null : 1950 + (i % 60))));
        warnings.Clear();

        ml.Transforms.CopyColumns("Copy", "Year").Append(Observing(["Year"])).Fit(frame);
        Assert.Contains(warnings, warning => warning.StartsWith("MissingValues is Observed, but no value", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.StartsWith("0 stands apart from all other values of 'Year': 'Year' is 0 in 12 of 100 rows", StringComparison.Ordinal));
        warnings.Clear();

        Assert.Throws<Vae.Core.VaeDataException>(() => Observing(["Year"]).Fit(frame)); // its only value is missing in twelve rows
    }

    private sealed class Scored
    {
        public float Label { get; set; }

        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }

    private VaeEstimator Observing(string[] inputs) => ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
    {
        InputColumnNames = [.. inputs],
        Model = TestData.Model with { MissingValues = MissingValueHandling.Observed },
    });

    private void Listen(MLContext context) => context.Log += (_, message) =>
    {
        if (message.Kind == ChannelMessageKind.Warning)
        {
            warnings.Add(message.RawMessage);
        }
    };
}
