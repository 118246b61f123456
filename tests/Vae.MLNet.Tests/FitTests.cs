using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

public sealed class FitTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Fit_AnyPipeline_ReadsOnlyTheFeatures()
    {
        var spy = new SpyView(TestData.View(ml, 100));

        ml.Vae.DetectAnomalies(TestData.AllColumns).Fit(spy);

        Assert.Equal(["Features"], spy.ActiveColumns);
    }

    [Fact]
    public void Fit_MoreRowsThanTheMemoryBudget_ReadsThemAnewEachEpoch()
    {
        // 60,000 rows of 6 floats are 1.4 MB, beyond the smallest budget of 1 MiB.
        var spy = new SpyView(TestData.View(ml, 60_000));
        var options = TestData.AllColumns with
        {
            Model = TestData.Model with { Training = new TrainingOptions { Epochs = 4, BatchSize = 4096, MemoryBudgetBytes = 1 << 20 } },
        };

        var report = ml.Vae.DetectAnomalies(options).Fit(spy).Model.Report;

        Assert.Equal(60_000, report.TrainingRows);
        Assert.InRange(spy.Passes, 4, 12);
    }

    [Fact]
    public void S1_Fit_DenoisingPipeline_BringsNoisyRowsCloserToTheCleanOnes()
    {
        var clean = TestData.Rows(600).Where((_, i) => i % 10 != 9).ToArray();
        double[] spread = [2.9, 5.9, 1.3, 5.8, 3.1, 1.2];
        var random = new Random(3);
        var noisy = clean.Select(row => new Row
        {
            Features = [.. row.Features.Select((value, d) => value + (float)(spread[d] * 1.7 * (random.NextDouble() - 0.5)))], Label = row.Label,
        }).ToArray();
        var estimator = ml.Vae.Denoise(corruption: Corruption.Gaussian(0.5f), latentDimension: 3, epochs: 300);

        var denoised = estimator.Fit(ml.Data.LoadFromEnumerable(clean)).Transform(ml.Data.LoadFromEnumerable(noisy)).GetColumn<float[]>("Denoised").ToArray();

        var after = Error(clean, denoised);
        var before = Error(clean, [.. noisy.Select(row => row.Features)]);
        Assert.True(after < 0.75 * before, $"Mean squared error {before:F4} before, {after:F4} after.");

        double Error(Row[] rows, float[][] others) =>
            rows.Zip(others, (row, other) => row.Features.Zip(other, (a, b) => a - (double)b).Select((error, d) => Math.Pow(error / spread[d], 2)).Sum()).Average();
    }

    [Theory]
    [InlineData(ObjectiveKind.Autoencoder, 1, ScoreKind.WhitenedDistance)]
    [InlineData(ObjectiveKind.Iwae, 5, ScoreKind.ImportanceWeightedNll)]
    public void Fit_OtherObjectives_DeliverWhatTheModelComputes(ObjectiveKind kind, int samples, ScoreKind score)
    {
        var options = TestData.AllColumns with
        {
            Model = TestData.Model with
            {
                Objective = new() { Kind = kind, Samples = samples }, Scoring = new() { Kind = score, Threshold = ThresholdPolicy.Contamination(0.1) },
            },
        };
        var rows = TestData.Rows(80);

        var fitted = ml.Vae.DetectAnomalies(options).Fit(ml.Data.LoadFromEnumerable(rows));
        var scores = fitted.Transform(ml.Data.LoadFromEnumerable(rows)).GetColumn<float>("Score").ToArray();

        Assert.Equal(TestData.Expected(fitted.Model, rows).Select(row => row.Score), scores);
        Assert.Equal(kind, fitted.Model.Options.Objective.Kind);
    }

    [Fact]
    public void Fit_SameContextSeed_GivesTheSameModel()
    {
        static float[] Scores(int seed)
        {
            var ml = new MLContext(seed);
            var view = TestData.View(ml, 120);
            var estimator = ml.Vae.DetectAnomalies(TestData.AllColumns with { Model = TestData.Model with { Seed = 0 } });
            return [.. estimator.Fit(view).Transform(view).GetColumn<float[]>("Latent").SelectMany(v => v)];
        }

        Assert.Equal(Scores(11), Scores(11));
        Assert.NotEqual(Scores(11), Scores(12));
    }

    [Fact]
    public void Fit_SameEstimatorTwice_GivesTheSameModel()
    {
        var view = TestData.View(ml, 120);
        var estimator = ml.Vae.Encode(new VaeEncodingOptions { Model = TestData.Model with { Seed = 0 } });

        Assert.Equal(
            estimator.Fit(view).Transform(view).GetColumn<float[]>("Latent").SelectMany(v => v),
            estimator.Fit(view).Transform(view).GetColumn<float[]>("Latent").SelectMany(v => v));
    }

    [Fact]
    public void Fit_AnyData_LogsALineAnEpochAndTheWarnings()
    {
        var lines = new List<LoggingEventArgs>();
        ml.Log += (_, e) =>
        {
            if (e.Source.Contains("VaeEstimator", StringComparison.Ordinal))
            {
                lines.Add(e);
            }
        };

        var model = ml.Vae.DetectAnomalies(TestData.AllColumns).Fit(TestData.View(ml, 100)).Model;

        Assert.Equal(3, lines.Count(e => e.RawMessage.StartsWith("Epoch ", StringComparison.Ordinal)));
        Assert.Contains(lines, e => e.RawMessage.StartsWith("Epoch 3 of 3: loss ", StringComparison.Ordinal));
        Assert.Contains(lines, e => e.RawMessage.StartsWith("Trained on 100 rows in ", StringComparison.Ordinal));
        Assert.Equal(
            model.Report.Warnings,
            lines.Where(e => e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning).Select(e => e.RawMessage));
    }

    [Fact]
    public void Fit_WithListener_ReportsProgress()
    {
        var listener = new Listener();

        ml.Vae.DetectAnomalies(TestData.AllColumns with { Progress = listener }).Fit(TestData.View(ml, 100));

        Assert.Equal([1, 2, 3], listener.Reports.Where(r => r.IsEpochEnd).Select(r => r.Epoch));
    }

    [Fact]
    public void Fit_WithValidationRows_MeasuresOnThem()
    {
        var train = new SpyView(TestData.View(ml, 100));
        var validation = new SpyView(TestData.View(ml, 40, seed: 2));
        var estimator = ml.Vae.DetectAnomalies(TestData.AllColumns);

        var report = estimator.Fit(train, validation).Model.Report;

        Assert.Equal((100, 40), (report.TrainingRows, report.ValidationRows));
        Assert.All(report.History, epoch => Assert.NotNull(epoch.ValidationLoss));
        Assert.Equal(["Features"], validation.ActiveColumns);
    }

    [Fact]
    public void Fit_ValidationRowsOfAnotherWidth_SaysBoth()
    {
        var narrow = ml.Transforms.Concatenate("Features", "Label").Fit(TestData.View(ml, 40)).Transform(TestData.View(ml, 40));

        var error = Assert.Throws<VaeDataException>(() => ml.Vae.DetectAnomalies(TestData.AllColumns).Fit(TestData.View(ml, 100), narrow));

        Assert.StartsWith("Column 'Features' has 1 values a row in the validation data but 6 in the training data", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_FalsePositiveRateWithoutHeldOutRows_SaysWhatToDo()
    {
        var model = TestData.Model with { Scoring = TestData.Model.Scoring with { Threshold = ThresholdPolicy.FalsePositiveRate(0.05) } };
        var estimator = ml.Vae.DetectAnomalies(TestData.AllColumns with { Model = model });

        var error = Assert.Throws<ArgumentException>(() => estimator.Fit(TestData.View(ml, 100)));

        Assert.Contains("ValidationFraction", error.Message, StringComparison.Ordinal);
        Assert.True(float.IsFinite(estimator.Fit(TestData.View(ml, 100), TestData.View(ml, 40)).Model.Threshold));
    }

    [Fact]
    public void Fit_CancelledBeforeTheFirstStep_Throws()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var estimator = ml.Vae.DetectAnomalies(TestData.AllColumns with { CancellationToken = source.Token });

        Assert.ThrowsAny<OperationCanceledException>(() => estimator.Fit(TestData.View(ml, 100)));
    }

    [Fact]
    public void Fit_CancelledInTheMiddle_ReturnsTheModelSoFar()
    {
        using var source = new CancellationTokenSource();
        var options = TestData.AllColumns with
        {
            Model = TestData.Model with { Training = new TrainingOptions { Epochs = 500, BatchSize = 32 } },
            CancellationToken = source.Token,
            Progress = new Listener(_ => source.Cancel()),
        };

        var transformer = ml.Vae.DetectAnomalies(options).Fit(TestData.View(ml, 200));

        Assert.Equal(StopReason.Cancelled, transformer.Model.Report.StopReason);
        Assert.InRange(transformer.Model.Report.Epochs, 1, 499);
        Assert.All(TestData.Read(ml, transformer.Transform(TestData.View(ml, 20))), o => Assert.True(float.IsFinite(o.Score)));
    }

    [Fact]
    public void Fit_CancelledBehindTheLastEpoch_ReturnsAModelThatSaysSo()
    {
        using var source = new CancellationTokenSource();
        var options = TestData.AllColumns with
        {
            CancellationToken = source.Token,
            Progress = new Listener(progress =>
            {
                if (progress.IsEpochEnd && progress.Epoch == progress.TotalEpochs)
                {
                    source.Cancel();
                }
            }),
        };

        var transformer = ml.Vae.DetectAnomalies(options).Fit(TestData.View(ml, 1500));

        Assert.Equal(StopReason.Cancelled, transformer.Model.Report.StopReason);
        Assert.Equal(3, transformer.Model.Report.Epochs);
        Assert.Contains(transformer.Model.Report.Warnings, warning => warning.Contains("calibrated on 1,000 of 1,500 rows", StringComparison.Ordinal));
        Assert.All(TestData.Read(ml, transformer.Transform(TestData.View(ml, 20))), o => Assert.True(float.IsFinite(o.Score)));
    }

    [Fact]
    public void Fit_SparseFeatures_EqualsDense()
    {
        var random = new Random(4);
        var dense = Enumerable.Range(0, 120)
            .Select(_ => new Dense { Features = [.. Enumerable.Range(0, 12).Select(i => random.Next(3) == 0 ? (float)random.NextDouble() * (i + 1) : 0)] })
            .ToArray();
        var sparse = dense.Select(row => new Sparse
        {
            Features = new VBuffer<float>(
                12,
                row.Features.Count(v => v != 0),
                [.. row.Features.Where(v => v != 0)],
                [.. Enumerable.Range(0, 12).Where(i => row.Features[i] != 0)]),
        });

        float[] Latent(IDataView view) =>
            [.. ml.Vae.Encode(new VaeEncodingOptions { Model = TestData.Model }).Fit(view).Transform(view).GetColumn<float[]>("Latent").SelectMany(v => v)];

        Assert.Equal(Latent(ml.Data.LoadFromEnumerable(dense)), Latent(ml.Data.LoadFromEnumerable(sparse)));
    }

    [Fact]
    public void Fit_ScalarFeature_IsOneFeature()
    {
        var view = TestData.View(ml, 80);
        var options = TestData.AllColumns with { FeatureColumnName = "Label", Model = TestData.Model with { Network = new() { LatentDimension = 1 } } };

        var transformer = ml.Vae.DetectAnomalies(options).Fit(view);
        var output = TestData.Read(ml, transformer.Transform(view));

        Assert.Equal(1, transformer.Model.InputDimension);
        Assert.Equal(["Label"], transformer.Model.FeatureNames);
        Assert.All(output, o => Assert.Single(o.Reconstruction));
    }

    [Fact]
    public void Fit_RowWithNaN_IsAnErrorUnlessSkipped()
    {
        var rows = TestData.Rows(60);
        rows[13].Features[2] = float.NaN;
        var view = ml.Data.LoadFromEnumerable(rows);
        var skipping = TestData.AllColumns with
        {
            Model = TestData.Model with { Training = TestData.Model.Training with { InvalidRows = InvalidRowPolicy.Skip } },
        };

        Assert.Throws<VaeDataException>(() => ml.Vae.DetectAnomalies(TestData.AllColumns).Fit(view));
        var report = ml.Vae.DetectAnomalies(skipping).Fit(view).Model.Report;

        Assert.Equal(1, report.SkippedRows);
        Assert.Equal(59, report.TrainingRows);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Transform_RowThatIsNoNumber_IsNaNAndNoAnomaly(float value)
    {
        var rows = TestData.Rows(20);
        rows[5].Features[0] = value;
        var transformer = TestData.Fit(ml);

        var output = TestData.Read(ml, transformer.Transform(ml.Data.LoadFromEnumerable(rows)));

        Assert.Equal(float.NaN, output[5].Score);
        Assert.False(output[5].PredictedLabel);
        Assert.All(output[5].Latent, v => Assert.Equal(float.NaN, v));
        Assert.All(output[5].Reconstruction, v => Assert.Equal(float.NaN, v));
        Assert.All(output.Where(o => o.Number != 5), o => Assert.True(float.IsFinite(o.Score)));
    }

    private sealed class Listener(Action<TrainingProgress>? then = null) : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> Reports { get; } = [];

        public void Report(TrainingProgress value)
        {
            Reports.Add(value);
            then?.Invoke(value);
        }
    }

    private sealed class Dense
    {
        [VectorType(12)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Sparse
    {
        [VectorType(12)]
        public VBuffer<float> Features { get; set; }
    }
}
