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

    private const string Currencies = @"\p{Sc}|[A-Z]{0,2}\$|USD|EUR|GBP|CHF|JPY|CNY|INR|BRL|SEK|NOK|DKK|PLN|CZK|HUF|RUB|TRY|AUD|CAD|MXN|ZAR|KRW|Rs\.?|kr\.?|z\u0142|K\u010D|Fr\.";
    private const string Item = @"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*";
    private const string Items = Item + @"(?:[,;\s]" + Item + ")+";
    private const string Amount = @"\d(?:[\d.,' \u2019\u00A0\u2009\u202F]*\d)?";

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
    private static readonly Kind Binary = new("in binary or octal digits", "write them in decimal digits", false);
    private static readonly Kind Digits = new("in digits of another script", "write them in the digits 0 to 9", true);
    private static readonly Kind Blank = new("with a blank of another kind", "take it away", true);
    private static readonly Kind Quoted = new("between quotes of their own", "take the quotes away", true);
    private static readonly Kind Uncertain = new("with their uncertainty", "write it in a column of its own", true);
    private static readonly Kind Marked = new("with a mark beside them", "take the marks away", false);
    /// <summary>Durations, and times of day.</summary>
    public static readonly Kind Duration = new("as hours, minutes and seconds", "write them in one unit, as seconds", false);
    private static readonly Kind Power = new("with a power of ten", "write e in place of x 10^, as 5e3", true);
    private static readonly Kind Formula = new("as formulas of a spreadsheet", "save the values in place of the formulas", true);
    private static readonly Kind Named = new("with a name before them", "take the name away, or make a column of each name", false);
    private static readonly Kind Sizes = new("that are two or more in one", "write each number in a column of its own", false);
    private static readonly Kind List = new("in lists", "write each number in a column of its own", false);

    /// <summary>A whole number and a fraction of small numbers behind it.</summary>
    public static readonly Kind Fraction = new("with fractions", "write 3.5 in place of 3 1/2", true);

    /// <summary>Two numbers with a slash between them.</summary>
    public static readonly Kind Pair = new("that are fractions, or two in one", "write a fraction as a decimal number, and two numbers in columns of their own", false);

    private static readonly Kind Feet = new("in feet and inches", "write them in inches alone", true);

    /// <summary>Amounts of two sides of an account.</summary>
    public static readonly Kind Side = new("marked as debit or credit", "write - before those of one side, and take the marks away", true);

    /// <summary>A number and its unit.</summary>
    public static readonly Kind Unit = new("with a unit", "write all of them in one unit, and take it away", false);

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
        : PowerPattern().IsMatch(text) ? Power
        : FractionPattern().IsMatch(text) ? Fraction
        : PairPattern().IsMatch(text) ? Pair
        : FormulaPattern().IsMatch(text) ? Formula
        : ListPattern().IsMatch(text) ? List
        : NamedPattern().IsMatch(text) ? Named
        : SizesPattern().IsMatch(text) ? Sizes
        : SignPattern().IsMatch(text) ? Sign
        : BlankPattern().IsMatch(text) ? Blank
        : FeetPattern().IsMatch(text) ? Feet
        : QuotedPattern().IsMatch(text) ? Quoted
        : UncertainPattern().IsMatch(text) ? Uncertain
        : MarkedPattern().IsMatch(text) ? Marked
        : BoundPattern().IsMatch(text) ? Bound
        : SidePattern().IsMatch(text) ? Side
        : BinaryPattern().IsMatch(text) ? Binary
        : HexadecimalPattern().IsMatch(text) ? Hexadecimal
        : DurationPattern().IsMatch(text) ? Duration
        : UnitPattern().IsMatch(text) && !DateText.TryRead(System.Text.Encoding.UTF8.GetBytes(text), out _) ? Unit
        : null;

    /// <summary>The unit behind a number; null where there is none.</summary>
    public static string? UnitOf(string text) => UnitPattern().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^[+-]?\d+\.\d+([eE][+-]?\d+)?$")]
    private static partial Regex PointPattern();

    [GeneratedRegex(@"^[+-]?[1-9]\d{0,2},\d{3}$")]
    private static partial Regex EitherPattern();

    [GeneratedRegex(@"^[+-]?\d*,\d+([eE][+-]?\d+)?$")]
    private static partial Regex CommaPattern();

    // Those of India stand in groups of two before the last.
    [GeneratedRegex(@"^[+-]?(\d{1,3}([ ,.'\u2019_\u00A0\u2009\u202F]\d{3})+([.,]\d+)?|\d{1,2}(,\d{2})+,\d{3}(\.\d+)?)$")]
    private static partial Regex ThousandsPattern();

    [GeneratedRegex(@"^([+-]?[\d.,]+\s*[%\u2030]|\([\d.,]+\s*[%\u2030]\)|\([\d.,]+\)\s*[%\u2030])$")]
    private static partial Regex PercentPattern();

    [GeneratedRegex(@"^\(?([+-]?\s*(" + Currencies + @")\s*[+-]?" + Amount + "|[+-]?" + Amount + @"\s*(" + Currencies + @"))[-)]?$")]
    private static partial Regex CurrencyPattern();

    [GeneratedRegex(@"^[+-]?(\d+\.?\d*|\.\d+)[dDqQ][+-]?\d+$")]
    private static partial Regex ExponentPattern();

    [GeneratedRegex(@"^[+-]?\d+([.,]\d+)?\s*[xX*\u00D7\u00B7]\s*10(\s*(\^|\*\*)\s*[+-]?\d+|[\u207A\u207B]?[\u2070\u00B9\u00B2\u00B3\u2074-\u2079]+)$")]
    private static partial Regex PowerPattern();

    [GeneratedRegex(@"^[+-]?(\d+[ \u00A0-]+\d+[/\u2044]\d+|\d*\s*[\u00BC-\u00BE\u2150-\u215E])\s*[""\u2033]?$")]
    private static partial Regex FractionPattern();

    [GeneratedRegex(@"^\d+\s*[/\u2044]\s*\d+$")]
    private static partial Regex PairPattern();

    [GeneratedRegex(@"^=(""[+-]?[\d.,]+""|[+-]?[\d.,]+)$")]
    private static partial Regex FormulaPattern();

    // What begins with one bracket and ends in another is a range.
    [GeneratedRegex(@"^(\[" + Items + @"\]|\(" + Items + @"\)|\{" + Items + @"\}|" + Item + @"(,\s+|\s*;\s*)" + Item + ")$")]
    private static partial Regex ListPattern();

    [GeneratedRegex(@"^[\p{L}_][\p{L}\d_.-]*\s*=\s*[+-]?\d[\d.,]*(\s*\p{L}{1,5})?$")]
    private static partial Regex NamedPattern();

    // Hexadecimal digits begin with 0x.
    [GeneratedRegex(@"^(?!0[xX])\d+([.,]\d+)?(\s*[xX\u00D7]\s*\d+([.,]\d+)?){1,3}(\s*\p{L}{1,3})?$")]
    private static partial Regex SizesPattern();

    [GeneratedRegex(@"^([\u2212\u2013\u2014]\s*[\d.,]+|[\d.,]+[-\u2212]|\([\d.,]+\)|[+-]\s+[\d.,]+)$")]
    private static partial Regex SignPattern();

    [GeneratedRegex(@"^(?=.*[\d-[0-9]])[+-]?\d+([.,\u066B]\d+)?$")]
    private static partial Regex DigitsPattern();

    [GeneratedRegex(@"^(?=.*[\u00A0\u2000-\u200B\u202F\u3000\uFEFF])[\u00A0\u2000-\u200B\u202F\u3000\uFEFF]*[+-]?[\d.,]+[\u00A0\u2000-\u200B\u202F\u3000\uFEFF]*$")]
    private static partial Regex BlankPattern();

    [GeneratedRegex(@"^(['\u2018\u2019`][+-]?[\d.,]+['\u2018\u2019`]?|[""\u201C\u201D][+-]?[\d.,]+[""\u201C\u201D])$")]
    private static partial Regex QuotedPattern();

    [GeneratedRegex(@"^[+-]?[\d.,]+\s*(\u00B1|\+/?-)\s*[\d.,]+$")]
    private static partial Regex UncertainPattern();

    [GeneratedRegex(@"^[+-]?[\d.,]+\s*[*#!?\u2020\u2021\u00B9\u00B2\u00B3\u2190-\u21FF\u25A0-\u25FF]+$|^[\u2190-\u21FF\u25A0-\u25FF]\s*[+-]?[\d.,]+$")]
    private static partial Regex MarkedPattern();

    [GeneratedRegex(@"^([<>~\u2264\u2265]=?\s*[+-]?[\d.,]+([eE][+-]?\d+)?|[\d.,]+\s*[+<>]|(ca|approx|circa|about|etwa|ungef|env)\.?\s*[+-]?[\d.,]+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BoundPattern();

    [GeneratedRegex(@"^\d{1,2}\s*('|\u2032|ft)\s*(1[01]|\d)(\.\d+)?\s*(""|''|\u2033|in)?$")]
    private static partial Regex FeetPattern();

    [GeneratedRegex(@"^[\d.,]+\s*(CR|DR|Cr|Dr|cr|dr)\.?$")]
    private static partial Regex SidePattern();

    [GeneratedRegex("^[+-]?0([bB][01]+|[oO][0-7]+)$")]
    private static partial Regex BinaryPattern();

    [GeneratedRegex(@"^[+-]?(0[xX][0-9a-fA-F]+(\.[0-9a-fA-F]*)?([pP][+-]?[0-9]+)?|(?=[0-9]*[a-fA-F]|[0-9]{4})[0-9a-fA-F]+[hH])$")]
    private static partial Regex HexadecimalPattern();

    [GeneratedRegex(@"^([+-]?\d+:[0-5]?\d(:[0-5]?\d)?([.,]\d+)?(\s*[AaPp]\.?[Mm]\.?)?|[+-]?\d+( days?,? |\.)\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?|-?P(?=.*\d)(\d+([.,]\d+)?[YMWD])*(T(\d+([.,]\d+)?[HMS])+)?|(\d+\s*[dhms]\s*){2,})$")]
    private static partial Regex DurationPattern();

    [GeneratedRegex(@"^[+-]?[\d.,]*\d[.,]?\s*([\p{L}\u00B0\u00B5/][\p{L}\d\u00B0\u00B5/^\u00B2\u00B3%]{0,7})$")]
    private static partial Regex UnitPattern();
}
