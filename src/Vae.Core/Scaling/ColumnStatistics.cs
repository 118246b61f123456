using Vae.Core.Data;

namespace Vae.Core.Scaling;

/// <summary>
/// Count, mean, variance, minimum and maximum of each column, gathered row by row in double precision (Welford 1962).
/// Values that are not finite are left out, column by column.
/// </summary>
internal sealed partial class ColumnStatistics
{
    // Float data whose whole range is a few units in the last place hold rounding, not information.
    private const double ConstantRangeTolerance = 4.0 / (1 << 23);

    // Blocks of about 1 MB, and never less than one row.
    private const int BlockValues = 1 << 18;

    private readonly long[] counts;

    // Sums of weights; null where rows have none.
    private double[]? weights;
    private readonly double[] means;
    private readonly double[] squares;
    private readonly float[] minima;
    private readonly float[] maxima;

    public ColumnStatistics(int columnCount)
    {
        counts = new long[columnCount];
        means = new double[columnCount];
        squares = new double[columnCount];
        minima = new float[columnCount];
        maxima = new float[columnCount];
        minima.AsSpan().Fill(float.PositiveInfinity);
        maxima.AsSpan().Fill(float.NegativeInfinity);
    }

    public int ColumnCount => counts.Length;

    public long RowCount { get; private set; }

    /// <summary>Adds rows.</summary>
    /// <param name="rows">A whole number of rows.</param>
    /// <param name="rowWeights">One a row, 0 or more, always or never; empty: every row counts once. A row of weight 0 is left out.</param>
    public void Add(ReadOnlySpan<float> rows, ReadOnlySpan<float> rowWeights = default)
    {
        if (!rowWeights.IsEmpty)
        {
            weights ??= new double[ColumnCount];
        }

        for (var row = 0; rows.Length >= ColumnCount; rows = rows[ColumnCount..], row++)
        {
            if (rowWeights.IsEmpty)
            {
                AddRow(rows[..ColumnCount]);
            }
            else if (rowWeights[row] > 0)
            {
                AddRow(rows[..ColumnCount], rowWeights[row]);
            }
            else
            {
                continue;
            }

            RowCount++;
        }
    }

    /// <summary>Adds rows, of counts their logarithms.</summary>
    /// <param name="rows">A whole number of rows.</param>
    /// <param name="sample">Given the rows too, or null.</param>
    /// <param name="counts">Which columns are counts; null for none.</param>
    /// <param name="rowWeights">One a row; empty: every row counts once.</param>
    public void AddBlocks(ReadOnlySpan<float> rows, RowSample? sample, CountTransform? counts, ReadOnlySpan<float> rowWeights = default)
    {
        if (counts is null)
        {
            Add(rows, rowWeights);
            sample?.Add(rows, rowWeights);
            return;
        }

        var block = new float[Math.Max(1, BlockValues / ColumnCount) * ColumnCount];
        while (!rows.IsEmpty)
        {
            Span<float> here = block.AsSpan(0, Math.Min(block.Length, rows.Length));
            rows[..here.Length].CopyTo(here);
            rows = rows[here.Length..];
            counts.Apply(here);
            ReadOnlySpan<float> weightsHere = rowWeights.IsEmpty ? default : rowWeights[..(here.Length / ColumnCount)];
            rowWeights = rowWeights[weightsHere.Length..];
            Add(here, weightsHere);
            sample?.Add(here, weightsHere);
        }
    }

    /// <summary>Finite values seen in a column.</summary>
    public long Count(int column) => counts[column];

    public double Mean(int column) => means[column];

    public float Minimum(int column) => minima[column];

    public float Maximum(int column) => maxima[column];

    /// <summary>The population's standard deviation: the sum of squares is divided by the count, or the sum of weights.</summary>
    public double StandardDeviation(int column) => Math.Sqrt(squares[column] / (weights is null ? counts[column] : weights[column]));

    /// <summary>Whether the column's range is at most four float roundings of its largest magnitude.</summary>
    public bool IsConstant(int column)
    {
        double minimum = minima[column];
        double maximum = maxima[column];
        return maximum - minimum <= ConstantRangeTolerance * Math.Max(Math.Abs(minimum), Math.Abs(maximum));
    }

    /// <summary>Reads a source to its end.</summary>
    /// <param name="source">What to read.</param>
    /// <param name="sample">Given every block of rows too, or null.</param>
    /// <param name="cancellationToken">Checked between blocks.</param>
    /// <param name="counts">Which columns are counts, of which logarithms are taken; null for none.</param>
    public static ColumnStatistics Of(IRowSource source, RowSample? sample, CancellationToken cancellationToken, CountTransform? counts = null)
    {
        int columns = source.ColumnCount;
        var statistics = new ColumnStatistics(columns);
        float[] block = new float[Math.Max(1, BlockValues / columns) * columns];
        using IRowReader reader = source.OpenReader();
        int rows;
        while ((rows = reader.Read(block)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<float> filled = block.AsSpan(0, rows * columns);
            ReadOnlySpan<float> weights = source.WeightName is null ? default : WeightSums.Of(reader, rows);
            for (var row = 0; row < weights.Length; row++)
            {
                WeightSums.Require(weights[row], reader.Position - rows + row, source.WeightName);
            }

            counts?.Apply(filled);
            statistics.Add(filled, weights);
            sample?.Add(filled, weights);
        }

        return statistics;
    }

    /// <summary>Fails where there is nothing to learn from: no rows, or a column without one finite value.</summary>
    /// <exception cref="VaeDataException">As above; the message names the column.</exception>
    public void ThrowIfUnusable(IReadOnlyList<string>? columnNames)
    {
        if (RowCount == 0)
        {
            throw new VaeDataException("There are no rows to learn the scale of the features from; feed at least one row.");
        }

        int column = Array.IndexOf(counts, 0);
        if (column >= 0)
        {
            string name = columnNames is null ? Invariant($"{column + 1} of {ColumnCount}") : $"'{columnNames[column]}'";
            throw new VaeDataException(
                Invariant($"Column {name} has no finite value in {RowCount} rows, so it has no scale; leave the column out, or feed rows that ")
                + "fill it.");
        }
    }

    /// <summary>The same with a weight (West 1979); of weight 1 to the bit what the other does.</summary>
    private void AddRow(ReadOnlySpan<float> row, double weight)
    {
        for (int i = 0; i < row.Length; i++)
        {
            float value = row[i];
            if (!float.IsFinite(value))
            {
                continue;
            }

            counts[i]++;
            weights![i] += weight;
            double distance = value - means[i];
            means[i] += distance * (weight * (1.0 / weights[i]));
            squares[i] += weight * distance * (value - means[i]);
            minima[i] = Math.Min(minima[i], value);
            maxima[i] = Math.Max(maxima[i], value);
        }
    }

    private void AddRow(ReadOnlySpan<float> row)
    {
        // Reciprocals are shared by all columns that have the same count, which is every column when no value is missing.
        long sharedCount = 0;
        double sharedReciprocal = 0;
        for (int i = 0; i < row.Length; i++)
        {
            float value = row[i];
            if (!float.IsFinite(value))
            {
                continue;
            }

            long count = ++counts[i];
            if (count != sharedCount)
            {
                sharedCount = count;
                sharedReciprocal = 1.0 / count;
            }

            double distance = value - means[i];
            means[i] += distance * sharedReciprocal;
            squares[i] += distance * (value - means[i]);
            minima[i] = Math.Min(minima[i], value);
            maxima[i] = Math.Max(maxima[i], value);
        }
    }
}
