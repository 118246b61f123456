using ScottPlot;
using Vae.Core.Explanations;
using Vae.Core.Models;
using Vae.Plots.Drawing;
using Vae.Reports.Findings;

namespace Vae.Plots;

/// <summary>Why a row has its score.</summary>
public static class ContributionFigures
{
    private const int LineHeight = 40;

    /// <summary>The columns with the largest parts of a row's score, as bars, each with its value and what was expected; the others together in a last bar.</summary>
    /// <param name="explanation">The explanation, of <see cref="VaeModel.Explain(ReadOnlySpan{float})"/>.</param>
    /// <param name="model">The model that explained the row.</param>
    /// <param name="columns">Columns with a bar of their own, 1 to 24, default 10.</param>
    /// <returns>The picture. Parts are in the unit of the score and add up to it.</returns>
    /// <exception cref="ArgumentException">The row has another number of features than the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of columns is out of range.</exception>
    public static Figure Bars(RowExplanation explanation, VaeModel model, int columns = 10)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, StrangeRow.MostParts);
        if (explanation.Features.Length != model.InputDimension)
        {
            throw new ArgumentException(
                Invariant($"The explained row has {explanation.Features.Length} features but the model {model.InputDimension}; pass the model that explained it."), nameof(explanation));
        }

        return Bars(StrangeRow.Of(model, 0, "", explanation, null), explanation.Threshold, model, columns, "Why this row has its score");
    }

    internal static Figure Bars(StrangeRow row, float threshold, VaeModel model, int columns, string title)
    {
        if (!float.IsFinite(row.Score))
        {
            throw new ArgumentException(float.IsNaN(row.Score)
                ? "The row has no score, so that there are no parts of it to draw; look at its values that are not numbers."
                : "The row's score is infinite, so that its parts are no bars; look at its values far outside the training range.");
        }

        var shown = row.Parts.Take(columns).ToArray();
        var rest = row.Parts.Skip(columns).Sum(part => part.Part) + row.OthersPart;
        var others = row.Parts.Length - shown.Length + row.Others;
        var names = shown.Select(part => Describe(NameOf(model, part.Column), part)).ToList();
        var parts = shown.Select(part => part.Part).ToList();
        if (others > 0)
        {
            names.Add(Invariant($"{others} other {(others == 1 ? "column" : "columns")}"));
            parts.Add(rest);
        }

        var plot = Theme.NewPlot($"{title}: {Numbers.Short(row.Score)}, threshold {Numbers.Short(threshold)}", "part of the score", "");
        var (low, high) = (Math.Min(0, parts.Min()), Math.Max(0, parts.Max()));
        var span = high > low ? high - low : 1;
        var bars = plot.Add.Bars(parts.Select((part, i) => new Bar
        {
            Position = -i,
            Value = part,
            Size = 0.62,
            FillColor = i < shown.Length ? Theme.Normal : Theme.Unknown,
            LineWidth = 0,
        }).ToArray());
        bars.Horizontal = true;
        foreach (var (part, i) in parts.Select((part, i) => (part, i)))
        {
            Theme.Write(plot, Numbers.Short(part), Math.Max(part, 0) + (0.01 * span), -i, Alignment.MiddleLeft, Theme.Quiet);
        }

        Theme.SetTicks(plot.Axes.Left, [.. Enumerable.Range(0, parts.Count).Select(i => (double)-i)], [.. names]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Grid.YAxisStyle.IsVisible = false;
        plot.Axes.SetLimits(low, high + (0.12 * span), -parts.Count + 0.4, 0.6);
        var lead = shown.Length > 0 ? $" Most of it is {names[0].ReplaceLineEndings(", ")}." : "";
        return new Figure(
            plot, $"The score {Numbers.Short(row.Score)} by columns; the threshold is {Numbers.Short(threshold)}.{lead}", [], Theme.Width + 60, 110 + (LineHeight * parts.Count));
    }

    private static string Describe(string name, ScorePart part)
    {
        var expected = part.Expected.Length == 0 || part.Expected == part.Value ? ""
            : part.Spread.Length == 0 ? $"\nexpected {Numbers.Cut(part.Expected)}"
            : double.TryParse(part.Spread, System.Globalization.CultureInfo.InvariantCulture, out _) ? $"\nexpected {part.Expected} ± {part.Spread}"
            : $"\n{part.Spread}: {part.Expected}";
        return $"{Numbers.Cut(name)} = {Numbers.Cut(part.Value)}{expected}";
    }

    private static string NameOf(VaeModel model, int column) => model.Columns is { } table ? table.Columns[column].Name : model.NameOf(column);
}
