using Vae.Data.Tables;

namespace Vae.Data.Batches;

/// <summary>Numbers of which some are whole and have more digits than a double keeps: those are given as text, with all of them, as in formats of text.</summary>
/// <param name="values">The numbers, of which NaN is a missing one.</param>
/// <param name="digits">The digits of those that have too many, and no value for others.</param>
internal sealed class WholeColumn(double[] values, TextColumn digits) : BatchColumn
{
    private const double LargestExact = 1L << 53;

    /// <summary>A column of numbers.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="digitsOf">The digits of one of them, called where it is whole and beyond 2^53 and only there; null where they are those of the double.</param>
    public static BatchColumn Of(double[] values, Func<int, string?> digitsOf)
    {
        if (!AreAny(values))
        {
            return new NumberColumn(values);
        }

        var digits = new TextColumn(values.Length);
        for (var row = 0; row < values.Length; row++)
        {
            if (HasMore(values[row]) && digitsOf(row) is { } text)
            {
                digits.Add(text);
            }
            else
            {
                digits.AddMissing();
            }
        }

        return new WholeColumn(values, digits);
    }

    public override TableCell Cell(int row, int item) => digits.Cell(row, 0) is { Type: CellType.Text } text ? text : TableCell.Of(values[row]);

    /// <summary>Whether some numbers may have more digits than their doubles.</summary>
    public static bool AreAny(double[] values) => values.Any(HasMore);

    private static bool HasMore(double value) => Math.Abs(value) >= LargestExact && double.IsFinite(value);
}
