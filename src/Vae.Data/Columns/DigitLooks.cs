using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <summary>Notices how numbers are written.</summary>
internal static class DigitLooks
{
    private const double LargestExactWhole = 1L << 53;
    private const double LargestWhole = ulong.MaxValue;
    private const int LongestCode = 12;
    private const int LongestRounded = 11; // 1.23457E+12

    /// <summary>What there is to notice of a cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="number">The number that it is.</param>
    public static DigitLook Of(TableCell cell, double number)
    {
        var isLarge = Math.Abs(number) > LargestExactWhole && (cell.Type == CellType.Text || Math.Abs(number) <= LargestWhole);
        if (!isLarge && !MayBePadded(cell.Text))
        {
            return cell.Text is [.., (byte)'.', _, _, _] ? Grouped(cell.Text) | Ending(cell.Text) : Ending(cell.Text);
        }

        var digits = cell.Text.Trim(" \t"u8).TrimStart("+-"u8);
        if (HasBareExponent(digits))
        {
            return DigitLook.BareExponent;
        }

        var isWhole = !digits.IsEmpty && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
        var isBeyond = isLarge && (isWhole || (cell.Type == CellType.Number && number == Math.Floor(number)));
        return (isBeyond ? DigitLook.BeyondDoubles : DigitLook.Plain) | (isWhole && digits.Length > 1 && digits[0] == '0' ? DigitLook.Padded : DigitLook.Plain) | (Ending(cell.Text) & DigitLook.Rounded);
    }

    /// <summary>The same of a cell that <see cref="PlainNumber"/> reads, so that it holds digits alone but for a sign and a point.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="number">The number that it is.</param>
    /// <param name="decimals">Digits behind the point; below 0 where there is no point.</param>
    public static DigitLook OfPlain(TableCell cell, double number, int decimals)
    {
        var text = cell.Text;
        if (MayBePadded(text))
        {
            return Of(cell, number);
        }

        var ending = decimals > 0 && text[^1] == (byte)'0' ? DigitLook.EndsInZero : DigitLook.Plain;
        return decimals == 3 ? Grouped(text) | ending : ending;
    }

    private static DigitLook Ending(ReadOnlySpan<byte> text) => text switch
    {
        [.., (byte)'0'] when text.Contains((byte)'.') && text.IndexOfAny((byte)'e', (byte)'E') < 0 => DigitLook.EndsInZero,
        [.., (byte)'E' or (byte)'e', (byte)'+', >= (byte)'1' and <= (byte)'9', _] when text.Length <= LongestRounded && text is not [.., (byte)'1', (byte)'0'] => DigitLook.Rounded,
        [_, .., >= (byte)'0' and <= (byte)'9'] when text.Length <= LongestCode && HasBareExponent(text) => DigitLook.BareExponent,
        _ => DigitLook.Plain,
    };

    private static bool HasBareExponent(ReadOnlySpan<byte> text)
    {
        var at = text.IndexOfAny((byte)'e', (byte)'E');
        return at > 0 && at < text.Length - 1 && text.Length <= LongestCode && !text[..at].ContainsAnyExceptInRange((byte)'0', (byte)'9') && !text[(at + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static DigitLook Grouped(ReadOnlySpan<byte> text)
    {
        var before = text[..^4].TrimStart("-"u8);
        var after = text[^3..];
        return before is { Length: >= 1 and <= 3 } && before[0] is >= (byte)'1' and <= (byte)'9' && !before.ContainsAnyExceptInRange((byte)'0', (byte)'9') && !after.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            ? DigitLook.Grouped | (after is [_, (byte)'0', (byte)'0'] ? DigitLook.Round : DigitLook.Plain)
            : DigitLook.Plain;
    }

    // Where the first digit is no zero there is none before the number; 0.5 is told by its second character.
    private static bool MayBePadded(ReadOnlySpan<byte> text)
    {
        text = text is [(byte)'-', ..] ? text[1..] : text;
        return text.Length > 1 && text[0] is < (byte)'1' or > (byte)'9' && text is not [(byte)'0', (byte)'.', ..];
    }
}
