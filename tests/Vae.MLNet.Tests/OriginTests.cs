using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.MLNet.Columns;
using Vae.MLNet.DataFrames;
using Vae.MLNet.Tests.ModelFiles;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>Columns of Double and Int64 whose values differ in digits that Single does not have.</summary>
public sealed class OriginTests
{
    private static readonly string[] Inputs = ["Time", "Latitude", "Load", "Limit"];

    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Transform_DoubleAndInt64Columns_FlagsWhatIsFarAndSurvivesSaving()
    {
        var fitted = Fit(out _);
        var strangers = View([.. Rows(3, seed: 5), Row(1764316800), Row(latitude: 57.52), Row(limit: 1_100_000)]);

        var scored = fitted.Transform(strangers);

        Assert.Equal(4, fitted.Model.Origin.Length);
        Assert.Equal([3], fitted.Model.ConstantFeatures.ToArray());
        Assert.Equal([true, true, true], scored.GetColumn<bool>("PredictedLabel").Skip(3));
        PipelineFile.AssertSurvives(ml, fitted, strangers);
    }

    [Fact]
    public void Transform_ImputedAndReconstructed_AreSingleAndSurviveSaving()
    {
        var options = new VaeAnomalyDetectionOptions
        {
            InputColumnNames = [.. Inputs],
            ReconstructionColumnName = "Reconstruction",
            ImputedColumnName = "Imputed",
            FeatureContributionsColumnName = "Parts",
            Model = Model with { MissingValues = MissingValueHandling.Observed },
            Seed = 3,
        };
        var fitted = ml.Vae.DetectAnomalies(options).Fit(View(Rows(300)));
        var view = View([Row(latitude: double.NaN), Row(), Row(limit: 1_100_000)]);

        var imputed = fitted.Transform(view).GetColumn<float[]>("Imputed").ToArray();

        Assert.Equal(1732780801f, imputed[0][0]);
        Assert.Equal(52.52f, imputed[0][1], 1e-3f);
        PipelineFile.AssertSurvives(ml, fitted, view);
    }

    [Fact]
    public void CreatePredictionEngine_Int64Column_SeesADayFromAYear()
    {
        var fitted = Fit(out _);
        var engine = ml.Model.CreatePredictionEngine<Reading, Prediction>(fitted);

        Assert.True(engine.Predict(Row(1764316800)).PredictedLabel);
        Assert.Equal(
            fitted.Transform(View([Row()])).GetColumn<float>("Score").Single(),
            engine.Predict(Row()).Score);
    }

    [Fact]
    public void Score_DataFrame_ReadsItsDigits()
    {
        var fitted = Fit(out var rows);
        var frame = Frame([.. rows.Take(20), Row(1764316800), Row(limit: 1_000_001)]);

        fitted.Model.Score(frame);
        fitted.Model.Reconstruct(frame);

        var expected = fitted.Transform(View([.. rows.Take(20), Row(1764316800), Row(limit: 1_000_001)])).GetColumn<float>("Score").ToArray();
        Assert.Equal(expected, ((SingleDataFrameColumn)frame["Score"]).Select(score => score!.Value));
        Assert.Equal(true, frame["PredictedLabel"][20]);
        Assert.Equal(true, frame["PredictedLabel"][21]);
        var rebuilt = Assert.IsType<DoubleDataFrameColumn>(frame["Reconstruction.Time"]);
        Assert.True(rebuilt.Take(20).Distinct().Count() > 10);
    }

    [Fact]
    public void Load_FileOfAModelWithAnOrigin_ReadsColumnsOfDoubles()
    {
        var fitted = Fit(out _);
        using var file = new MemoryStream();
        fitted.Model.Save(file);
        file.Position = 0;

        var loaded = ml.Vae.FromModel(VaeModel.Load(file), new VaeColumns { Inputs = [.. Inputs], Score = "Score", PredictedLabel = "PredictedLabel" });

        SameView.Assert(fitted.Transform(View(Rows(20, seed: 9))), loaded.Transform(View(Rows(20, seed: 9))), ordered: true);
    }

    private static VaeOptions Model => new()
    {
        Network = new() { HiddenLayers = [8], LatentDimension = 2 },
        Training = new TrainingOptions { Steps = 150, BatchSize = 64 },
        Engine = new() { Threads = 1 },
    };

    private VaeTransformer Fit(out Reading[] rows)
    {
        rows = Rows(300);
        return ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { InputColumnNames = [.. Inputs], Model = Model, Seed = 3 }).Fit(View(rows));
    }

    private IDataView View(Reading[] rows) => ml.Data.LoadFromEnumerable(rows);

    private static Reading Row(long time = 1732780801, double latitude = 52.520003, double limit = 1_000_000) =>
        new() { Time = time, Latitude = latitude, Load = 0.5f, Limit = limit };

    private static Reading[] Rows(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var load = random.NextDouble();
            return new Reading
            {
                Time = 1732780800 + (long)(600 * ((0.7 * load) + (0.3 * random.NextDouble()))),
                Latitude = 52.52 + (0.00001 * random.NextDouble()),
                Load = (float)load,
                Limit = 1_000_000,
            };
        })];
    }

    private static DataFrame Frame(Reading[] rows) => new(
        new Int64DataFrameColumn("Time", rows.Select(row => row.Time)),
        new DoubleDataFrameColumn("Latitude", rows.Select(row => row.Latitude)),
        new SingleDataFrameColumn("Load", rows.Select(row => row.Load)),
        new DoubleDataFrameColumn("Limit", rows.Select(row => row.Limit)));

    private sealed class Reading
    {
        public long Time { get; set; }

        public double Latitude { get; set; }

        public float Load { get; set; }

        public double Limit { get; set; }
    }

    private sealed class Prediction
    {
        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
