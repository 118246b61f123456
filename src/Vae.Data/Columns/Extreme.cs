namespace Vae.Data.Columns;

/// <summary>The greatest number of a column, or the least, how often it is there, and the one next to it.</summary>
/// <param name="isHighest">Whether it is the greatest.</param>
internal struct Extreme(bool isHighest)
{
    private const int FewestCopies = 3;
    private const int LeastShare = 200;
    private const int MostOdd = 2;
    private const double FarAway = 1e4;

    private readonly double sign = isHighest ? 1 : -1;
    private double value = double.NegativeInfinity;
    private double next = double.NegativeInfinity;
    private long count;
    private long place;

    /// <summary>The number; the infinity beyond all others where there is none.</summary>
    public readonly double Value => sign * value;

    /// <summary>The one next to it.</summary>
    public readonly double Next => sign * next;

    /// <summary>How often it is there.</summary>
    public readonly long Count => count;

    /// <summary>Where it stands first.</summary>
    public readonly long Place => place;

    /// <summary>The same of all numbers but one.</summary>
    /// <param name="number">One that was counted.</param>
    public readonly double Without(double number) => sign * (count == 1 && sign * number == value ? next : value);

    /// <summary>Counts a number.</summary>
    /// <param name="number">The number.</param>
    /// <param name="place">Where it stands.</param>
    public void Add(double number, long place)
    {
        number *= sign;
        if (number > value)
        {
            (next, value, count, this.place) = (value, number, 1, place);
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
        return IsOften(numbers) && range > 0 && value - next > range ? (Value, count) : null;
    }

    /// <summary>Whether it is there often enough to be a habit, and less often than all others.</summary>
    /// <param name="numbers">Numbers of the column.</param>
    public readonly bool IsOften(long numbers) => count >= Math.Max(FewestCopies, numbers / LeastShare) && 2 * count < numbers;

    /// <summary>Whether it is there once or twice and so far from all others that these are hardly told apart beside it.</summary>
    /// <param name="other">The other end of the column.</param>
    public readonly bool IsFar(in Extreme other) => count <= MostOdd && next + other.value is > 0 and var range && value - next > FarAway * range;
}
