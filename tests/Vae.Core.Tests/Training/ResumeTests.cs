using Vae.Core.Options;
using Vae.Core.Reports;

namespace Vae.Core.Tests.Training;

/// <summary>Runs that go on from a checkpoint, over a session without arithmetic.</summary>
public sealed class ResumeTests
{
    private const int Steps = 21;

    public static TheoryData<int, int> Moments
    {
        get
        {
            var moments = new TheoryData<int, int>();
            for (var step = 0; step < Steps; step++)
            {
                moments.Add(step, 1 + (step % 4));
            }

            return moments;
        }
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void Train_FromACheckpoint_TakesTheStepsThatWereLeft(int stop, int every)
    {
        var (whole, expected) = Whole();
        var checkpoint = new MemoryCheckpoint(every);
        var first = Run();
        first.Session.AfterStep = call => Stop(call == stop);
        Assert.Throws<InvalidOperationException>(() => first.Train(checkpoint));
        var at = (int)checkpoint.Run!.Position.Step;

        var second = Run();
        var (parameters, report) = second.Train(checkpoint);

        Assert.InRange(at, stop - every + 1, stop);
        Assert.Equal(whole.Session.Settings.Skip(at), second.Session.Settings);
        Assert.Equal(whole.Session.Indices.Skip(at), second.Session.Indices);
        Same(expected, (parameters, report));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(9)]
    [InlineData(10)]
    public void Train_FromACheckpointAfterARollback_KeepsTheLowerRateAndTheCount(int stop)
    {
        static double Loss(int call) => call == 5 ? double.NaN : 10;
        var whole = Run();
        whole.Session.Loss = Loss;
        var expected = whole.Train();
        var checkpoint = new MemoryCheckpoint(1);
        var first = Run();
        first.Session.Loss = Loss;
        first.Session.AfterStep = call => Stop(call == stop);
        Assert.Throws<InvalidOperationException>(() => first.Train(checkpoint));

        var second = Run();
        var actual = second.Train(checkpoint);

        Assert.Equal(1, actual.Report.Rollbacks);
        Assert.Equal(whole.Session.Settings.Skip(stop), second.Session.Settings);
        Same(expected, actual);
    }

    [Fact]
    public void Train_FromACheckpointWithEarlyStopping_StopsWhereItWouldHave()
    {
        static double Validation(int steps) => steps < 9 ? 20 - steps : 11 + (steps * 0.1);
        static FakeRun Stopping()
        {
            var run = new FakeRun(
                TrainingRunTests.Options(new TrainingOptions { Epochs = 30, BatchSize = 10, EarlyStopping = new EarlyStoppingOptions { Patience = 3 } }), rows: 25, validationRows: 3);
            run.Session.Validation = Validation;
            return run;
        }

        var expected = Stopping().Train();
        for (var stop = 0; stop < expected.Report.Steps; stop++)
        {
            var checkpoint = new MemoryCheckpoint(1);
            var first = Stopping();
            first.Session.AfterStep = call => Stop(call == stop);
            Assert.Throws<InvalidOperationException>(() => first.Train(checkpoint));

            Same(expected, Stopping().Train(checkpoint));
        }

        Assert.Equal(StopReason.EarlyStopped, expected.Report.StopReason);
    }

    [Fact]
    public void Train_Cancelled_WritesWhereItStands()
    {
        var (_, expected) = Whole();
        var checkpoint = new MemoryCheckpoint(1000);
        using var source = new CancellationTokenSource();
        var first = Run();
        first.Session.AfterStep = call =>
        {
            if (call == 10)
            {
                source.Cancel();
            }
        };

        var (_, cancelled) = first.Train(checkpoint, source.Token);

        Assert.Equal(StopReason.Cancelled, cancelled.StopReason);
        Assert.Equal(11, checkpoint.Run!.Position.Step);
        Same(expected, Run().Train(checkpoint));
    }

    [Fact]
    public void Train_CheckpointBeyondTheRun_IsRefused()
    {
        var checkpoint = new MemoryCheckpoint(1);
        var first = Run();
        first.Session.AfterStep = call => Stop(call == 12);
        Assert.Throws<InvalidOperationException>(() => first.Train(checkpoint));

        var shorter = new FakeRun(TrainingRunTests.Options(new TrainingOptions { Steps = 5, BatchSize = 10 }), rows: 25);
        var error = Assert.Throws<CheckpointException>(() => shorter.Train(checkpoint));

        Assert.Contains("stands at step 12", error.Message, StringComparison.Ordinal);
    }

    private static FakeRun Run()
    {
        var run = new FakeRun(TrainingRunTests.Options(new TrainingOptions { Steps = Steps, BatchSize = 10 }), rows: 25);
        run.Session.Loss = call => 10;
        return run;
    }

    private static (FakeRun Run, (float[] Parameters, TrainingReport Report) Result) Whole()
    {
        var run = Run();
        return (run, run.Train());
    }

    private static void Stop(bool here)
    {
        if (here)
        {
            throw new InvalidOperationException("The process ends here.");
        }
    }

    private static void Same((float[] Parameters, TrainingReport Report) expected, (float[] Parameters, TrainingReport Report) actual)
    {
        Assert.Equal(expected.Parameters, actual.Parameters);
        Assert.Equal(expected.Report.History.AsEnumerable(), actual.Report.History.AsEnumerable());
        Assert.Equal(
            (expected.Report.StopReason, expected.Report.Epochs, expected.Report.Steps, expected.Report.BestEpoch, expected.Report.Rollbacks),
            (actual.Report.StopReason, actual.Report.Epochs, actual.Report.Steps, actual.Report.BestEpoch, actual.Report.Rollbacks));
        Assert.Equal(expected.Report.Warnings.AsEnumerable(), actual.Report.Warnings.AsEnumerable());
    }
}
