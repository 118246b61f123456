namespace Vae.Data.Columns;

/// <summary>The greatest number of a column, or the least, how often it is there, and the one next to it.</summary>
/// <param name="isHighest">Whether it is the greatest.</param>
internal struct Extreme(bool isHighest)
{
    private const int FewestCopies = 3;
    private const int LeastShare = 200;

    private readonly double sign = isHighest ? 1 : -1;
    private double value = double.NegativeInfinity;
    private double next = double.NegativeInfinity;
    private long count;

    /// <summary>The number; the infinity beyond all others where there is none.</summary>
    public readonly double Value => sign * value;

    /// <summary>The same of all numbers but one.</summary>
    /// <param name="number">One that was counted.</param>
    public readonly double Without(double number) => sign * (count == 1 && sign * number == value ? next : value);

    /// <summary>Counts a number.</summary>
    public void Add(double number)
    {
        number *= sign;
        if (number > value)
        {
            (next, value, count) = (value, number, 1);
        }
        else if (number == value)
        {
            count++;
        }
        else if (number > next)
        {
            next = number;
        }
    }

    /// <summary>
    /// The number and how often it is there, where it marks missing values as it seems: often enough to be a habit, and farther from all others than these are from one another, as 85 of a thermometer between 16 and 28; null
    /// where it does not.
    /// </summary>
    /// <param name="other">The other end of the column.</param>
    /// <param name="numbers">Numbers of the column.</param>
    public readonly (double Value, long Count)? StandsApart(in Extreme other, long numbers)
    {
        var range = next + other.value; // the other end has the other sign
        return count >= Math.Max(FewestCopies, numbers / LeastShare) && 2 * count < numbers && range > 0 && value - next > range ? (Value, count) : null;
    }
}
