using System.Buffers.Binary;

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
    private const ulong EightZeros = 0x3030_3030_3030_3030;

    private static ReadOnlySpan<double> PowersOfTen => [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19];

    private static ReadOnlySpan<uint> WholePowersOfTen => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    /// <summary>Reads a number.</summary>
    /// <param name="text">Of ASCII or UTF-8, without blanks.</param>
    /// <param name="number">The number; 0 where it is not read.</param>
    /// <returns>False where the text is no number, or one that is not plain.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out double number) => TryRead(text, out number, out _);

    /// <summary>Reads a number.</summary>
    /// <param name="text">Of ASCII or UTF-8, without blanks.</param>
    /// <param name="number">The number; 0 where it is not read.</param>
    /// <param name="decimals">Digits behind the point; below 0 where there is no point.</param>
    /// <returns>False where the text is no number, or one that is not plain.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out double number, out int decimals)
    {
        (number, decimals) = (0, -1);
        if (text.IsEmpty)
        {
            return false;
        }

        // Without a branch: which sign comes next nobody can guess, and neither can a processor.
        var minus = text[0] == (byte)'-' ? 1 : 0;
        var at = minus | (text[0] == (byte)'+' ? 1 : 0);
        var count = text.Length - at;
        if (count > MostDigits + 1)
        {
            return false;
        }

        ulong digits = 0;
        for (; at < text.Length && (uint)(text[at] - '0') is var digit and <= 9; at++)
        {
            digits = (digits * 10) + digit;
        }

        if (at < text.Length)
        {
            decimals = text.Length - at - 1;
            count--;
            if (text[at] != (byte)'.' || !TryReadDecimals(text, decimals, ref digits))
            {
                return false;
            }
        }

        if (count is 0 or > MostDigits || digits > LargestExact)
        {
            return false;
        }

        var size = decimals <= 0 ? digits : digits / PowersOfTen[decimals];
        number = BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(size) | ((ulong)minus << 63));
        return true;
    }

    // Eight at a time; of the last eight characters of the text those that are no more of these digits become zeros before them.
    private static bool TryReadDecimals(ReadOnlySpan<byte> text, int decimals, ref ulong digits)
    {
        for (; decimals >= 8; decimals -= 8)
        {
            if (!TryReadEight(BinaryPrimitives.ReadUInt64LittleEndian(text[^decimals..]), out var eight))
            {
                return false;
            }

            digits = (digits * 100_000_000) + eight;
        }

        if (decimals == 0)
        {
            return true;
        }

        var others = 8 * (8 - decimals);
        var isRead = TryReadEight((Last(text) >> others << others) | (EightZeros & ((1UL << others) - 1)), out var last);
        digits = (digits * WholePowersOfTen[decimals]) + last;
        return isRead;
    }

    // The last eight characters, the first of them lowest; anything in place of those that are not there.
    private static ulong Last(ReadOnlySpan<byte> text)
    {
        if (text.Length >= 8)
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(text[^8..]);
        }

        if (text.Length >= 4)
        {
            ulong first = BinaryPrimitives.ReadUInt32LittleEndian(text);
            return ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[^4..]) << 32) | (uint)(first << (8 * (8 - text.Length)));
        }

        ulong all = 0;
        foreach (var character in text)
        {
            all = (all >> 8) | ((ulong)character << 56);
        }

        return all;
    }

    // Neighbours are put together: digits to pairs, pairs to fours, fours to the whole (Lemire 2021).
    private static bool TryReadEight(ulong characters, out uint eight)
    {
        var areDigits = (((characters + 0x4646_4646_4646_4646) | (characters - EightZeros)) & 0x8080_8080_8080_8080) == 0;
        characters -= EightZeros;
        characters = (characters * 10) + (characters >> 8);
        eight = (uint)((((characters & 0x0000_00FF_0000_00FF) * 0x000F_4240_0000_0064) + (((characters >> 16) & 0x0000_00FF_0000_00FF) * 0x0000_2710_0000_0001)) >> 32);
        return areDigits;
    }
}
