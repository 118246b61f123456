using Vae.Core.Data;

namespace Vae.Core.Scaling;

/// <content>How the offsets and factors are found.</content>
public sealed partial class FeatureScaler
{
    // The interquartile range of a normal distribution is 1.349 standard deviations.
    private const double NormalInterquartileRange = 1.349;
    private const float RobustClip = 10;
    private const double SmallestConstantUnit = 1e-6;

    /// <summary>Finds offsets and factors from rows in memory.</summary>
    /// <param name="kind">Which scale.</param>
    /// <param name="rows">Row-major, at least one row; values that are not finite are left out, column by column.</param>
    /// <param name="columnCount">Features a row.</param>
    /// <param name="columnNames">One name a feature for the error messages, or null.</param>
    /// <exception cref="ArgumentException"><paramref name="rows"/> is not a whole number of rows.</exception>
    /// <exception cref="VaeDataException">There are no rows, or a column has no finite value.</exception>
    /// <remarks>As exact as <see cref="Fit(ScalingKind, IRowSource, CancellationToken)"/>, which says how quantiles are found.</remarks>
    public static FeatureScaler Fit(
        ScalingKind kind, ReadOnlySpan<float> rows, int columnCount, IReadOnlyList<string>? columnNames = null) =>
        Fit(kind, rows, columnCount, columns: null, columnNames);

    /// <summary>The same by the kinds of a table's columns: of counts log(1 + x) is scaled, binary and categorical columns are left as they are.</summary>
    /// <param name="kind">Which scale.</param>
    /// <param name="rows">Row-major, expanded.</param>
    /// <param name="columnCount">Features a row.</param>
    /// <param name="columns">The columns, as wide as a row; null where all are measured numbers.</param>
    /// <param name="columnNames">One name a feature for the error messages, or null.</param>
    /// <param name="weights">How much each row counts; empty: once.</param>
    internal static FeatureScaler Fit(
        ScalingKind kind, ReadOnlySpan<float> rows, int columnCount, TableSchema? columns, IReadOnlyList<string>? columnNames, ReadOnlySpan<float> weights = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        if (rows.Length % columnCount != 0)
        {
            throw new ArgumentException(
                Invariant($"{rows.Length} values are no whole number of rows of {columnCount} columns; pass rows * columns values."), nameof(rows));
        }

        if (kind == ScalingKind.None)
        {
            return Identity(columnCount, columns);
        }

        var statistics = new ColumnStatistics(columnCount);
        RowSample? sample = SampleFor(kind, columnCount);
        statistics.AddBlocks(rows, sample, CountTransform.Of(columns), weights);
        return FromStatistics(kind, statistics, sample, columns, columnNames);
    }

    /// <summary>Finds offsets and factors in one pass over a source; memory does not grow with the number of rows.</summary>
    /// <param name="kind">Which scale; for <see cref="ScalingKind.None"/> the source is not read.</param>
    /// <param name="source">At least one row; values that are not finite are left out, column by column.</param>
    /// <param name="cancellationToken">Ends the pass early.</param>
    /// <exception cref="VaeDataException">There are no rows, a column has no finite value, or a row is malformed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <remarks>
    /// Mean, standard deviation, minimum and maximum are those of all rows, in double precision. The quartiles of
    /// <see cref="ScalingKind.Robust"/> are those of a uniform sample with a fixed seed, of 16,384 rows (fewer beyond 2,048 columns:
    /// as many as fit in 128 MB); they are exact where the source has no more rows than that. Where the source has weights, rows count by them.
    /// </remarks>
    public static FeatureScaler Fit(ScalingKind kind, IRowSource source, CancellationToken cancellationToken = default) =>
        Fit(kind, source, columns: null, cancellationToken);

    /// <summary>The same by the kinds of a table's columns: of counts log(1 + x) is scaled, binary and categorical columns are left as they are.</summary>
    /// <param name="kind">Which scale.</param>
    /// <param name="source">Expanded rows.</param>
    /// <param name="columns">The columns, as wide as a row; null where all are measured numbers.</param>
    /// <param name="cancellationToken">Ends the pass early.</param>
    internal static FeatureScaler Fit(ScalingKind kind, IRowSource source, TableSchema? columns, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (kind == ScalingKind.None)
        {
            return Identity(source.ColumnCount, columns);
        }

        RowSample? sample = SampleFor(kind, source.ColumnCount);
        ColumnStatistics statistics = ColumnStatistics.Of(source, sample, cancellationToken, CountTransform.Of(columns));
        return FromStatistics(kind, statistics, sample, columns, source.ColumnNames);
    }

    internal static FeatureScaler Identity(int columnCount, TableSchema? columns = null)
    {
        float[] ones = new float[columnCount];
        ones.AsSpan().Fill(1);
        return new FeatureScaler(ScalingKind.None, new float[columnCount], ones, float.PositiveInfinity, CountTransform.Of(columns));
    }

    /// <summary>The sample that a scale needs beside statistics; null where it needs none.</summary>
    /// <param name="kind">Which scale.</param>
    /// <param name="columnCount">Features a row.</param>
    /// <param name="maximumRows">Rows that it holds at most.</param>
    internal static RowSample? SampleFor(ScalingKind kind, int columnCount, int maximumRows = RowSample.MaximumRows) => kind switch
    {
        ScalingKind.Robust => new RowSample(columnCount, maximumRows),
        ScalingKind.Standardize or ScalingKind.MinMax => null,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "The scaling kind is not known."),
    };

    /// <summary>Offsets and factors of what was gathered of rows, whose counts are logarithms by then.</summary>
    internal static FeatureScaler FromStatistics(
        ScalingKind kind, ColumnStatistics statistics, RowSample? sample, TableSchema? schema, IReadOnlyList<string>? columnNames)
    {
        statistics.ThrowIfUnusable(columnNames);
        int columns = statistics.ColumnCount;
        float[] offset = new float[columns];
        float[] factor = new float[columns];
        Parallel.For(
            0,
            columns,
            () => new float[sample?.RowCount ?? 0],
            (column, _, scratch) =>
            {
                double spread = Spread(kind, statistics, sample, column, scratch);
                float reciprocal = (float)(1 / spread);
                bool constant = !float.IsFinite(reciprocal) || (kind != ScalingKind.MinMax && statistics.IsConstant(column));
                offset[column] = kind == ScalingKind.MinMax && !constant ? statistics.Minimum(column) : (float)statistics.Mean(column);
                factor[column] = constant ? ConstantFactor(offset[column], statistics.Maximum(column) - (double)statistics.Minimum(column)) : reciprocal;
                if (kind == ScalingKind.MinMax && !constant)
                {
                    factor[column] = AtMostOne(statistics.Minimum(column), statistics.Maximum(column), reciprocal);
                }

                return scratch;
            },
            static _ => { });
        LeaveAlone(schema, offset, factor);
        return new FeatureScaler(kind, offset, factor, kind == ScalingKind.Robust ? RobustClip : float.PositiveInfinity, CountTransform.Of(schema));
    }

    private static void LeaveAlone(TableSchema? schema, float[] offset, float[] factor)
    {
        for (int column = 0; column < schema?.Columns.Length; column++)
        {
            if (schema.Columns[column].Kind is ColumnKind.Binary or ColumnKind.Categorical)
            {
                offset.AsSpan(schema.Offset(column), schema.Columns[column].Width).Clear();
                factor.AsSpan(schema.Offset(column), schema.Columns[column].Width).Fill(1);
            }
        }
    }

    private static double Spread(ScalingKind kind, ColumnStatistics statistics, RowSample? sample, int column, Span<float> scratch)
    {
        if (kind == ScalingKind.MinMax)
        {
            return (double)statistics.Maximum(column) - statistics.Minimum(column);
        }

        double deviation = statistics.StandardDeviation(column);
        if (sample is null)
        {
            return deviation;
        }

        double range = sample.InterquartileRange(column, scratch);
        return range > 1e-6 * deviation ? Math.Sqrt(deviation * range / NormalInterquartileRange) : deviation;
    }

    // Roundings that differ are the unit where there are such: whatever the column moves by beyond them is then seen.
    private static float ConstantFactor(float constant, double range)
    {
        float factor = (float)(1 / range);
        return float.IsFinite(factor) ? factor
            : constant == 0 ? 1
            : (float)(1 / Math.Max(Math.Abs((double)constant), SmallestConstantUnit));
    }

    // Rounding must not lift the largest training value above 1, which a Bernoulli likelihood would refuse: neither in float
    // arithmetic nor, where the range is beyond a float, in double.
    private static float AtMostOne(float minimum, float maximum, float factor)
    {
        float range = maximum - minimum;
        while ((float)(((double)maximum - minimum) * factor) > 1 || (float.IsFinite(range) && range * factor > 1))
        {
            factor = MathF.BitDecrement(factor);
        }

        return factor;
    }
}
