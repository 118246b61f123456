using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;

namespace Vae.Core.Tests.Training;

public sealed class CancellationTests
{
    [Fact]
    public void Train_CancelledInTheMiddle_ReturnsWhatItHas()
    {
        using var cancellation = new CancellationTokenSource();
        var run = new FakeRun(TrainingRunTests.Options(new TrainingOptions { Epochs = 5, BatchSize = 10 }), rows: 30);
        run.Session.AfterStep = call => Cancel(cancellation, call == 6);

        var (parameters, report) = run.Train(cancellation: cancellation.Token);

        Assert.Equal(StopReason.Cancelled, report.StopReason);
        Assert.Equal((3, 7L), (report.Epochs, report.Steps));
        Assert.Equal(7, parameters[0]);
        Assert.Equal(10, report.TrainingLoss);
        Assert.Contains("cancelled after 7 of 15 steps", Assert.Single(report.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Train_CancelledUnderEarlyStopping_ReturnsTheBestSoFar()
    {
        using var cancellation = new CancellationTokenSource();
        var training = new TrainingOptions { Epochs = 9, BatchSize = 10, EarlyStopping = new EarlyStoppingOptions { Patience = 5 } };
        var run = new FakeRun(TrainingRunTests.Options(training), rows: 20, validationRows: 3);
        run.Session.Validation = steps => steps == 4 ? 1 : 2;
        run.Session.AfterStep = call => Cancel(cancellation, call == 8);

        var (parameters, report) = run.Train(cancellation: cancellation.Token);

        Assert.Equal(StopReason.Cancelled, report.StopReason);
        Assert.Equal((2, 4), (report.BestEpoch, (int)parameters[0]));
        Assert.Equal(1, report.ValidationLoss);
    }

    [Fact]
    public void Train_CancelledWithBrokenParameters_ReturnsThoseOfTheLastGoodEpoch()
    {
        using var cancellation = new CancellationTokenSource();
        var run = new FakeRun(TrainingRunTests.Options(new TrainingOptions { Epochs = 5, BatchSize = 10 }), rows: 20);
        run.Session.Parameter = steps => steps >= 5 ? float.NaN : 1;
        run.Session.Loss = call => call >= 4 ? double.NaN : 10;
        run.Session.AfterStep = call => Cancel(cancellation, call == 4);

        var (parameters, report) = run.Train(cancellation: cancellation.Token);

        Assert.Equal(4, parameters[0]);
        Assert.Equal(1, parameters[1]);
        Assert.Equal(10, report.TrainingLoss);
    }

    [Fact]
    public void Train_CancelledByTheLastStep_IsComplete()
    {
        using var cancellation = new CancellationTokenSource();
        var run = new FakeRun(TrainingRunTests.Options(new TrainingOptions { Epochs = 2, BatchSize = 10 }), rows: 20);
        run.Session.AfterStep = call => Cancel(cancellation, call == 3);

        var (_, report) = run.Train(cancellation: cancellation.Token);

        Assert.Equal(StopReason.Completed, report.StopReason);
        Assert.Equal(4, report.Steps);
    }

    [Fact]
    public void Train_CancelledBeforeTheFirstStep_ThrowsAndSaysWhy()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        var run = new FakeRun(TrainingRunTests.Options(new TrainingOptions { Epochs = 2, BatchSize = 10 }), rows: 20);

        var error = Assert.Throws<OperationCanceledException>(() => run.Train(cancellation: cancellation.Token));

        Assert.Contains("before its first step", error.Message, StringComparison.Ordinal);
        Assert.Equal(cancellation.Token, error.CancellationToken);
    }

    [Fact]
    public void Fit_CancelledAlready_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(
            () => new VaeTrainer().Fit(new MemoryRowSource(new float[400], 4), cancellationToken: cancellation.Token));
    }

    [Fact]
    public void Fit_CancelledWhileReadingRows_Throws()
    {
        using var cancellation = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(
            () => new VaeTrainer().Fit(new EndlessRows(cancellation), cancellationToken: cancellation.Token));
    }

    [Fact]
    public void Fit_CancelledFromAProgressEvent_ReturnsAModelThatScores()
    {
        using var cancellation = new CancellationTokenSource();
        var values = new float[300 * 5];
        new Children.GeneratedRows(300, 5).OpenReader().Read(values);

        var model = new VaeTrainer().Fit(new MemoryRowSource(values, 5), new CancelAfter(cancellation, 2), cancellation.Token);

        var scores = new float[300];
        model.Score(values, scores);
        Assert.Equal(StopReason.Cancelled, model.Report.StopReason);
        Assert.Equal(6, model.Report.Steps);
        Assert.All(scores, score => Assert.True(float.IsFinite(score)));
    }

    private static void Cancel(CancellationTokenSource source, bool now)
    {
        if (now)
        {
            source.Cancel();
        }
    }

    private sealed class CancelAfter(CancellationTokenSource source, int epochs) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => Cancel(source, value.IsEpochEnd && value.Epoch == epochs);
    }

    private sealed class EndlessRows(CancellationTokenSource cancellation) : IRowSource, IRowReader
    {
        public int ColumnCount => 3;

        public IReadOnlyList<string>? ColumnNames => null;

        public long? RowCount => null;

        public long Position { get; private set; }

        public IRowReader OpenReader() => this;

        public int Read(Span<float> rows)
        {
            rows.Fill(1);
            Position += rows.Length / 3;
            Cancel(cancellation, Position > 100_000);
            return rows.Length / 3;
        }

        public void Dispose()
        {
        }
    }
}
