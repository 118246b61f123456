using System.Text.RegularExpressions;

namespace Vae.Data.Columns;

/// <summary>Tells what kind of number a text means that is none as it stands.</summary>
internal static partial class NumberSpelling
{
    /// <summary>A way in which numbers are written that is not read.</summary>
    /// <param name="Name">What it is called, after "numbers with" or "numbers as".</param>
    /// <param name="Advice">What to do.</param>
    /// <param name="IsSure">Whether nothing else is written so; else a few such texts may be names.</param>
    public sealed record Kind(string Name, string Advice, bool IsSure);

    private static readonly Kind DecimalComma = new("with a decimal comma", "say so (TableOptions.DecimalComma)", true);
    private static readonly Kind CommaOrThousands = new("with a decimal comma or separated thousands", "write them without separators or, if it is a decimal comma, say so (TableOptions.DecimalComma)", true);
    private static readonly Kind DecimalPoint = new("with a decimal point", "leave out the decimal comma (TableOptions.DecimalComma)", true);
    private static readonly Kind Thousands = new("with separated thousands", "write them without", true);
    private static readonly Kind Percent = new("in percent", "take the signs away", true);
    private static readonly Kind Currency = new("with a currency", "take the signs away", true);
    private static readonly Kind Exponent = new("with the exponent of another language", "write E in place of D", true);
    private static readonly Kind Sign = new("with a sign of another kind", "write - before the number", true);
    private static readonly Kind Bound = new("that are bounds", "write the numbers alone", false);
    private static readonly Kind Hexadecimal = new("in hexadecimal digits", "write them in decimal digits", false);
    private static readonly Kind Digits = new("in digits of another script", "write them in the digits 0 to 9", true);
    private static readonly Kind Blank = new("with a blank of another kind", "take it away", true);
    private static readonly Kind Quoted = new("between single quotes", "take the quotes away", true);
    private static readonly Kind Uncertain = new("with their uncertainty", "write it in a column of its own", true);
    private static readonly Kind Marked = new("with a mark behind them", "take the marks away", false);
    private static readonly Kind Duration = new("as hours, minutes and seconds", "write them in one unit", false);
    /// <summary>A number and its unit.</summary>
    public static readonly Kind Unit = new("with a unit", "take the unit away", false);

    /// <summary>The kind of number that a text means; null where it means none.</summary>
    /// <param name="text">The text, trimmed.</param>
    /// <param name="decimalComma">Whether numbers are read with a decimal comma.</param>
    public static Kind? Of(string text, bool decimalComma) => text.Length is < 2 or > 60 || !text.Any(char.IsDigit) || TimeSpelling.IsPeriod(text) ? null
        : DigitsPattern().IsMatch(text) ? Digits
        : decimalComma && PointPattern().IsMatch(text) ? DecimalPoint
        : !decimalComma && EitherPattern().IsMatch(text) ? CommaOrThousands
        : !decimalComma && CommaPattern().IsMatch(text) ? DecimalComma
        : ThousandsPattern().IsMatch(text) ? Thousands
        : PercentPattern().IsMatch(text) ? Percent
        : CurrencyPattern().IsMatch(text) ? Currency
        : ExponentPattern().IsMatch(text) ? Exponent
        : SignPattern().IsMatch(text) ? Sign
        : BlankPattern().IsMatch(text) ? Blank
        : QuotedPattern().IsMatch(text) ? Quoted
        : UncertainPattern().IsMatch(text) ? Uncertain
        : MarkedPattern().IsMatch(text) ? Marked
        : BoundPattern().IsMatch(text) ? Bound
        : HexadecimalPattern().IsMatch(text) ? Hexadecimal
        : DurationPattern().IsMatch(text) ? Duration
        : UnitPattern().IsMatch(text) ? Unit
        : null;

    /// <summary>The unit behind a number; null where there is none.</summary>
    public static string? UnitOf(string text) => UnitPattern().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^[+-]?\d+\.\d+([eE][+-]?\d+)?$")]
    private static partial Regex PointPattern();

    [GeneratedRegex(@"^[+-]?[1-9]\d{0,2},\d{3}$")]
    private static partial Regex EitherPattern();

    [GeneratedRegex(@"^[+-]?\d*,\d+([eE][+-]?\d+)?$")]
    private static partial Regex CommaPattern();

    [GeneratedRegex(@"^[+-]?\d{1,3}([ ,.'_\u00A0\u2009\u202F]\d{3})+([.,]\d+)?$")]
    private static partial Regex ThousandsPattern();

    [GeneratedRegex(@"^[+-]?[\d.,]+\s*[%\u2030]$")]
    private static partial Regex PercentPattern();

    [GeneratedRegex(@"^([+-]?\s*(\p{Sc}|USD|EUR|GBP|CHF|JPY)\s*[+-]?[\d.,]+|[+-]?[\d.,]+\s*(\p{Sc}|USD|EUR|GBP|CHF|JPY))$")]
    private static partial Regex CurrencyPattern();

    [GeneratedRegex(@"^[+-]?(\d+\.?\d*|\.\d+)[dDqQ][+-]?\d+$")]
    private static partial Regex ExponentPattern();

    [GeneratedRegex(@"^([\u2212\u2013\u2014]\s*[\d.,]+|[\d.,]+[-\u2212]|\([\d.,]+\)|[+-]\s+[\d.,]+)$")]
    private static partial Regex SignPattern();

    [GeneratedRegex(@"^(?=.*[\d-[0-9]])[+-]?\d+([.,\u066B]\d+)?$")]
    private static partial Regex DigitsPattern();

    [GeneratedRegex(@"^(?=.*[\u00A0\u2000-\u200B\u202F\u3000\uFEFF])[\u00A0\u2000-\u200B\u202F\u3000\uFEFF]*[+-]?[\d.,]+[\u00A0\u2000-\u200B\u202F\u3000\uFEFF]*$")]
    private static partial Regex BlankPattern();

    [GeneratedRegex(@"^(['\u2018\u2019`][+-]?[\d.,]+['\u2018\u2019`]?|[\u201C\u201D][+-]?[\d.,]+[\u201C\u201D])$")]
    private static partial Regex QuotedPattern();

    [GeneratedRegex(@"^[+-]?[\d.,]+\s*(\u00B1|\+/?-)\s*[\d.,]+$")]
    private static partial Regex UncertainPattern();

    [GeneratedRegex(@"^[+-]?[\d.,]+\s*[*#!?\u2020\u2021\u00B9\u00B2\u00B3]+$")]
    private static partial Regex MarkedPattern();

    [GeneratedRegex(@"^([<>~\u2264\u2265]=?\s*[+-]?[\d.,]+|[\d.,]+\s*[+<>])$")]
    private static partial Regex BoundPattern();

    [GeneratedRegex(@"^[+-]?(0[xX][0-9a-fA-F]+|[0-9a-fA-F]+[hH])$")]
    private static partial Regex HexadecimalPattern();

    [GeneratedRegex(@"^([+-]?\d+:[0-5]?\d(:[0-5]?\d)?([.,]\d+)?|P(T?\d.*)|(\d+\s*[dhms]\s*){2,})$")]
    private static partial Regex DurationPattern();

    [GeneratedRegex(@"^[+-]?[\d.,]*\d[.,]?\s*([\p{L}\u00B0\u00B5/][\p{L}\d\u00B0\u00B5/^\u00B2\u00B3%]{0,7})$")]
    private static partial Regex UnitPattern();
}
