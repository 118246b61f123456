using ScottPlot;
using Vae.Plots.Drawing;
using Vae.Reports.Findings;

namespace Vae.Plots;

/// <summary>Draws counted scores as bars, one kind of rows on the other.</summary>
internal static class HistogramPicture
{
    /// <summary>Draws them.</summary>
    /// <param name="histogram">The counts.</param>
    /// <param name="kinds">Names and colours of rows without a label, of normal ones and of anomalies.</param>
    /// <param name="threshold">The threshold; NaN for none.</param>
    /// <param name="unit">Name of the score.</param>
    /// <param name="flagged">Rows above the threshold, of how many.</param>
    /// <param name="notes">What is left out.</param>
    public static Figure Draw(
        ScoreHistogram histogram, (string Name, Color Color)[] kinds, float threshold, string unit, (int Rows, int Of) flagged, IReadOnlyList<string> notes)
    {
        var plot = Theme.NewPlot("Scores", histogram.IsLogarithmic ? $"{unit}, logarithmic" : unit, "rows");
        double At(double score) => histogram.IsLogarithmic ? Math.Log10(score) : score;
        double[] edges = [.. histogram.Edges.Select(At)];
        int[][] counts = [histogram.Unknown, histogram.Normal, histogram.Anomalies];
        var below = new double[edges.Length - 1];
        for (var kind = 0; kind < counts.Length; kind++)
        {
            if (counts[kind].Sum() == 0)
            {
                continue;
            }

            var bars = new List<Bar>();
            for (var bin = 0; bin < below.Length; bin++)
            {
                if (counts[kind][bin] > 0)
                {
                    bars.Add(new Bar
                    {
                        Position = (edges[bin] + edges[bin + 1]) / 2,
                        Size = (edges[bin + 1] - edges[bin]) * 0.96,
                        ValueBase = below[bin],
                        Value = below[bin] + counts[kind][bin],
                        FillColor = kinds[kind].Color,
                        LineWidth = 0,
                    });
                    below[bin] += counts[kind][bin];
                }
            }

            var drawn = plot.Add.Bars(bars);
            drawn.LegendText = $"{kinds[kind].Name}: {Numbers.Whole(counts[kind].Sum())}";
            drawn.Color = kinds[kind].Color;
        }

        var isShown = !float.IsNaN(threshold) && (!histogram.IsLogarithmic || threshold > 0) && float.IsFinite(threshold);
        var share = flagged.Of == 0 ? 0 : (double)flagged.Rows / flagged.Of;
        if (isShown)
        {
            var line = plot.Add.VerticalLine(At(threshold), 2, Theme.Threshold);
            line.LegendText = $"threshold {Numbers.Short(threshold)}: {Numbers.Percent(share)} flagged";
        }

        if (histogram.IsLogarithmic)
        {
            var (places, names) = Numbers.LogarithmicTicks(edges[0], edges[^1]);
            Theme.SetTicks(plot.Axes.Bottom, places, names);
        }

        plot.ShowLegend(Alignment.UpperRight);
        var margin = 0.02 * (edges[^1] - edges[0]);
        plot.Axes.SetLimits(edges[0] - margin, edges[^1] + margin, 0, Math.Max(1, below.Max()) * 1.08);
        return new Figure(
            plot,
            $"Scores of {Numbers.Whole(flagged.Of)} rows{(isShown ? $"; {Numbers.Whole(flagged.Rows)} of them, {Numbers.Percent(share)}, are above the threshold {Numbers.Short(threshold)}" : "")}.",
            notes);
    }
}
