namespace Vae.Data.Columns;

/// <summary>Numbers that are written where a value is missing, and how often a column holds them.</summary>
internal sealed class Sentinels
{
    private static readonly double[] Known = [-1, -9, -99, -999, -9999, -99999, -32768, 99, 999, 9999, 99999, 999999, 65535, -2147483648, 2147483647, -1e30, 1e30, 1e20, -1e20];

    /// <summary>Different numbers up to which a column may hold codes, counts or grades.</summary>
    public const int MostGrades = 20;

    private const int LeastZeros = 3;
    private const int LeastZerosIn = 200;

    private readonly long[] counts = new long[Known.Length];

    /// <summary>Counts a number.</summary>
    /// <returns>Whether it is one of those.</returns>
    public bool Add(double number)
    {
        var index = Math.Abs(number) >= 1 && number == Math.Floor(number) ? Array.IndexOf(Known, number) : -1;
        if (index >= 0)
        {
            counts[index]++;
        }

        return index >= 0;
    }

    /// <summary>The one that stands apart from all other numbers and is there often; null where there is none.</summary>
    /// <param name="numbers">Numbers of the column.</param>
    /// <param name="minimum">The least of the others that are none of these.</param>
    /// <param name="maximum">The greatest of them.</param>
    public (double Value, long Count)? Find(long numbers, double minimum, double maximum)
    {
        var best = -1;
        for (var i = 0; i < Known.Length; i++)
        {
            if (counts[i] >= Math.Max(3, numbers / 200) && StandsApart(Known[i], minimum, maximum) && (best < 0 || counts[i] > counts[best]))
            {
                best = i;
            }
        }

        return best < 0 ? null : (Known[best], counts[best]);
    }

    /// <summary>
    /// Whether 0 may mark missing values: it is there often enough to be a habit and not so often that it is the rule, by half the range of the others or more below or above them, and those are so many that they are no
    /// codes, counts or grades, of which 0 would be one.
    /// </summary>
    /// <param name="zeros">How often it is there.</param>
    /// <param name="numbers">Among how many numbers.</param>
    /// <param name="distinct">Different numbers.</param>
    /// <param name="least">The least that is not 0.</param>
    /// <param name="most">The greatest.</param>
    public static bool ZeroStandsApart(long zeros, long numbers, int distinct, double least, double most) =>
        zeros >= Math.Max(LeastZeros, numbers / LeastZerosIn) && 2 * zeros < numbers && distinct > MostGrades && most > least && Math.Max(least, -most) >= (most - least) / 2;

    // Below or above all others by half their range or more; or -1 and its kin below numbers that are never negative and go far.
    private static bool StandsApart(double value, double minimum, double maximum)
    {
        var range = maximum - minimum;
        if (!(range > 0))
        {
            return false;
        }

        var gap = value < minimum ? minimum - value : value > maximum ? value - maximum : -1;
        return gap >= range / 2 || (gap > 0 && value < 0 && minimum >= 0 && range > 10);
    }
}
