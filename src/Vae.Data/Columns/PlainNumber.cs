namespace Vae.Data.Columns;

/// <summary>Reads numbers as most tables have them, a sign, digits and a point, several times faster than <see cref="double.TryParse(ReadOnlySpan{byte}, out double)"/> and to the same bit.</summary>
/// <remarks>
/// Digits that are a whole number of no more than 53 bits, over a power of ten of no more than 22: both are doubles exactly, and so their quotient is rounded once, as the number itself is (Clinger 1990).
/// Everything else is left to the caller.
/// </remarks>
internal static class PlainNumber
{
    // 19 digits are below 2^64.
    private const int MostDigits = 19;
    private const ulong LargestExact = 1UL << 53;

    private static readonly double[] PowersOfTen =
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19];

    /// <summary>Reads a number.</summary>
    /// <param name="text">Of ASCII or UTF-8, without blanks.</param>
    /// <param name="number">The number; 0 where it is not read.</param>
    /// <returns>False where the text is no number, or one that is not plain.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out double number)
    {
        number = 0;
        var start = text is [(byte)'-' or (byte)'+', ..] ? 1 : 0;
        if (text.Length - start > MostDigits + 1)
        {
            return false;
        }

        ulong digits = 0;
        var point = -1;
        for (var i = start; i < text.Length; i++)
        {
            var digit = (uint)text[i] - '0';
            if (digit <= 9)
            {
                digits = (digits * 10) + digit;
            }
            else if (text[i] == (byte)'.' && point < 0)
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        var count = text.Length - start - (point < 0 ? 0 : 1);
        if (count is 0 or > MostDigits || digits > LargestExact)
        {
            return false;
        }

        number = point < 0 ? digits : digits / PowersOfTen[text.Length - 1 - point];
        number = text[0] == (byte)'-' ? -number : number;
        return true;
    }
}
