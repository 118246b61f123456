using Microsoft.ML;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>Estimators that go on from a checkpoint.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vae-mlnet-resume-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Fit_CancelledAndFittedAgainInAnotherContext_GivesTheModelOfAnUninterruptedFit()
    {
        var checkpoint = new CheckpointOptions { Path = Path.Combine(folder, "run.ckpt"), EverySteps = 3 };
        var expected = Fit(null, null, default);
        using var source = new CancellationTokenSource();

        var first = Fit(checkpoint, new Stopper(source), source.Token);
        var second = Fit(checkpoint, null, default);

        Assert.Equal(StopReason.Cancelled, first.Report.StopReason);
        Assert.Equal(Saved(expected), Saved(second));
    }

    [Fact]
    public void Fit_FromATransformer_GoesOnWithItsModelAndLogsTheDrift()
    {
        var ml = new MLContext(seed: 1);
        var log = new List<string>();
        ml.Log += (_, message) => log.Add(message.Message);
        var first = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { Model = TestData.Model }).Fit(TestData.View(ml, 200));
        var later = TestData.View(ml, 200, seed: 7);
        var estimator = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
        {
            Model = new VaeOptions { Training = new TrainingOptions { Steps = 40, Optimizer = new OptimizerOptions { LearningRate = 5e-4f } } },
        });

        var again = estimator.Fit(later, first);

        Assert.Equal(40, again.Model.Report.Steps);
        Assert.Equal(first.Model.Scaler.Offset.ToArray(), again.Model.Scaler.Offset.ToArray());
        Assert.Equal(TestData.LatentDimension, again.Model.LatentDimension);
        Assert.Contains(log, line => line.Contains("Beside the rows of before: ", StringComparison.Ordinal));
        var path = Path.Combine(folder, "again.zip");
        ml.Model.Save(again, later.Schema, path);
        TestData.AssertClose(
            [.. ml.Data.CreateEnumerable<Scored>(again.Transform(later), false).Select(row => row.Score)],
            [.. ml.Data.CreateEnumerable<Scored>(ml.Model.Load(path, out _).Transform(later), false).Select(row => row.Score)]);
    }

    [Fact]
    public void Fit_FromATransformerWithNewLevels_LearnsThemWhenAsked()
    {
        var ml = new MLContext(seed: 1);
        static Flow[] Flows(string[] levels) => [.. Enumerable.Range(0, 120).Select(i => new Flow { Size = i % levels.Length + (0.01f * (i % 7)), Protocol = levels[i % levels.Length] })];
        var options = new VaeAnomalyDetectionOptions
        {
            InputColumnNames = ["Size", "Protocol"],
            Model = new VaeOptions { Training = new TrainingOptions { Steps = 40 } },
        };
        var first = ml.Vae.DetectAnomalies(options).Fit(ml.Data.LoadFromEnumerable(Flows(["tcp", "udp"])));
        var later = ml.Data.LoadFromEnumerable(Flows(["udp", "icmp", "tcp"]));

        var kept = ml.Vae.DetectAnomalies(options).Fit(later, first);
        var wider = ml.Vae.DetectAnomalies(options with { Continuation = new ContinuedTraining { AddLevels = true } }).Fit(later, first);

        Assert.Equal(first.Model.Columns, kept.Model.Columns);
        Assert.Equal([.. first.Model.Columns!.Columns[1].Levels, "icmp"], wider.Model.Columns!.Columns[1].Levels.AsEnumerable());
        Assert.Equal(120, ml.Data.CreateEnumerable<Scored>(wider.Transform(later), false).Count(row => float.IsFinite(row.Score)));
    }

    /// <summary>Cancelled by what reads, as an application is while a long file goes by.</summary>
    [Fact]
    public void Fit_CancelledWhileLevelsAreRead_SaysThatThereIsNoModel()
    {
        using var source = new CancellationTokenSource();
        var ml = new MLContext(seed: 1);

        var error = Assert.Throws<OperationCanceledException>(() => ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
        {
            InputColumnNames = [nameof(Flow.Protocol), nameof(Flow.Size)],
            CancellationToken = source.Token,
        }).Fit(ml.Data.LoadFromEnumerable(Rows())));

        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Contains("while the levels of the columns were read, so there is no model", error.Message, StringComparison.Ordinal);

        IEnumerable<Flow> Rows()
        {
            for (var i = 0; i < 5000; i++)
            {
                if (i == 2000)
                {
                    source.Cancel();
                }

                yield return new Flow { Size = i % 17, Protocol = i % 2 == 0 ? "tcp" : "udp" };
            }
        }
    }

    private sealed class Flow
    {
        public float Size { get; set; }

        public string Protocol { get; set; } = "";
    }

    private sealed class Scored
    {
        public float Score { get; set; }
    }

    private static VaeModel Fit(CheckpointOptions? checkpoint, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        // A context without a seed draws another one each time.
        var ml = new MLContext();
        return ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
        {
            Model = new VaeOptions { Training = new TrainingOptions { Epochs = 6, BatchSize = 30, Checkpoint = checkpoint } },
            Seed = checkpoint is null ? 0 : null,
            Progress = progress,
            CancellationToken = cancellation,
        }).Fit(ml.Data.LoadFromEnumerable(TestData.Rows(200))).Model;
    }

    private static byte[] Saved(VaeModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private sealed class Stopper(CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Epoch == 3)
            {
                source.Cancel();
            }
        }
    }
}
