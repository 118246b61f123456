using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Core.Tests.Training;

public sealed class RollbackTests
{
    [Fact]
    public void Train_LossNotFiniteOnce_RepeatsFromTheLastGoodEpochAtATenthOfTheRate()
    {
        // Two steps an epoch; the second step of the third epoch fails.
        var run = Run();
        run.Session.Loss = call => call == 5 ? double.NaN : 10;

        var (_, report) = run.Train();

        Assert.Equal([0L, 1, 2, 3, 4, 5, 4, 5, 6, 7], run.Session.Settings.Select(settings => settings.Step));
        Assert.Equal(
            [0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.05f, 0.05f, 0.05f, 0.05f],
            run.Session.Settings.Select(settings => settings.LearningRate));
        // The same epoch takes the same batches again, from the state it began with.
        Assert.Equal(run.Session.Indices[4..6], run.Session.Indices[6..8]);
        Assert.Equal([0L, 4], run.Session.StepsWritten);
        Assert.Equal((1, 4, 8L), (report.Rollbacks, report.Epochs, report.Steps));
        Assert.Equal([1, 2, 3, 4], report.History.Select(epoch => epoch.Epoch));
        Assert.Contains("went back to the last good epoch", Assert.Single(report.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Train_LossNeverFinite_FailsAndSaysWhere(double loss)
    {
        var run = Run();
        run.Session.Loss = call => call >= 4 ? loss : 10;

        var error = Assert.Throws<TrainingDivergedException>(() => run.Train());

        // Epochs one and two are good; the third is tried once and again after each of three rollbacks.
        Assert.Equal(4 + (4 * 2), run.Session.Settings.Count);
        Assert.Equal(
            "The loss was not a finite number in epoch 3, by step 6, at a learning rate of 0.0005, after 3 returns to the last good epoch at a tenth of the "
            + "rate each; lower Training.Optimizer.LearningRate, set Training.GradientClipNorm, or scale the data.",
            error.Message);
    }

    [Fact]
    public void Train_NoRollbacksAllowed_FailsAtOnce()
    {
        var run = Run(rollbacks: 0);
        run.Session.Loss = _ => double.NaN;

        Assert.Throws<TrainingDivergedException>(() => run.Train());
        Assert.Equal(2, run.Session.Settings.Count);
    }

    [Fact]
    public void Train_ValidationLossNotFinite_RollsBack()
    {
        var run = Run(validationRows: 3);
        var asked = 0;
        run.Session.Validation = _ => ++asked == 2 ? double.PositiveInfinity : 5;

        var (_, report) = run.Train();

        Assert.Equal(1, report.Rollbacks);
        Assert.Equal(4, report.History.Length);
    }

    [Fact]
    public void Train_ParametersNotFinite_RollsBackThoughTheLossIsFinite()
    {
        var run = Run();
        var broken = true;
        run.Session.Parameter = steps => steps == 6 && broken ? float.NaN : 1;
        run.Session.AfterStep = call => broken = call < 6;

        var (parameters, report) = run.Train();

        Assert.Equal(1, report.Rollbacks);
        Assert.All(parameters, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Fit_UnscaledHugeValues_FailsWithWordsInsteadOfNaN()
    {
        var values = Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? 1e38f : -1e38f).ToArray();
        var options = new VaeOptions { Scaling = ScalingKind.None, Training = new TrainingOptions { Steps = 30, BatchSize = 20 } };

        var error = Assert.Throws<TrainingDivergedException>(() => new VaeTrainer(options).Fit(new MemoryRowSource(values, 4)));

        Assert.Contains("in epoch 1, by step 5", error.Message, StringComparison.Ordinal);
        Assert.Contains("or scale the data", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_AbsurdLearningRate_EndsFiniteOrWithWords()
    {
        var values = new float[300 * 5];
        new Children.GeneratedRows(300, 5).OpenReader().Read(values);
        var options = new VaeOptions
        {
            Training = new TrainingOptions { Steps = 60, BatchSize = 30, Optimizer = new OptimizerOptions { LearningRate = 100 } },
        };

        try
        {
            var model = new VaeTrainer(options).Fit(new MemoryRowSource(values, 5));

            Assert.True(RowChecks.IsFinite(model.Parts.Parameters));
            Assert.True(double.IsFinite(model.Report.TrainingLoss));
        }
        catch (TrainingDivergedException error)
        {
            Assert.Contains("lower Training.Optimizer.LearningRate", error.Message, StringComparison.Ordinal);
        }
    }

    private static FakeRun Run(int rollbacks = 3, int validationRows = 0) => new(
        TrainingRunTests.Options(new TrainingOptions
        {
            Epochs = 4,
            BatchSize = 10,
            MaximumRollbacks = rollbacks,
            Optimizer = new OptimizerOptions { LearningRate = 0.5f },
            Schedule = new LearningRateSchedule { Decay = LearningRateDecay.Constant, WarmupSteps = 0 },
        }),
        rows: 20,
        validationRows);
}
