using System.Collections.Immutable;
using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <summary>What a pass over a table has found in one field. Its memory is bounded, however many rows there are.</summary>
/// <param name="budget">Bounds the texts of all fields together.</param>
/// <param name="countsAll">Whether the values are names whatever they look like, so that numbers are counted as texts too.</param>
internal sealed class FieldCount(LevelBudget budget, bool countsAll)
{
    private const int MostExamples = 5;
    private const int MostNumbers = 1 << 16;
    private const int SecondsADay = 86_400;
    private const double LargestExactWhole = 1L << 53;
    private const double LargestWhole = ulong.MaxValue;

    private readonly HashSet<double> numbers = [];
    private readonly HashSet<float> floats = [];
    private readonly Sentinels sentinels = new();
    private readonly List<string> examples = [];
    private double last = double.NaN;

    /// <summary>Rows.</summary>
    public long Rows { get; private set; }

    public long Missing { get; private set; }

    /// <summary>Numbers, infinities among them.</summary>
    public long Numbers { get; private set; }

    public long Infinities { get; private set; }

    public long Truths { get; private set; }

    /// <summary>Texts, which are neither of the above.</summary>
    public long Texts { get; private set; }

    /// <summary>Numbers that are 0 or 1.</summary>
    public long Bits { get; private set; }

    public long Negatives { get; private set; }

    public long Fractions { get; private set; }

    public long DigitDates { get; private set; }

    /// <summary>Whole numbers so large that a 64-bit float may lack their last digits.</summary>
    public long BeyondDoubles { get; private set; }

    /// <summary>Whole numbers that are written with zeros before them, as codes are.</summary>
    public long Padded { get; private set; }

    /// <summary>The first of these.</summary>
    public string FirstPadded { get; private set; } = "";

    /// <summary>Numbers that are whole days, where they are seconds.</summary>
    public long WholeDays { get; private set; }

    /// <summary>The first number beyond a 32-bit float, and where it stands; place 0 where there is none.</summary>
    public (string Text, long Place) Huge { get; private set; } = ("", 0);

    public long UnixTimes { get; private set; }

    /// <summary>Numbers that are greater than the one before by 1, and by anything.</summary>
    public (long ByOne, long ByAny) Rises { get; private set; }

    /// <summary>Least and greatest finite number.</summary>
    public (double Minimum, double Maximum) Range { get; private set; } = (double.PositiveInfinity, double.NegativeInfinity);

    /// <summary>The same of those that mark no missing value.</summary>
    public (double Minimum, double Maximum) PlainRange { get; private set; } = (double.PositiveInfinity, double.NegativeInfinity);

    /// <summary>Where the first missing value stands, the first text, the first infinity; 0 where there is none.</summary>
    public (long Missing, long Text, long Infinity) First { get; private set; }

    /// <summary>The first text.</summary>
    public string FirstText { get; private set; } = "";

    /// <summary>The different texts and how often each is there.</summary>
    public LevelCounter Levels { get; } = new(budget);

    /// <summary>Where the texts of all fields became too many to count; 0 where they did not.</summary>
    public long FullAt { get; private set; }

    /// <summary>A text too long for a level, where it stands; null where there is none.</summary>
    public (string Text, int Bytes, long Place)? TooLong { get; private set; }

    /// <summary>Different finite numbers, and as 32-bit floats; up to a bound.</summary>
    public (int Doubles, int Floats, bool IsBound) DistinctNumbers => (numbers.Count, floats.Count, numbers.Count >= MostNumbers);

    public ImmutableArray<string> Examples => [.. examples];

    public long Present => Rows - Missing;

    /// <summary>Whether numbers stand among texts, and not one text or so among numbers.</summary>
    public bool IsMixed => Numbers > 0 && Texts + Truths > 0.05 * Present;

    /// <summary>A number that marks missing values as it seems.</summary>
    public (double Value, long Count)? Sentinel => sentinels.Find(Numbers, PlainRange.Minimum, PlainRange.Maximum);

    /// <summary>Counts a cell.</summary>
    public void Add(TableCell cell, CellMeaning meaning, double number, long place)
    {
        Rows++;
        if (meaning == CellMeaning.Missing)
        {
            Missing++;
            First = First with { Missing = First.Missing == 0 ? place : First.Missing };
            return;
        }

        Remember(cell);
        switch (meaning)
        {
            case CellMeaning.Number:
                AddNumber(number);
                LookAtDigits(cell, number);
                Huge = Huge.Place == 0 && float.IsInfinity((float)number) ? (CellText.Excerpt(cell.ToString()), place) : Huge;
                break;
            case CellMeaning.Infinite:
                Numbers++;
                Infinities++;
                First = First with { Infinity = First.Infinity == 0 ? place : First.Infinity };
                break;
            case CellMeaning.Truth:
                Truths++;
                break;
            default:
                Texts++;
                break;
        }

        var isText = meaning is CellMeaning.Text or CellMeaning.Truth;
        if (isText && First.Text == 0)
        {
            First = First with { Text = place };
            FirstText = CellText.Excerpt(cell.ToString());
        }

        if (isText || countsAll)
        {
            AddText(cell, place);
        }
    }

    private void AddNumber(double number)
    {
        Numbers++;
        Bits += number is 0 or 1 ? 1 : 0;
        Negatives += number < 0 ? 1 : 0;
        Fractions += number != Math.Floor(number) ? 1 : 0;
        DigitDates += DateText.IsDigits(number) ? 1 : 0;
        WholeDays += number % SecondsADay == 0 ? 1 : 0;
        UnixTimes += DateText.TryReadUnix(number, out _) ? 1 : 0;
        Rises = (Rises.ByOne + (number - last == 1 ? 1 : 0), Rises.ByAny + (number > last ? 1 : 0));
        last = number;
        Range = (Math.Min(Range.Minimum, number), Math.Max(Range.Maximum, number));
        if (!sentinels.Add(number))
        {
            PlainRange = (Math.Min(PlainRange.Minimum, number), Math.Max(PlainRange.Maximum, number));
        }

        if (numbers.Count < MostNumbers && numbers.Add(number))
        {
            floats.Add((float)number);
        }
    }

    private void LookAtDigits(TableCell cell, double number)
    {
        var digits = cell.Text.Trim(" \t"u8).TrimStart("+-"u8);
        var isWhole = !digits.IsEmpty && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
        BeyondDoubles += Math.Abs(number) is > LargestExactWhole and <= LargestWhole && (isWhole || (cell.Type == CellType.Number && number == Math.Floor(number))) ? 1 : 0;
        if (isWhole && digits.Length > 1 && digits[0] == '0')
        {
            FirstPadded = Padded++ == 0 ? CellText.Excerpt(cell.ToString()) : FirstPadded;
        }
    }

    private void AddText(TableCell cell, long place)
    {
        // A number of the format itself is a level by the text that people write for it.
        var text = cell.Type == CellType.Text ? cell.Text.Trim(" \t"u8) : System.Text.Encoding.UTF8.GetBytes(cell.ToString());

        // Three bytes of UTF-8 a UTF-16 unit at most; what passes here by a hair is refused as a level.
        if (text.Length > 3 * TableColumn.MaximumTextLength)
        {
            TooLong ??= (CellText.Excerpt(text), text.Length, place);
        }
        else if (FullAt == 0 && !Levels.TryAdd(text))
        {
            FullAt = place;
        }
    }

    private void Remember(TableCell cell)
    {
        if (examples.Count < MostExamples)
        {
            var shown = CellText.Excerpt(cell.ToString());
            if (!examples.Contains(shown))
            {
                examples.Add(shown);
            }
        }
    }
}
