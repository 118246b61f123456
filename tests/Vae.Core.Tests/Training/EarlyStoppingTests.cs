using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Tests.Children;
using Vae.Core.Training;

namespace Vae.Core.Tests.Training;

public sealed class EarlyStoppingTests
{
    private static readonly double[] Losses = [9, 7, 4, 6, 5, 4.5, 3, 3, 3];

    [Fact]
    public void Train_LossNoLongerFalls_StopsAfterPatienceWithTheBestParameters()
    {
        var run = Run(new EarlyStoppingOptions { Patience = 3 });

        var (parameters, report) = run.Train();

        Assert.Equal(StopReason.EarlyStopped, report.StopReason);
        Assert.Equal((6, 3), (report.Epochs, report.BestEpoch));
        // Two steps an epoch: the best epoch ended after six.
        Assert.Equal(6, parameters[0]);
        Assert.Equal(4, report.ValidationLoss);
        Assert.Equal(Losses[..6], report.History.Select(epoch => epoch.ValidationLoss!.Value));
    }

    [Fact]
    public void Train_EnoughPatience_ReachesTheLaterMinimum()
    {
        var (parameters, report) = Run(new EarlyStoppingOptions { Patience = 4 }).Train();

        Assert.Equal(StopReason.Completed, report.StopReason);
        Assert.Equal((9, 7), (report.Epochs, report.BestEpoch));
        Assert.Equal(14, parameters[0]);
        Assert.Equal(3, report.ValidationLoss);
    }

    [Fact]
    public void Train_ImprovementBelowTheMinimum_DoesNotCount()
    {
        var (_, report) = Run(new EarlyStoppingOptions { Patience = 3, MinimumImprovement = 3.5f }).Train();

        // 9, then 4 is the first to lie 3.5 below; nothing after it does.
        Assert.Equal((6, 3), (report.Epochs, report.BestEpoch));
    }

    [Fact]
    public void Train_WithoutEarlyStopping_KeepsTheLastParameters()
    {
        var (parameters, report) = Run(null).Train();

        Assert.Equal((9, 9), (report.Epochs, report.BestEpoch));
        Assert.Equal(18, parameters[0]);
        Assert.Equal(3, report.ValidationLoss);
    }

    [Fact]
    public void Fit_EarlyStoppingOnRealRows_ReturnsTheModelOfTheBestEpoch()
    {
        var values = new float[120 * 6];
        new GeneratedRows(120, 6).OpenReader().Read(values);
        var options = new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [64], LatentDimension = 4 },
            Training = new TrainingOptions
            {
                Epochs = 400,
                BatchSize = 16,
                ValidationFraction = 0.3f,
                Optimizer = new OptimizerOptions { LearningRate = 0.02f },
                EarlyStopping = new EarlyStoppingOptions { Patience = 6 },
            },
            Seed = 2,
        };
        var source = new MemoryRowSource(values, 6);

        var model = new VaeTrainer(options).Fit(source);

        var best = model.Report.History.Min(epoch => epoch.ValidationLoss);
        Assert.Equal(StopReason.EarlyStopped, model.Report.StopReason);
        Assert.Equal(best, model.Report.History[model.Report.BestEpoch - 1].ValidationLoss);
        Assert.Equal(best!.Value, model.Report.ValidationLoss!.Value, 1e-9);
        // The same rows through the finished model, in raw units, under the same noise.
        var filter = new RowFilter(InvalidRowPolicy.Error, 0.3f, options.Seed, null);
        var held = values.Chunk(6).Where((row, i) => filter.Decide(row, i) == RowUse.Validation).SelectMany(row => row).ToArray();
        Assert.Equal(model.Report.ValidationRows, held.Length / 6);
        Assert.Equal(best.Value, model.NegativeElbo(new MemoryRowSource(held, 6), seed: options.Seed), 1e-4);
    }

    private static FakeRun Run(EarlyStoppingOptions? stopping)
    {
        var run = new FakeRun(
            TrainingRunTests.Options(new TrainingOptions { Epochs = 9, BatchSize = 10, EarlyStopping = stopping, ValidationFraction = 0.1f }),
            rows: 20,
            validationRows: 4);
        run.Session.Validation = steps => Losses[(steps / 2) - 1];
        return run;
    }
}
