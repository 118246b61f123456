using System.Collections.Immutable;
using System.Globalization;
using Vae.Core.Data;

namespace Vae.Core.Explanations;

/// <summary>Why a row has its score.</summary>
/// <param name="Score">The score, in the unit of the model's score kind.</param>
/// <param name="Threshold">The model's threshold.</param>
/// <param name="Probability">The probability of being an anomaly, as <see cref="Models.VaeModel.Probability"/> defines it.</param>
/// <param name="Features">Each feature's part, in the order of the features.</param>
public sealed record RowExplanation(float Score, float Threshold, float Probability, ImmutableArray<FeatureExplanation> Features)
{
    /// <summary>Whether the score is above the threshold.</summary>
    public bool IsAnomaly => Score > Threshold;

    /// <summary>The features by their part of the score, the largest first.</summary>
    /// <param name="count">At most so many.</param>
    public ImmutableArray<FeatureExplanation> Largest(int count) => [.. Features.OrderByDescending(feature => feature.Contribution).Take(count)];

    /// <summary>The same by the columns of the table that the row comes from: a categorical column's part is that of its levels together.</summary>
    /// <param name="columns">The model's columns, <see cref="Models.VaeModel.Columns"/>.</param>
    /// <returns>One part a column, in the order of the columns.</returns>
    /// <exception cref="ArgumentException">The columns take another number of features than the row has.</exception>
    public ImmutableArray<ColumnExplanation> ByColumn(TableSchema columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Width != Features.Length)
        {
            throw new ArgumentException(Invariant($"The columns take {columns.Width} features but the row has {Features.Length}; pass the columns of the model that explained it."), nameof(columns));
        }

        var encoder = new TableEncoder(columns);
        float[] row = [.. Features.Select(feature => (float)feature.Value)];
        float[] expected = [.. Features.Select(feature => (float)feature.Expected)];
        return [.. columns.Columns.Select((column, index) => Explain(encoder, column, index, row, expected))];
    }

    private ColumnExplanation Explain(TableEncoder encoder, TableColumn column, int index, float[] row, float[] expected)
    {
        var offset = encoder.Schema.Offset(index);
        var parts = Features.AsSpan(offset, column.Width);
        var sum = 0d;
        foreach (var part in parts)
        {
            sum += part.Contribution;
        }

        var isNumber = column.Kind is ColumnKind.Numeric or ColumnKind.Count;
        return new ColumnExplanation(
            index,
            column.Name,
            isNumber ? Text(parts[0].Value) : encoder.Decode(index, row),
            isNumber ? Text(parts[0].Expected) : encoder.Decode(index, expected),
            (float)sum,
            column.Kind == ColumnKind.Categorical ? null : parts[0])
        { IsMissing = double.IsNaN(parts[0].Value) };
    }

    private static string? Text(double value) => double.IsNaN(value) ? null : value.ToString(CultureInfo.InvariantCulture);
}
