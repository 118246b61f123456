using System.Globalization;
using System.Text;
using Vae.Data.Options;
using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <summary>Reads what the values of cells are. Immutable; safe to use from many threads at once.</summary>
internal sealed class CellReader
{
    private const int LongestNumber = 400;

    private static readonly byte[][] Infinities = [.. new[] { "inf", "infinity", "1.#inf", "1.#inf00", "\u221E" }.Select(Encoding.UTF8.GetBytes)];
    private static readonly byte[][] NotNumbers =
    [
        .. new[] { "nan", "nan(ind)", "nan(snan)", "nanq", "nans", "qnan", "snan", "1.#ind", "1.#ind00", "1.#qnan", "1.#qnan0", "1.#snan", "1.#nan" }.Select(Encoding.UTF8.GetBytes),
    ];

    private readonly byte[][] missing;
    private readonly bool decimalComma;

    public CellReader(TableOptions options)
    {
        missing = [.. options.MissingTexts.Select(text => Encoding.UTF8.GetBytes(text.Trim()))];
        decimalComma = options.DecimalComma;
    }

    /// <summary>Whether a text that <see cref="PlainNumber"/> reads is that number, and marks no missing value.</summary>
    public bool ReadsPlainNumbers => missing.Length == 0 && !decimalComma;

    /// <summary>Reads a cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="number">Its number, 1 and 0 for true and false; NaN where it is missing, 0 where it is a text.</param>
    public CellMeaning Read(TableCell cell, out double number)
    {
        number = cell.Number;
        switch (cell.Type)
        {
            case CellType.Text:
                return Read(cell.Text.Trim(" \t"u8), out number);
            case CellType.Truth:
                return CellMeaning.Truth;
            case CellType.Number when double.IsFinite(number):
                return IsMarkedMissing(number) ? Missing(out number) : CellMeaning.Number;
            case CellType.Number when double.IsInfinity(number):
                return CellMeaning.Infinite;
            default:
                return Missing(out number);
        }
    }

    /// <summary>
    /// Whether a cell that is missing holds a text all the same, which can be a name where its column has it for one: NA and the like, but no text that is said to mark a missing value.
    /// </summary>
    public bool MayBeName(TableCell cell) => cell.Type == CellType.Text && cell.Text.Trim(" \t"u8) is { IsEmpty: false } text && !IsSaidMissing(text);

    /// <summary>Whether a text, trimmed, is one of those that mark a missing value.</summary>
    public bool IsMissing(ReadOnlySpan<byte> text) => CellText.IsMissing(text) || IsSaidMissing(text);

    private bool IsSaidMissing(ReadOnlySpan<byte> text)
    {
        foreach (var missing in this.missing)
        {
            if (Ascii.IsValid(missing) ? Ascii.EqualsIgnoreCase(text, missing) : text.SequenceEqual(missing))
            {
                return true;
            }
        }

        return false;
    }

    private static CellMeaning Missing(out double number)
    {
        number = double.NaN;
        return CellMeaning.Missing;
    }

    private CellMeaning Read(ReadOnlySpan<byte> text, out double number)
    {
        if (missing.Length > 0 && IsMissing(text))
        {
            return Missing(out number);
        }

        if (TryReadNumber(text, out number))
        {
            return double.IsNaN(number) ? Missing(out number)
                : double.IsInfinity(number) && text.IndexOfAnyInRange((byte)'0', (byte)'9') < 0 ? CellMeaning.Infinite
                : CellMeaning.Number;
        }

        if (CellText.IsMissing(text) || IsOneOf(text, NotNumbers, out _))
        {
            return Missing(out number);
        }

        if (IsOneOf(text, Infinities, out var isNegative))
        {
            number = isNegative ? double.NegativeInfinity : double.PositiveInfinity;
            return CellMeaning.Infinite;
        }

        if (CellText.TryReadTruth(text, out double truth))
        {
            number = truth;
            return CellMeaning.Truth;
        }

        number = 0;
        return CellMeaning.Text;
    }

    private bool TryReadNumber(ReadOnlySpan<byte> text, out double number)
    {
        if (!decimalComma)
        {
            return PlainNumber.TryRead(text, out number) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
        }

        number = 0;
        if (text.Length > LongestNumber || text.Contains((byte)'.'))
        {
            return false;
        }

        Span<byte> withPoint = stackalloc byte[LongestNumber];
        text.CopyTo(withPoint);
        withPoint = withPoint[..text.Length];
        withPoint.Replace((byte)',', (byte)'.');
        return double.TryParse(withPoint, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    private bool IsMarkedMissing(double number) =>
        missing.Length > 0 && Array.Exists(missing, text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var marked) && marked == number);

    private static bool IsOneOf(ReadOnlySpan<byte> text, byte[][] words, out bool isNegative)
    {
        isNegative = text is [(byte)'-', ..];
        var word = text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text;
        foreach (var known in words)
        {
            if (word.Length == known.Length && (word.SequenceEqual(known) || (Ascii.IsValid(word) && Ascii.EqualsIgnoreCase(word, known))))
            {
                return true;
            }
        }

        return false;
    }
}
