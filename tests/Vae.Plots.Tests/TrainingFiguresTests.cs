using Vae.Plots.Tests.Support;

namespace Vae.Plots.Tests;

public sealed class TrainingFiguresTests(Trained trained) : IClassFixture<Trained>
{
    [Fact]
    public void Losses_OfATraining_AreThoseOfItsEpochs()
    {
        var history = trained.Model.Report.History;
        var line = TrainingFigures.Losses(trained.Model.Report).Lines()[0];

        Assert.Equal(history.Select(epoch => ((double)epoch.Epoch, epoch.Loss)), line.Select(point => (point.X, point.Y)));
    }

    [Fact]
    public void Losses_HeldOutRowsAndAnEarlierEpochKept_AreShown()
    {
        var report = trained.Model.Report;
        report = report with { History = [.. report.History.Select(epoch => epoch with { ValidationLoss = epoch.Loss + 1 })], BestEpoch = 1 };
        var figure = TrainingFigures.Losses(report);

        Assert.Equal(["training rows", "of it reconstruction", "held-out rows", "kept: epoch 1"], figure.Legend());
        Assert.Equal(report.History.Select(epoch => epoch.Loss + 1), figure.Lines()[2].Select(point => point.Y));
    }

    [Fact]
    public void Losses_EpochWithoutAFiniteLoss_IsLeftOutAndCounted()
    {
        var report = trained.Model.Report;
        var figure = TrainingFigures.Losses(report with { History = [report.History[0], report.History[1] with { Loss = double.NaN }, .. report.History[2..]] });

        Assert.Equal(report.History.Length - 1, figure.Lines()[0].Length);
        Assert.Equal(["1 epochs without a finite loss are not drawn."], figure.Notes);
        Assert.NotEmpty(figure.ToPng());
    }

    [Fact]
    public void Losses_OneEpoch_IsAPoint()
    {
        var report = trained.Model.Report with { History = [trained.Model.Report.History[0]], BestEpoch = 1 };

        Assert.Equal(8, TrainingFigures.Losses(report).Plot.GetPlottables<ScottPlot.Plottables.Scatter>().First().MarkerSize);
        Assert.NotEmpty(TrainingFigures.Code(report).ToPng());
    }

    [Fact]
    public void Code_OfATraining_HasDimensionsInUseAndKlOnAnAxisOfItsOwn()
    {
        var figure = TrainingFigures.Code(trained.Model.Report);
        var lines = figure.Plot.GetPlottables<ScottPlot.Plottables.Scatter>().ToArray();

        Assert.Equal(trained.Model.Report.History.Select(epoch => (double)epoch.ActiveUnits), figure.Lines()[0].Select(point => point.Y));
        Assert.Equal(trained.Model.Report.History.Select(epoch => epoch.Kl), figure.Lines()[1].Select(point => point.Y));
        Assert.Same(figure.Plot.Axes.Right, lines[1].Axes.YAxis);
    }

    [Fact]
    public void Losses_NoEpochs_SaysSo() => Assert.Contains(
        "tells of no epoch", Assert.Throws<ArgumentException>(() => TrainingFigures.Losses(trained.Model.Report with { History = [] })).Message, StringComparison.Ordinal);
}
