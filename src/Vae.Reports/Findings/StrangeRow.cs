using System.Globalization;
using Vae.Core.Explanations;
using Vae.Core.Models;
using Vae.Reports.Reading;

namespace Vae.Reports.Findings;

/// <summary>A row among the strangest, and why it is.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Score">Its score.</param>
/// <param name="Label">Its label as a text; empty where it has none.</param>
/// <param name="Probability">The probability of being an anomaly.</param>
/// <param name="Parts">The columns with the largest parts of the score, the largest first.</param>
/// <param name="Given">The columns of its context, with their values; empty where there are none.</param>
/// <param name="Others">Columns that are not among them.</param>
/// <param name="OthersPart">Their part of the score together.</param>
internal sealed record StrangeRow(int Number, float Score, string Label, float Probability, ScorePart[] Parts, ScorePart[] Given, int Others, double OthersPart)
{
    /// <summary>Columns named of each row.</summary>
    public const int MostParts = 24;

    private const int LongestText = 80;

    /// <summary>Explains rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="scan">The rows as they were read.</param>
    /// <param name="numbers">Which of them.</param>
    /// <param name="rows">Them, as the source has them.</param>
    /// <param name="texts">What stands in their columns; null where that is not known.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static StrangeRow[] Of(VaeModel model, RowScan scan, int[] numbers, double[] rows, string[][]? texts, CancellationToken cancellationToken)
    {
        var explained = new StrangeRow[numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var explanation = model.Explain(rows.AsSpan(i * model.InputDimension, model.InputDimension));
            explained[i] = Of(model, numbers[i], scan.LabelText(numbers[i]), explanation, texts?[i]);
        }

        return explained;
    }

    /// <summary>Explains a row.</summary>
    /// <param name="model">The model.</param>
    /// <param name="number">The row's number.</param>
    /// <param name="label">Its label as a text; empty where it has none.</param>
    /// <param name="explanation">Why it has its score.</param>
    /// <param name="texts">What stands in its columns; null where that is not known.</param>
    public static StrangeRow Of(VaeModel model, int number, string label, RowExplanation explanation, string[]? texts)
    {
        ScorePart[] all = model.Columns is { } columns
            ? [.. explanation.ByColumn(columns).Select(column => PartOf(column, texts?[column.Index]))]
            : [.. explanation.Features.Select(feature => PartOf(feature.Index, feature))];
        var parts = all[..^model.Options.ContextColumnCount];
        Array.Sort(parts, (a, b) => b.Part != a.Part ? b.Part.CompareTo(a.Part) : a.Column.CompareTo(b.Column));
        return new StrangeRow(
            number,
            explanation.Score,
            label,
            explanation.Probability,
            [.. parts.Take(MostParts)],
            all[^model.Options.ContextColumnCount..],
            Math.Max(0, parts.Length - MostParts),
            parts.Skip(MostParts).Sum(part => part.Part));
    }

    private static ScorePart PartOf(ColumnExplanation column, string? text) => column.Feature is { } feature
        ? PartOf(column.Index, feature)
        : new ScorePart(column.Index, Short(column.Value ?? (column.IsMissing ? "missing" : string.IsNullOrEmpty(text) ? "none of its levels" : $"{text} (never seen in training)")), Short(column.Expected ?? ""), "", null, column.Contribution);

    private static ScorePart PartOf(int column, FeatureExplanation feature) => new(
        column,
        double.IsNaN(feature.Value) ? "missing" : feature.Text(feature.Value),
        feature.IsConstant || feature.Sigma == 0 ? feature.Text(feature.Expected) : feature.Truths is not null ? feature.ExpectedTruth() : Rounded(feature.Expected, feature.Sigma),
        feature.IsConstant ? "always so in training" : feature.Truths is not null ? "" : feature.SigmaText(),
        float.IsFinite(feature.Surprise) ? Math.Round(feature.Surprise, 2) : null,
        feature.Contribution);

    /// <summary>As many digits as tell the first two of a deviation: 0.278 of 0.0061, 26700 of 2700.</summary>
    private static string Rounded(double value, double deviation)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(deviation)) - 1);
        return unit < 1 ? Math.Round(value, (int)Math.Clamp(Math.Round(-Math.Log10(unit)), 0, 15)).ToString(CultureInfo.InvariantCulture)
            : (Math.Round(value / unit) * unit).ToString(CultureInfo.InvariantCulture);
    }

    private static string Short(string text) => text.Length > LongestText ? text[..(LongestText - 1)] + "…" : text;
}
