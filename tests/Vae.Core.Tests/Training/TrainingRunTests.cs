using Vae.Core.Options;
using Vae.Core.Reports;

namespace Vae.Core.Tests.Training;

/// <summary>Epochs, batches, schedules and progress of the loop, over a session without arithmetic.</summary>
public sealed class TrainingRunTests
{
    [Fact]
    public void Train_ByEpochs_TakesAllRowsInEachAndEndsWithASmallerBatch()
    {
        var run = new FakeRun(Options(new TrainingOptions { Epochs = 3, BatchSize = 10 }), rows: 25);

        var (_, report) = run.Train();

        Assert.Equal([10, 10, 5, 10, 10, 5, 10, 10, 5], run.Session.Indices.Select(batch => batch.Length));
        foreach (var epoch in run.Session.Indices.Chunk(3))
        {
            Assert.Equal(Enumerable.Range(0, 25), epoch.SelectMany(batch => batch).Order());
        }

        Assert.Equal((3, 9L, 25L), (report.Epochs, report.Steps, report.TrainingRows));
        Assert.Equal(StopReason.Completed, report.StopReason);
        Assert.Equal(3, report.History.Length);
    }

    [Fact]
    public void Train_EachEpoch_HasAnOrderOfItsOwn()
    {
        var run = new FakeRun(Options(new TrainingOptions { Epochs = 2, BatchSize = 50 }), rows: 50);

        run.Train();

        Assert.NotEqual(run.Session.Indices[0], run.Session.Indices[1]);
        Assert.NotEqual(Enumerable.Range(0, 50), run.Session.Indices[0]);
    }

    [Fact]
    public void Train_BySteps_CutsTheLastEpochShort()
    {
        var run = new FakeRun(Options(new TrainingOptions { Steps = 7, BatchSize = 10 }), rows: 25);

        var (_, report) = run.Train();

        Assert.Equal(7, run.Session.Settings.Count);
        Assert.Equal((3, 7L), (report.Epochs, report.Steps));
    }

    [Fact]
    public void Train_Always_NumbersStepsFromZero()
    {
        var run = new FakeRun(Options(new TrainingOptions { Steps = 40, BatchSize = 10 }), rows: 25);

        run.Train();

        Assert.Equal(Enumerable.Range(0, 40).Select(step => (long)step), run.Session.Settings.Select(settings => settings.Step));
        Assert.All(run.Session.Settings, settings => Assert.Null(settings.Injection));
    }

    [Fact]
    public void Train_KlWarmup_RaisesTheWeightInAStraightLine()
    {
        var options = Options(new TrainingOptions { Steps = 20, BatchSize = 10 }) with
        {
            Objective = new ObjectiveOptions { KlWeight = 2, KlWarmupSteps = 8 },
        };
        var run = new FakeRun(options, rows: 25);

        run.Train();

        Assert.Equal(
            Enumerable.Range(0, 20).Select(step => Math.Min(2f, step * 0.25f)),
            run.Session.Settings.Select(settings => settings.KlWeight));
    }

    [Fact]
    public void Train_NoWarmup_HasTheFullWeightFromTheStart()
    {
        var run = new FakeRun(Options(new TrainingOptions { Steps = 5, BatchSize = 10 }), rows: 25);

        run.Train();

        Assert.All(run.Session.Settings, settings => Assert.Equal(1, settings.KlWeight));
    }

    [Fact]
    public void Train_Schedule_SetsTheRateOfEachStep()
    {
        var training = new TrainingOptions
        {
            Steps = 100,
            BatchSize = 10,
            Optimizer = new OptimizerOptions { LearningRate = 0.5f },
            Schedule = new LearningRateSchedule { Decay = LearningRateDecay.Linear, WarmupSteps = 4 },
        };
        var run = new FakeRun(Options(training), rows: 25);

        run.Train();

        var rates = run.Session.Settings.Select(settings => settings.LearningRate).ToArray();
        Assert.Equal([0.125f, 0.25f, 0.375f, 0.5f, 0.5f], rates[..5]);
        Assert.Equal(0.5 * (1 - (95 / 96.0)), rates[99], 1e-7);
    }

    [Fact]
    public void Train_Report_HoldsTheMeansOfEachEpoch()
    {
        var run = new FakeRun(Options(new TrainingOptions { Epochs = 2, BatchSize = 10 }), rows: 25);
        run.Session.Loss = call => call < 3 ? 8 : 4;

        var (_, report) = run.Train();

        Assert.Equal([8, 4], report.History.Select(epoch => epoch.Loss));
        Assert.Equal([6, 3], report.History.Select(epoch => epoch.Reconstruction));
        Assert.Equal([2, 1], report.History.Select(epoch => epoch.Kl));
        Assert.Equal((4, 3, 1), (report.TrainingLoss, report.Reconstruction, report.Kl));
        Assert.Equal("fake", report.Engine);
        Assert.Equal((1, 2), (report.ActiveUnits, report.BestEpoch));
        Assert.Null(report.ValidationLoss);
        Assert.Empty(report.Warnings);
    }

    [Fact]
    public void Train_Progress_EndsEachEpochWithFiniteNumbersThatGrow()
    {
        var run = new FakeRun(Options(new TrainingOptions { Epochs = 4, BatchSize = 10 }), rows: 25, validationRows: 5);

        run.Train();

        Assert.Equal([1, 2, 3, 4], run.Progress.Where(at => at.IsEpochEnd).Select(at => at.Epoch));
        Assert.Equal([3L, 6, 9, 12], run.Progress.Where(at => at.IsEpochEnd).Select(at => at.Step));
        Assert.Equal(run.Progress.Select(at => at.Step).Order(), run.Progress.Select(at => at.Step));
        Assert.Equal(run.Progress.Select(at => at.Elapsed).Order(), run.Progress.Select(at => at.Elapsed));
        Assert.All(run.Progress, at =>
        {
            Assert.Equal((4, 12L), (at.TotalEpochs, at.TotalSteps));
            Assert.True(double.IsFinite(at.Loss + at.Reconstruction + at.Kl + at.LearningRate + at.RowsPerSecond));
            Assert.Equal((10, 7.5, 2.5), (at.Loss, at.Reconstruction, at.Kl));
            Assert.Equal(5, at.ValidationLoss);
            Assert.Equal(1, at.ActiveUnits);
            Assert.True(at.Remaining >= TimeSpan.Zero);
        });
        Assert.Equal(TimeSpan.Zero, run.Progress[^1].Remaining);
    }

    [Fact]
    public void Train_LookedAtInTheMiddleOfAnEpoch_HasTheLossesOfOneLeftAlone()
    {
        // Losses whose sum in double is another one where it is made of two halves.
        static FakeRun Run() => new(Options(new TrainingOptions { Epochs = 1, BatchSize = 1 }), rows: 12) { Session = { Loss = call => 0.1 * (call + 1) } };
        var alone = Run();
        var watched = Run();
        watched.Session.AfterStep = call => Thread.Sleep(call is 4 or 7 ? 600 : 0);

        var (expected, actual) = (alone.Train().Report, watched.Train().Report);

        Assert.Contains(watched.Progress, progress => !progress.IsEpochEnd);
        Assert.DoesNotContain(alone.Progress, progress => !progress.IsEpochEnd);
        Assert.Equal(expected.History.AsEnumerable(), actual.History.AsEnumerable());
        Assert.Equal((expected.TrainingLoss, expected.Reconstruction, expected.Kl), (actual.TrainingLoss, actual.Reconstruction, actual.Kl));
    }

    [Fact]
    public void Train_LongEpoch_ReportsInBetweenWithoutActiveUnits()
    {
        var run = new FakeRun(Options(new TrainingOptions { Epochs = 1, BatchSize = 1 }), rows: 3);
        run.Session.AfterStep = _ => Thread.Sleep(520);

        run.Train();

        var between = run.Progress.Where(at => !at.IsEpochEnd).ToArray();
        Assert.NotEmpty(between);
        Assert.All(between, at => Assert.True(at.ActiveUnits is null && at.ValidationLoss is null && at.Loss == 10));
        Assert.True(between[0].Remaining > TimeSpan.Zero);
    }

    internal static VaeOptions Options(TrainingOptions training) => new() { Training = training };
}
