using System.Numerics;

namespace Vae.Core.Data;

/// <summary>
/// What is seen of the training rows' columns in double, before anything is rounded: ranges, the two values seen first, and how often. Says which columns need an origin and which are constant.
/// </summary>
internal sealed partial class ColumnProfile
{
    // Rounding below 1/65,536 of a column's range moves no score.
    private const double EnoughSteps = 1 << 16;

    // Whole numbers below are 32-bit floats, and other numbers above 2^14 are further apart than 1/1000.
    private const double LargestExactInteger = 1 << 24;
    private const double LargestFineNumber = 1 << 14;

    private const long FewestForConstant = 30;

    // A column is as good as constant where one value in a thousand differs.
    private const double LargestOddShare = 0.001;

    // Of zeros in sparse data many columns are constant by chance, and the next row breaks one. The share of rows that will is estimated by that of values seen once (Good 1953).
    private const double LargestBreakingShare = 0.005;
    private const double LargestOddRows = 0.002;

    private readonly Column[] columns;

    public ColumnProfile(int width)
    {
        columns = new Column[width];
        foreach (ref Column column in columns.AsSpan())
        {
            column = new Column { Minimum = double.PositiveInfinity, Maximum = double.NegativeInfinity, IsExact = true, IsInteger = true };
        }
    }

    /// <summary>Reads a source to its end.</summary>
    public static ColumnProfile Of(IRowSource source, CancellationToken cancellationToken)
    {
        int width = source.ColumnCount;
        var profile = new ColumnProfile(width);
        double[] block = new double[Math.Max(1, 65536 / width) * width];
        using IRowReader reader = source.OpenReader();
        int rows;
        while ((rows = reader.Read(block.AsSpan())) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int row = 0; row < rows; row++)
            {
                profile.Add<double>(block.AsSpan(row * width, width));
            }
        }

        return profile;
    }

    /// <summary>Rows added.</summary>
    public long RowCount { get; private set; }

    /// <summary>Adds a row; what is not finite is left out, column by column.</summary>
    public void Add<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowCount++;
        for (int i = 0; i < row.Length; i++)
        {
            if (T.IsFinite(row[i]))
            {
                columns[i].Add(double.CreateTruncating(row[i]));
            }
        }
    }

    public double Minimum(int column) => columns[column].Minimum;

    public double Maximum(int column) => columns[column].Maximum;

    /// <summary>Whether all values of a column are whole numbers.</summary>
    public bool IsInteger(int column) => columns[column].IsInteger;

    /// <summary>Finite values seen in a column.</summary>
    public long Count(int column) => columns[column].Count;

    /// <summary>How many steps of a 32-bit float a column's range has.</summary>
    public double FloatSteps(int column) => Steps(column, (double)MathF.BitIncrement((float)Largest(column)) - (float)Largest(column));

    /// <summary>How many steps of a 64-bit float a column's range has.</summary>
    public double DoubleSteps(int column) => Steps(column, Math.BitIncrement(Largest(column)) - Largest(column));

    /// <summary>Whether 32-bit floats would merge what the column tells apart.</summary>
    public bool IsTooFineForFloats(int column) => columns[column] is { Count: > 0, IsExact: false } && FloatSteps(column) < EnoughSteps;

    /// <summary>The constant columns and what they are, in ascending order; near-constant ones included.</summary>
    /// <param name="schema">What the columns mean; null where all are measured numbers.</param>
    public (int[] Features, double[] Values) Constants(TableSchema? schema)
    {
        var features = new List<int>();
        foreach (bool zero in (ReadOnlySpan<bool>)[false, true])
        {
            int[] group = [.. Enumerable.Range(0, columns.Length).Where(i => columns[i].Count >= FewestForConstant && CanBeConstant(schema, i) && (columns[i].Mode == 0) == zero)];
            long onceOdd = group.LongCount(i => columns[i].Odd == 1);
            if (onceOdd > LargestBreakingShare * RowCount)
            {
                continue;
            }

            int[] near = [.. group.Where(i => columns[i].Odd > 0 && columns[i].Odd <= LargestOddShare * columns[i].Count)];
            features.AddRange(group.Where(i => columns[i].Odd == 0));
            features.AddRange(near.Sum(i => columns[i].Odd) <= LargestOddRows * RowCount ? near : []);
        }

        features.Sort();
        return ([.. features], [.. features.Select(i => columns[i].Mode)]);
    }

    /// <summary>What is to be subtracted from each column in double; null where nothing is.</summary>
    /// <param name="schema">What the columns mean; null where all are measured numbers. Counts, binary and categorical columns keep their zero.</param>
    /// <param name="constants">The columns that are taken for constant.</param>
    public RowOrigin? Origin(TableSchema? schema, ReadOnlySpan<int> constants)
    {
        double[] origin = new double[columns.Length];
        for (int i = 0; i < origin.Length; i++)
        {
            Column column = columns[i];
            if (KindOf(schema, i) != ColumnKind.Numeric || column.Count == 0)
            {
                continue;
            }

            if (constants.BinarySearch(i) >= 0)
            {
                origin[i] = NeedsOrigin(column.Mode) ? column.Mode : 0;
            }
            else if (IsTooFineForFloats(i))
            {
                double middle = column.Minimum + ((column.Maximum - column.Minimum) / 2);
                origin[i] = column.IsInteger ? Math.Round(middle) : middle;
            }
        }

        return RowOrigin.OrNull(origin);
    }

    private static bool NeedsOrigin(double constant) =>
        Math.Abs(constant) >= (double.IsInteger(constant) ? LargestExactInteger : LargestFineNumber) && float.IsFinite((float)constant);

    private static bool CanBeConstant(TableSchema? schema, int feature) =>
        KindOf(schema, feature) != ColumnKind.Categorical || schema!.Columns[schema.ColumnOf(feature)].Width == 1;

    private static ColumnKind KindOf(TableSchema? schema, int feature) => schema is null ? ColumnKind.Numeric : schema.Columns[schema.ColumnOf(feature)].Kind;

    private double Largest(int column) => Math.Max(Math.Abs(columns[column].Minimum), Math.Abs(columns[column].Maximum));

    private double Steps(int column, double step) => step > 0 ? (columns[column].Maximum - columns[column].Minimum) / step : double.PositiveInfinity;

    private partial struct Column
    {
        public double Minimum;
        public double Maximum;
        public long Count;
        public bool IsExact;
        public bool IsInteger;
        private double first;
        private double second;
        private long firstCount;
        private long secondCount;

        /// <summary>The value that is most frequent, if one of the first two different ones is.</summary>
        public readonly double Mode => secondCount > firstCount ? second : first;

        /// <summary>Values that are another.</summary>
        public readonly long Odd => Count - Math.Max(firstCount, secondCount);

        public void Add(double value)
        {
            Count++;
            Minimum = Math.Min(Minimum, value);
            Maximum = Math.Max(Maximum, value);
            IsExact = IsExact && (float)value == value;
            IsInteger = IsInteger && double.IsInteger(value);
            if (firstCount == 0 || value == first)
            {
                first = value;
                firstCount++;
            }
            else if (secondCount == 0 || value == second)
            {
                second = value;
                secondCount++;
            }
        }
    }
}
