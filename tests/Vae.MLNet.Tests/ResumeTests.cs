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
