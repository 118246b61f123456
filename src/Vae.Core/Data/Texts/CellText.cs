using System.Globalization;
using System.Numerics;
using System.Text;

namespace Vae.Core.Data.Texts;

/// <summary>What the text of a cell means as a number.</summary>
internal static class CellText
{
    private const NumberStyles NumberStyle = NumberStyles.Float;
    private const int LongestExcerpt = 40;

    /// <summary>Reads a finite number of a 32-bit float's range, or NaN for a missing value.</summary>
    /// <returns>False where the field is neither.</returns>
    public static bool TryRead<T>(ReadOnlySpan<byte> field, out T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (T.TryParse(field, NumberStyle, CultureInfo.InvariantCulture, out value) && float.IsFinite(float.CreateTruncating(value)))
        {
            return true;
        }

        if (IsMissing(field))
        {
            value = T.NaN;
            return true;
        }

        return false;
    }

    /// <summary>Reads true as 1 and false as 0, in small or capital letters.</summary>
    /// <returns>False where the field is neither.</returns>
    public static bool TryReadTruth<T>(ReadOnlySpan<byte> field, out T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        value = Ascii.EqualsIgnoreCase(field, "true"u8) ? T.One : T.Zero;
        return value == T.One || Ascii.EqualsIgnoreCase(field, "false"u8);
    }

    /// <summary>Whether a field is a number at all, one beyond a float's range included.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> field) =>
        double.TryParse(field, NumberStyle, CultureInfo.InvariantCulture, out _);

    /// <summary>Whether a field holds nothing but blanks and tabs.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> text) => text.Trim(" \t"u8).IsEmpty;

    public static bool IsMissing(ReadOnlySpan<byte> field)
    {
        ReadOnlySpan<byte> trimmed = field.Trim(" \t"u8);
        return trimmed.Length switch
        {
            0 => true,
            1 => trimmed[0] == (byte)'?',
            2 => Ascii.EqualsIgnoreCase(trimmed, "na"u8),
            3 => Ascii.EqualsIgnoreCase(trimmed, "nan"u8) || Ascii.EqualsIgnoreCase(trimmed, "n/a"u8),
            4 => Ascii.EqualsIgnoreCase(trimmed, "null"u8),
            _ => false,
        };
    }

    /// <summary>A field for an error message: at most 40 characters, those that do not print shown by their code.</summary>
    public static string Excerpt(ReadOnlySpan<byte> field) =>
        Excerpt(Encoding.UTF8.GetString(field[..Math.Min(field.Length, 4 * (LongestExcerpt + 1))]));

    /// <inheritdoc cref="Excerpt(ReadOnlySpan{byte})"/>
    public static string Excerpt(string text)
    {
        var shown = new StringBuilder();
        foreach (char character in text.AsSpan(0, Math.Min(text.Length, LongestExcerpt)))
        {
            shown.Append(char.IsControl(character) ? $"\\u{(int)character:X4}" : character.ToString());
        }

        return text.Length > LongestExcerpt ? $"{shown}..." : shown.ToString();
    }
}
