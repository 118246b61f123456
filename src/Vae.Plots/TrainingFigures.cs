using ScottPlot;
using Vae.Core.Reports;
using Vae.Plots.Drawing;

namespace Vae.Plots;

/// <summary>How training went, epoch by epoch, from a model's <see cref="Core.Models.VaeModel.Report"/>.</summary>
public static class TrainingFigures
{
    /// <summary>The loss of each epoch, its reconstruction part, and the loss of held-out rows where there are some; nats a row.</summary>
    /// <param name="report">What happened in training. Of an ensemble it is that of the first network.</param>
    /// <returns>The picture. Epochs without a finite loss are not drawn, and a note says how many. A line marks the epoch whose parameters were kept, where it is not the last.</returns>
    /// <exception cref="ArgumentException">There are no epochs.</exception>
    public static Figure Losses(TrainingReport report)
    {
        var history = Epochs(report);
        var plot = Theme.NewPlot("Loss in training", "epoch", "loss, nats a row");
        var left = history.Count(epoch => !double.IsFinite(epoch.Loss));
        Line(plot, "training rows", history, epoch => epoch.Loss, Theme.Normal);
        if (history.Any(epoch => epoch.Kl > 0))
        {
            Line(plot, "of it reconstruction", history, epoch => epoch.Reconstruction, Theme.Unknown, LinePattern.Dashed);
        }

        if (history.Any(epoch => epoch.ValidationLoss is not null))
        {
            Line(plot, "held-out rows", history, epoch => epoch.ValidationLoss, Theme.Anomaly);
        }

        if (report.BestEpoch != history[^1].Epoch)
        {
            var best = plot.Add.VerticalLine(report.BestEpoch, 1.5f, Theme.Quiet, LinePattern.Dotted);
            best.LegendText = Invariant($"kept: epoch {report.BestEpoch}");
        }

        plot.ShowLegend(Alignment.UpperRight);
        Integers(plot, history);
        return new Figure(
            plot,
            $"Training loss from {Numbers.Short(history[0].Loss)} to {Numbers.Short(history[^1].Loss)} nats a row in {Numbers.Whole(history[^1].Epoch)} epochs.",
            left == 0 ? [] : [$"{Numbers.Whole(left)} epochs without a finite loss are not drawn."]);
    }

    /// <summary>How much of the code is in use after each epoch: latent dimensions, and the KL of the code to the prior, nats a row, on an axis of its own.</summary>
    /// <param name="report">What happened in training. Of an ensemble it is that of the first network.</param>
    /// <exception cref="ArgumentException">There are no epochs.</exception>
    public static Figure Code(TrainingReport report)
    {
        var history = Epochs(report);
        var latent = report.KlPerDimension.Length;
        var plot = Theme.NewPlot("The code in training", "epoch", Invariant($"dimensions in use, of {latent}"));
        var active = plot.Add.ScatterLine(history.Select(epoch => (double)epoch.Epoch).ToArray(), history.Select(epoch => (double)epoch.ActiveUnits).ToArray(), Theme.Anomaly);
        active.ConnectStyle = ConnectStyle.StepHorizontal;
        active.LineWidth = 2.5f;
        active.LegendText = "dimensions in use";
        if (history.Length == 1)
        {
            active.MarkerSize = 8;
        }

        var kl = history.Max(epoch => double.IsFinite(epoch.Kl) ? epoch.Kl : 0);
        if (kl > 0)
        {
            var line = Line(plot, "KL (right)", history, epoch => epoch.Kl, Theme.Normal);
            line.Axes.YAxis = plot.Axes.Right;
            plot.Axes.Right.FrameLineStyle.Width = 1;
            plot.Axes.Right.Label.Text = "KL, nats a row";
            Theme.Dress(plot.Axes.Right);
            plot.Axes.SetLimitsY(0, kl * 1.08, plot.Axes.Right);
        }

        plot.ShowLegend(Alignment.LowerRight);
        Integers(plot, history);
        plot.Axes.SetLimitsY(0, latent * 1.04);
        return new Figure(
            plot,
            Invariant($"{history[^1].ActiveUnits} of {latent}") + $" latent dimensions in use after {Numbers.Whole(history[^1].Epoch)} epochs{(kl > 0 ? $", KL {Numbers.Short(history[^1].Kl)} nats a row" : "")}.",
            []);
    }

    private static EpochReport[] Epochs(TrainingReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.History.IsDefaultOrEmpty
            ? throw new ArgumentException("The report of training tells of no epoch, so that there is no curve to draw; train the model for one at least.", nameof(report))
            : [.. report.History];
    }

    private static ScottPlot.Plottables.Scatter Line(
        Plot plot, string name, EpochReport[] history, Func<EpochReport, double?> value, Color color, LinePattern? pattern = null)
    {
        var points = history.Select(epoch => (X: (double)epoch.Epoch, Y: value(epoch))).Where(point => point.Y is { } y && double.IsFinite(y)).ToArray();
        var line = plot.Add.ScatterLine(points.Select(point => point.X).ToArray(), points.Select(point => point.Y!.Value).ToArray(), color);
        line.LineWidth = 2.5f;
        line.LinePattern = pattern ?? LinePattern.Solid;
        line.LegendText = name;
        if (points.Length == 1)
        {
            line.MarkerSize = 8;
        }

        return line;
    }

    /// <summary>Epochs are whole, and the axis has them all.</summary>
    private static void Integers(Plot plot, EpochReport[] history)
    {
        var ticks = Theme.Numeric();
        ticks.IntegerTicksOnly = true;
        plot.Axes.Bottom.TickGenerator = ticks;
        var (first, last) = (history[0].Epoch, history[^1].Epoch);
        plot.Axes.SetLimitsX(first == last ? first - 1 : first, first == last ? last + 1 : last);
    }
}
