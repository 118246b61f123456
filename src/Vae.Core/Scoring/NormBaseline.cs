using Vae.Core.Data;
using Vae.Core.Scaling;

namespace Vae.Core.Scoring;

/// <summary>
/// The squared norm of the standardised row: how far a row is from the mean, in standard deviations, with no network at all. A model that
/// ranks rows no better than this has learned nothing of use, so this figure belongs beside every other. Immutable; safe to use from many
/// threads at once.
/// </summary>
public sealed class NormBaseline
{
    private readonly double[] means;
    private readonly double[] reciprocals;

    private NormBaseline(ColumnStatistics statistics, IReadOnlyList<string>? columnNames)
    {
        statistics.ThrowIfUnusable(columnNames);
        means = new double[statistics.ColumnCount];
        reciprocals = new double[statistics.ColumnCount];
        for (int i = 0; i < means.Length; i++)
        {
            means[i] = statistics.Mean(i);
            reciprocals[i] = statistics.IsConstant(i) ? 0 : 1 / statistics.StandardDeviation(i);
        }
    }

    /// <summary>Features a row.</summary>
    public int ColumnCount => means.Length;

    /// <summary>Takes mean and population standard deviation of each column from training rows in memory.</summary>
    /// <param name="rows">Row-major, at least one row; values that are not finite are left out, column by column.</param>
    /// <param name="columnCount">Features a row.</param>
    /// <exception cref="ArgumentException"><paramref name="rows"/> is not a whole number of rows.</exception>
    /// <exception cref="VaeDataException">There are no rows, or a column has no finite value.</exception>
    public static NormBaseline Fit(ReadOnlySpan<float> rows, int columnCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        if (rows.Length % columnCount != 0)
        {
            throw new ArgumentException(
                Invariant($"{rows.Length} values are no whole number of rows of {columnCount} columns; pass rows * columns values."), nameof(rows));
        }

        var statistics = new ColumnStatistics(columnCount);
        statistics.Add(rows);
        return new NormBaseline(statistics, columnNames: null);
    }

    /// <summary>The same of rows that count by weights.</summary>
    internal static NormBaseline Fit(ReadOnlySpan<float> rows, int columnCount, ReadOnlySpan<float> weights)
    {
        var statistics = new ColumnStatistics(columnCount);
        statistics.Add(rows, weights);
        return new NormBaseline(statistics, columnNames: null);
    }

    /// <summary>Takes mean and population standard deviation of each column in one pass over the training rows.</summary>
    /// <param name="source">At least one row; values that are not finite are left out, column by column.</param>
    /// <param name="cancellationToken">Ends the pass early.</param>
    /// <exception cref="VaeDataException">There are no rows, a column has no finite value, or a row is malformed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static NormBaseline Fit(IRowSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new NormBaseline(ColumnStatistics.Of(source, sample: null, cancellationToken), source.ColumnNames);
    }

    /// <summary>Scores rows; higher is farther from the mean.</summary>
    /// <param name="rows">Row-major, a whole number of rows, in the units of the training rows.</param>
    /// <param name="scores">
    /// Receives one finite score a row, the sum over columns of ((x - mean) / standard deviation)^2, at most the largest float. Columns
    /// that are constant in the training rows and missing values (NaN) add nothing.
    /// </param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public void Score(ReadOnlySpan<float> rows, Span<float> scores)
    {
        int count = rows.Length / ColumnCount;
        if (rows.Length % ColumnCount != 0 || scores.Length < count)
        {
            throw new ArgumentException(
                Invariant($"{rows.Length} values and room for {scores.Length} scores were given; pass whole rows of {ColumnCount} columns and ")
                + "room for one score a row.");
        }

        for (int row = 0; row < count; row++)
        {
            double sum = 0;
            ReadOnlySpan<float> values = rows.Slice(row * ColumnCount, ColumnCount);
            for (int i = 0; i < values.Length; i++)
            {
                // A constant column's reciprocal is 0, and an infinity times 0 would be NaN.
                double distance = reciprocals[i] == 0 ? 0 : (values[i] - means[i]) * reciprocals[i];
                sum += double.IsNaN(distance) ? 0 : distance * distance;
            }

            scores[row] = (float)Math.Min(sum, float.MaxValue);
        }
    }
}
