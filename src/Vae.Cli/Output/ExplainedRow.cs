using System.Collections.Immutable;
using System.Globalization;
using Vae.Core.Explanations;
using Vae.Core.Models;

namespace Vae.Cli.Output;

/// <summary>Why a row has its score, for people and for programs; by the columns of the table where the model has such.</summary>
/// <param name="number">The row's number, from 0.</param>
/// <param name="explanation">Why it has its score.</param>
/// <param name="columns">The same by column, or default where the model takes numbers alone.</param>
/// <param name="context">How many of the last features, or columns, are context.</param>
internal sealed class ExplainedRow(int number, RowExplanation explanation, ImmutableArray<ColumnExplanation> columns, int context)
{
    /// <summary>Explains a row.</summary>
    /// <param name="model">The model.</param>
    /// <param name="number">The row's number, from 0.</param>
    /// <param name="row">Its features.</param>
    /// <param name="texts">What stands in its columns, to name levels that the model does not know; null where the rows have no texts.</param>
    public static ExplainedRow Of(VaeModel model, int number, ReadOnlySpan<double> row, string[]? texts)
    {
        var explanation = model.Explain(row);
        return new ExplainedRow(
            number,
            explanation,
            model.Columns is { } columns ? [.. explanation.ByColumn(columns).Select(column => column with { Unseen = texts?[column.Index] })] : default,
            model.Options.ContextColumnCount);
    }

    /// <summary>Prints it, with its largest parts.</summary>
    public void Print(TextWriter output, int count)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"row {number}: score {explanation.Score:G5}, {(explanation.IsAnomaly ? "above" : "not above")} the threshold {explanation.Threshold:G5}; probability of an anomaly {explanation.Probability:P1}"));
        if (context > 0)
        {
            output.WriteLine("  given " + string.Join(", ", Context.Select(column => string.Create(CultureInfo.InvariantCulture, $"{column.Name} {column.Value}"))));
        }

        var parts = columns.IsDefault
            ? LargestFeatures(count).Select(feature => (feature.Contribution, Words: feature.ToString()))
            : Largest(count).Select(column => (column.Contribution, Words: column.ToString()));
        foreach (var (contribution, words) in parts)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Four(contribution),9} ({contribution / explanation.Score,6:P1})  {words}"));
        }
    }

    /// <summary>Begins a table of explanations: a line for each of the columns that are named of a row.</summary>
    /// <param name="writer">Receives it.</param>
    /// <param name="model">The model; where it has columns of names, values are texts, else numbers.</param>
    public static void WriteHeader(ITableWriter writer, VaeModel model)
    {
        var type = model.Columns is null ? OutputType.Double : OutputType.Text;
        writer.WriteHeader(
        [
            new("row", OutputType.Whole), new("score", OutputType.Single), new("isAnomaly", OutputType.Truth), new("probability", OutputType.Single), new("column", OutputType.Text),
            new("value", type), new("expected", type), new("sigma", OutputType.Single), new("contribution", OutputType.Single),
        ]);
    }

    /// <summary>Writes its lines of such a table, the largest part first.</summary>
    public void Write(ITableWriter writer, int count)
    {
        if (columns.IsDefault)
        {
            foreach (var feature in LargestFeatures(count))
            {
                BeginLine(writer, feature.Name);
                writer.Write(feature.Value);
                writer.Write(feature.Expected);
                EndLine(writer, feature.Sigma, feature.Contribution);
            }

            return;
        }

        foreach (var column in Largest(count))
        {
            BeginLine(writer, column.Name);
            WriteText(writer, column.Feature is { } feature ? Number(feature.Value, feature) : TextOf(column));
            WriteText(writer, column.Feature is { } number ? Number(number.Expected, number) : column.Expected);
            EndLine(writer, column.Feature?.Sigma, column.Contribution);
        }
    }

    /// <summary>What is written of it as JSON.</summary>
    public object ToJson(int count) => new
    {
        row = number,
        score = explanation.Score,
        isAnomaly = explanation.IsAnomaly,
        probability = explanation.Probability,
        given = Context.ToDictionary(column => column.Name, column => column.Value),
        features = columns.IsDefault
            ? LargestFeatures(count).Select(feature => (object)new
            {
                name = feature.Name,
                value = OrNull(feature.Value),
                expected = feature.Expected,
                sigma = feature.Sigma,
                contribution = feature.Contribution,
            })
            : Largest(count).Select(column => (object)new
            {
                name = column.Name,
                value = column.Feature is { } feature ? ValueOf(feature.Value, feature) : TextOf(column),
                expected = column.Feature is { } number ? ValueOf(number.Expected, number) : column.Expected,
                sigma = column.Feature?.Sigma,
                seen = column.Feature is null && !column.IsMissing ? column.Value is not null : (bool?)null,
                contribution = column.Contribution,
            }),
    };

    private void BeginLine(ITableWriter writer, string column)
    {
        writer.Write(number);
        writer.Write(explanation.Score);
        writer.Write(explanation.IsAnomaly);
        writer.Write(explanation.Probability);
        writer.Write(column);
    }

    private static void EndLine(ITableWriter writer, float? sigma, float contribution)
    {
        if (sigma is { } known)
        {
            writer.Write(known);
        }
        else
        {
            writer.WriteMissing();
        }

        writer.Write(contribution);
        writer.EndRow();
    }

    private static void WriteText(ITableWriter writer, string? text)
    {
        if (text is null)
        {
            writer.WriteMissing();
        }
        else
        {
            writer.Write(text);
        }
    }

    private static string? TextOf(ColumnExplanation column) => column.IsMissing ? null : column.Value ?? column.Unseen;

    // Of truth values the likelier word, as of levels.
    private static string? Number(double value, FeatureExplanation feature) => double.IsNaN(value) ? null : feature.Truths?.Likelier(value) ?? value.ToString(CultureInfo.InvariantCulture);

    private static object? ValueOf(double value, FeatureExplanation feature) => feature.Truths is null ? OrNull(value) : Number(value, feature);

    /// <summary>JSON has no NaN, which is a missing value.</summary>
    private static double? OrNull(double value) => double.IsNaN(value) ? null : value;

    private IEnumerable<FeatureExplanation> LargestFeatures(int count) =>
        explanation.Largest(explanation.Features.Length).Where(feature => feature.Index < explanation.Features.Length - context).Take(count);

    private IEnumerable<ColumnExplanation> Largest(int count) => columns[..^context].OrderByDescending(column => column.Contribution).Take(count);

    private IEnumerable<(string Name, object? Value)> Context => columns.IsDefault
        ? explanation.Features[^context..].Select(feature => (feature.Name, (object?)OrNull(feature.Value)))
        : columns[^context..].Select(column => (column.Name, column.Feature is { } feature ? ValueOf(feature.Value, feature) : TextOf(column)));

    // Four digits at least, and no power of ten: 28680 rather than 2.868E+04.
    private static string Four(float contribution) => Math.Abs(contribution) is >= 1000 and < 1e15f
        ? contribution.ToString("F0", CultureInfo.InvariantCulture)
        : contribution.ToString("G4", CultureInfo.InvariantCulture);
}
