namespace Vae.Data.Columns;

/// <summary>
/// Three sums over the numbers of a column, weighted at random by their rows: columns that are one another scaled and shifted have sums that are one another scaled, and others do not but by a chance that never comes.
/// </summary>
internal struct ScalePrint
{
    // What is left of a value that was written as a 32-bit float, or with seven digits.
    private const double Tolerance = 1e-6;
    private const double SumTolerance = 1e-9;

    private bool hasFirst;
    private double x;
    private double y;
    private double z;
    private double size;

    /// <summary>The first number.</summary>
    public double First { get; private set; }

    /// <summary>Which rows lack a number.</summary>
    public ulong Gaps { get; private set; }

    /// <summary>The greatest of the sums, by its size.</summary>
    private readonly double Largest => Math.Abs(x) >= Math.Abs(y) ? (Math.Abs(x) >= Math.Abs(z) ? x : z) : (Math.Abs(y) >= Math.Abs(z) ? y : z);

    /// <summary>Adds a number.</summary>
    /// <param name="row">What its row counts for.</param>
    /// <param name="number">The number.</param>
    public void Add(in RowWeights row, double number)
    {
        if (!hasFirst)
        {
            (hasFirst, First) = (true, number);
        }

        // Taken from the first number, so that a great offset that all of them share costs no digits.
        number -= First;
        size += Math.Abs(number) * RowWeights.Largest;
        x += number * row.X;
        y += number * row.Y;
        z += number * row.Z;
    }

    /// <summary>Adds a row without a number.</summary>
    /// <param name="row">What it counts for.</param>
    public void AddGap(in RowWeights row) => Gaps += row.Gap;

    /// <summary>By how much another column's numbers are multiplied, and what is added, to give those of this; null where nothing does.</summary>
    /// <param name="other">The other column, with numbers in the same rows.</param>
    public readonly (double Factor, double Shift)? From(in ScalePrint other)
    {
        var largest = other.Largest;
        var factor = largest == other.x ? x / largest : largest == other.y ? y / largest : z / largest;
        var bound = Tolerance * Math.Abs(Largest);
        return Gaps == other.Gaps && double.IsFinite(factor) && factor != 0
            && Math.Abs(x - (factor * other.x)) <= bound && Math.Abs(y - (factor * other.y)) <= bound && Math.Abs(z - (factor * other.z)) <= bound
            ? (factor, First - (factor * other.First)) : null;
    }

    /// <summary>The sums of a column that holds in each row what two others hold together; with gaps that no column has where theirs differ.</summary>
    /// <param name="other">The other column.</param>
    public readonly ScalePrint Plus(in ScalePrint other) => this with
    {
        x = x + other.x, y = y + other.y, z = z + other.z, First = First + other.First, Gaps = Gaps == other.Gaps ? Gaps : ulong.MaxValue, size = Math.Max(size, other.size),
    };

    /// <summary>Whether these are the sums of a column, but for what is left of values that were written with few digits.</summary>
    public readonly bool Is(in ScalePrint other)
    {
        var bound = SumTolerance * Math.Max(size, other.size);
        return Gaps == other.Gaps && Math.Abs(x - other.x) <= bound && Math.Abs(y - other.y) <= bound && Math.Abs(z - other.z) <= bound && Math.Abs(First - other.First) <= SumTolerance * Math.Max(1, Math.Abs(First) + (bound / RowWeights.Largest));
    }

    /// <summary>The first of the sums, by which columns can be looked up, and how far off it may be.</summary>
    public readonly (double Sum, double Bound) Key => (x, SumTolerance * size);

    /// <summary>A number by which columns can be put in an order where those that are one another scaled stand near each other; NaN where there is none.</summary>
    public readonly double Order => y == 0 || x == 0 ? double.NaN : Math.Atan2(x / y, 1);
}
