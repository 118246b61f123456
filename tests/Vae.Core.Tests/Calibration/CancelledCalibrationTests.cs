using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Tests.Children;

namespace Vae.Core.Tests.Calibration;

/// <summary>Who cancels does not wait for a calibration on all rows.</summary>
public sealed class CancelledCalibrationTests : IDisposable
{
    private const int Columns = 6;
    private const int Rows = 6000;
    private const int Epochs = 3;

    private readonly string folder = Directory.CreateTempSubdirectory("vae-cancelled-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(Epochs)]
    public void Fit_CancelledInTrainingOrBehindItsLastEpoch_CalibratesOnFewRowsAndSaysSo(int epoch)
    {
        var model = Cancelled(Options(), epoch);

        Assert.Equal(StopReason.Cancelled, model.Report.StopReason);
        Assert.Contains(model.Report.Warnings, warning => warning.Contains("calibrated on 1,000 of 6,000 rows", StringComparison.Ordinal));
        Assert.InRange(model.Report.FlaggedRate!.Rate, 0.02, 0.3);
        Assert.All(Scores(model), score => Assert.True(float.IsFinite(score)));
    }

    [Fact]
    public void Fit_CancelledBehindItsLastEpoch_HasTheNetworkOfAWholeRun()
    {
        var (cancelled, whole) = (Cancelled(Options(), Epochs), new VaeTrainer(Options()).Fit(Source()));

        Assert.Equal(whole.Parts.Parameters, cancelled.Parts.Parameters);
        Assert.Equal(StopReason.Completed, whole.Report.StopReason);
        Assert.DoesNotContain(whole.Report.Warnings, warning => warning.Contains("cancelled", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_CancelledBehindItsLastEpochAndFittedAgain_GivesTheFileOfAWholeRun()
    {
        var checkpoint = new CheckpointOptions { Path = Path.Combine(folder, "run.ckpt") };
        var options = Options() with { Training = Options().Training with { Checkpoint = checkpoint } };
        Cancelled(options, Epochs);

        var again = new VaeTrainer(options).Fit(Source());

        Assert.Equal(Saved(new VaeTrainer(Options()).Fit(Source())), Saved(again));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Fit_CancelledWhileRowsAreReadAnew_ReturnsTheBestSoFarAndGoesOn(int pass)
    {
        var training = new TrainingOptions { Epochs = 4, BatchSize = 4000, MemoryBudgetBytes = 1 << 20 };
        var plain = Options() with { Training = training };
        var rows = new GeneratedRows(60_000, Columns);
        var options = plain with { Training = training with { Checkpoint = new CheckpointOptions { Path = Path.Combine(folder, "run.ckpt") } } };
        using (var source = new CancellationTokenSource())
        {
            var few = new CancellingRows(rows, source, pass);
            if (pass == 1)
            {
                Assert.ThrowsAny<OperationCanceledException>(() => new VaeTrainer(options).Fit(few, cancellationToken: source.Token));
            }
            else
            {
                try
                {
                    Assert.Equal(StopReason.Cancelled, new VaeTrainer(options).Fit(few, cancellationToken: source.Token).Report.StopReason);
                }
                catch (OperationCanceledException)
                {
                    // In a pass before the first step.
                    Assert.True(pass < 6);
                }
            }
        }

        Assert.Equal(Saved(new VaeTrainer(plain).Fit(rows)), Saved(new VaeTrainer(options).Fit(rows)));
    }

    private static VaeOptions Options() => new()
    {
        Network = new NetworkOptions { HiddenLayers = [9], LatentDimension = 2 },
        Training = new TrainingOptions { Epochs = Epochs, BatchSize = 200 },
    };

    private static GeneratedRows Source() => new(Rows, Columns);

    private static VaeModel Cancelled(VaeOptions options, int epoch)
    {
        using var source = new CancellationTokenSource();
        return new VaeTrainer(options).Fit(Source(), new Stopper(epoch, source), source.Token);
    }

    private static float[] Scores(VaeModel model)
    {
        var values = new float[Rows * Columns];
        Source().OpenReader().Read(values);
        var scores = new float[Rows];
        model.Score(values, scores);
        return scores;
    }

    private static byte[] Saved(VaeModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private sealed class Stopper(int epochs, CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.IsEpochEnd && value.Epoch >= epochs)
            {
                source.Cancel();
            }
        }
    }

    /// <summary>Cancels in the middle of a pass, and goes on as if nothing had happened.</summary>
    private sealed class CancellingRows(IRowSource rows, CancellationTokenSource source, int pass) : IRowSource
    {
        private int passes;

        public int ColumnCount => rows.ColumnCount;

        public IReadOnlyList<string>? ColumnNames => null;

        public long? RowCount => null;

        public IRowReader OpenReader() => new Reader(rows.OpenReader(), ++passes == pass ? source : null);

        private sealed class Reader(IRowReader inner, CancellationTokenSource? source) : IRowReader
        {
            public long Position => inner.Position;

            public int Read(Span<float> rows)
            {
                var read = inner.Read(rows);
                if (inner.Position > 20_000)
                {
                    source?.Cancel();
                }

                return read;
            }

            public void Dispose() => inner.Dispose();
        }
    }
}
