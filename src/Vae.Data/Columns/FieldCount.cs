using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <summary>What a pass over a table has found in one field. Its memory is bounded, however many rows there are.</summary>
/// <param name="budget">Bounds the texts of all fields together.</param>
/// <param name="countsAll">Whether the values are names whatever they look like, so that numbers are counted as texts too.</param>
internal sealed class FieldCount(LevelBudget budget, bool countsAll)
{
    private const int MostExamples = 5;
    private const int MostNumbers = 1 << 16;
    private const int FewestBelowTotal = 10;
    private const int FewestSmall = 2;
    private const double TotalTolerance = 1e-4;
    private const int SecondsADay = 86_400;
    private const double LargestLong = 1L << 62;

    private readonly Dictionary<double, int> numbers = [];
    private readonly Sentinels sentinels = new();
    private readonly List<string> examples = [];
    private readonly List<byte[]> exampleTexts = [];
    private volatile bool hasExamples;
    private volatile bool hasGrouped;
    private double last = double.NaN;
    private long zeros;
    private double plainMinimum = double.PositiveInfinity;
    private double plainMaximum = double.NegativeInfinity;
    private long risesByOne;
    private long risesByAny;
    private bool falls;
    private long smallWholes;
    private double sum;
    private double largestBefore;
    private long lastAt;
    private long presentAt = -1;
    private CellPrint print;
    private ScalePrint scale;
    private OrderPrint order;
    private Extreme highest = new(isHighest: true);
    private Extreme lowest = new(isHighest: false);

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

    /// <summary>Numbers that may be days or times in digits alone, but for those of <see cref="DigitDates"/>.</summary>
    public long DigitTimes { get; private set; }

    /// <summary>Whole numbers so large that a 64-bit float may lack their last digits.</summary>
    public long BeyondDoubles { get; private set; }

    /// <summary>Whole numbers that are written with zeros before them, as codes are.</summary>
    public long Padded { get; private set; }

    /// <summary>Fractions that are written in two ways.</summary>
    public SameNumbers Same { get; } = new();

    /// <summary>Numbers with an exponent as codes have one, and the first of them.</summary>
    public (long Count, string First) BareExponents { get; private set; } = (0, "");

    /// <summary>Long whole numbers of which a few digits are written, and the first of them.</summary>
    public long Rounded { get; private set; }

    /// <summary>The first of these.</summary>
    public string FirstRounded { get; private set; } = "";

    /// <summary>Whole numbers that are months or weeks of a year, as 202012.</summary>
    public (long Months, long Weeks) Periods { get; private set; }

    /// <summary>What is the same for fields that hold the same in every row.</summary>
    public ulong Print => print.Value;

    /// <summary>What is the same for columns of numbers that are one another scaled and shifted.</summary>
    public ScalePrint Scale => scale;

    /// <summary>What is the same for columns that are one another under other names.</summary>
    public OrderPrint Order => order;

    /// <summary>The last number where it stands in the last row and is the sum of all before it, greater than any of them; null where it is not.</summary>
    public double? LastTotal =>
        lastAt == Rows && Numbers >= FewestBelowTotal && Infinities == 0 && Math.Abs(last) > 2 * largestBefore && Math.Abs(last - (sum - last)) <= TotalTolerance * Math.Abs(last) ? last : null;

    /// <summary>The first of these.</summary>
    public string FirstPadded { get; private set; } = "";

    /// <summary>Numbers that look like thousands that a point separates: with one to three digits before it, and three behind.</summary>
    public long Grouped { get; private set; }

    /// <summary>Those of them that end in two zeros.</summary>
    public long GroupedRound { get; private set; }

    /// <summary>The first of these.</summary>
    public string FirstGrouped { get; private set; } = "";

    /// <summary>Whether all other numbers are whole and below 1000, and there are such.</summary>
    public bool LooksGrouped => smallWholes >= FewestSmall && Grouped + smallWholes == Numbers;

    /// <summary>Whether a number has a decimal point that parts no thousands.</summary>
    public bool HasPoint { get; private set; }

    /// <summary>Numbers that are whole days, where they are seconds.</summary>
    public long WholeDays { get; private set; }

    /// <summary>The first number beyond a 32-bit float, and where it stands; place 0 where there is none.</summary>
    public (string Text, long Place) Huge { get; private set; } = ("", 0);

    public long UnixTimes { get; private set; }

    /// <summary>Numbers that are greater than the one before by 1, and by anything, and whether one is less.</summary>
    public (long ByOne, long ByAny, bool Falls) Rises => (risesByOne, risesByAny, falls);

    /// <summary>Least and greatest finite number.</summary>
    public (double Minimum, double Maximum) Range => (lowest.Value, highest.Value);

    /// <summary>The same of those that mark no missing value.</summary>
    public (double Minimum, double Maximum) PlainRange => zeros == 0 ? (plainMinimum, plainMaximum) : (Math.Min(plainMinimum, 0), Math.Max(plainMaximum, 0));

    /// <summary>How many are 0, where it stands so far from all others that it may mark missing values, and how far those go; null where it does not.</summary>
    public (long Count, double Minimum, double Maximum)? Zeros =>
        Sentinels.ZeroStandsApart(zeros, Numbers, numbers.Count - 1, plainMinimum, plainMaximum) ? (zeros, plainMinimum, plainMaximum) : null;

    /// <summary>Where the first missing value stands, the first text, the first infinity; 0 where there is none.</summary>
    public (long Missing, long Text, long Infinity) First { get; private set; }

    /// <summary>Where the first value stands that is not missing; 0 where there is none.</summary>
    public long FirstPresent { get; private set; }

    /// <summary>Missing values that are written NA.</summary>
    public long CapitalNas { get; private set; }

    /// <summary>Whether the first row holds a value and every value is followed by a row without one, as the names of groups are where each is written once.</summary>
    public bool StandsAlone { get; private set; } = true;

    /// <summary>The first text.</summary>
    public string FirstText { get; private set; } = "";

    /// <summary>The different texts and how often each is there.</summary>
    public LevelCounter Levels { get; } = new(budget);

    /// <summary>Where the texts of all fields became too many to count; 0 where they did not.</summary>
    public long FullAt { get; private set; }

    /// <summary>A text too long for a level, where it stands; null where there is none.</summary>
    public (string Text, int Bytes, long Place)? TooLong { get; private set; }

    /// <summary>Different finite numbers, up to a bound.</summary>
    public (int Doubles, bool IsBound) DistinctNumbers => (numbers.Count, numbers.Count >= MostNumbers);

    public ImmutableArray<string> Examples => [.. examples];

    public long Present => Rows - Missing;

    /// <summary>Whether numbers stand among texts, and not one text or so among numbers.</summary>
    public bool IsMixed => Numbers > 0 && Texts + Truths > 0.05 * Present;

    /// <summary>A number that marks missing values as it seems.</summary>
    public (double Value, long Count)? Sentinel => sentinels.Find(Numbers, PlainRange.Minimum, PlainRange.Maximum) ?? (DistinctNumbers.Doubles > Sentinels.MostGrades && (highest.StandsApart(lowest, Numbers) ?? lowest.StandsApart(highest, Numbers)) is { Value: not 0 } far ? far : null);

    /// <summary>A time, in seconds since 1970, that stands far from all others and is there often; null where there is none.</summary>
    public (double Value, long Count)? OddTime => numbers.Count < MostExamples ? null : highest.StandsApart(lowest, Numbers) ?? lowest.StandsApart(highest, Numbers);

    /// <summary>Counts a cell.</summary>
    public void Add(TableCell cell, CellMeaning meaning, double number, long place) =>
        Add(cell, meaning, number, meaning == CellMeaning.Number ? DigitLooks.Of(cell, number) : DigitLook.Plain, place);

    /// <summary>
    /// Whether <see cref="Add(TableCell, CellMeaning, double, DigitLook, long)"/> looks at more of a cell than its number. What is once not needed is never needed again, so that another thread may ask before the cells before are counted.
    /// </summary>
    public bool NeedsCell(CellMeaning meaning, double number, DigitLook look) =>
        meaning != CellMeaning.Missing && (!hasExamples || countsAll || meaning is CellMeaning.Text or CellMeaning.Truth || (look & (DigitLook.Padded | DigitLook.BareExponent | DigitLook.Rounded)) != 0 || ((look & DigitLook.Grouped) != 0 && !hasGrouped) || float.IsInfinity((float)number));

    /// <summary>Counts a cell.</summary>
    /// <param name="cell">The cell; anything where it is not needed (<see cref="NeedsCell"/>).</param>
    /// <param name="meaning">What it is.</param>
    /// <param name="number">Its number.</param>
    /// <param name="look">How the number is written.</param>
    /// <param name="place">Where the record stands.</param>
    public void Add(TableCell cell, CellMeaning meaning, double number, DigitLook look, long place)
    {
        Rows++;
        print.Add(cell, meaning, number);
        if (meaning == CellMeaning.Missing)
        {
            Missing++;
            CapitalNas += look == DigitLook.CapitalNa ? 1 : 0;
            scale.Add(Rows, double.NaN);
            order.Add(-1);
            First = First with { Missing = First.Missing == 0 ? place : First.Missing };
            return;
        }

        FirstPresent = FirstPresent == 0 ? place : FirstPresent;
        if (presentAt < 0 ? Rows > 1 : presentAt == Rows - 1)
        {
            StandsAlone = false;
        }

        presentAt = Rows;
        if (!hasExamples)
        {
            Remember(cell);
        }

        switch (meaning)
        {
            case CellMeaning.Number:
                AddNumber(number, (look & DigitLook.EndsInZero) != 0);
                HasPoint |= (look & DigitLook.Grouped) == 0 && (number != Math.Floor(number) || (look & DigitLook.EndsInZero) != 0);
                if (look != DigitLook.Plain)
                {
                    AddLook(cell, number, look);
                }

                if (Huge.Place == 0 && float.IsInfinity((float)number))
                {
                    Huge = (CellText.Excerpt(cell.ToString()), place);
                }

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

    private void AddNumber(double number, bool endsInZero)
    {
        Numbers++;
        if (number == Math.Floor(number))
        {
            AddWhole(number);
        }
        else
        {
            Fractions++;
            Same.Add(number, endsInZero);
            plainMinimum = Math.Min(plainMinimum, number);
            plainMaximum = Math.Max(plainMaximum, number);
        }

        Negatives += number < 0 ? 1 : 0;
        UnixTimes += DateText.IsUnix(number) ? 1 : 0;
        risesByOne += number - last == 1 ? 1 : 0;
        risesByAny += number > last ? 1 : 0;
        falls |= number < last;
        largestBefore = Math.Max(Math.Abs(lowest.Value), Math.Abs(highest.Value));
        sum += number;
        (last, lastAt) = (number, Rows);
        highest.Add(number);
        lowest.Add(number);
        scale.Add(Rows, number);
        AddDifferent(number);
    }

    private void AddDifferent(double number)
    {
        var mayBeNames = !countsAll && order.IsWhole;
        if (!mayBeNames && numbers.Count >= MostNumbers)
        {
            return;
        }

        ref var at = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, number, out var isKnown);
        at = isKnown ? at : numbers.Count - 1;
        if (mayBeNames)
        {
            order.Add(at);
        }
    }

    // What only whole numbers can be.
    private void AddWhole(double number)
    {
        Bits += number is 0 or 1 ? 1 : 0;
        DigitDates += DateText.IsDigits(number) ? 1 : 0;
        DigitTimes += DateText.IsDigitTime(number) ? 1 : 0;
        Periods = DateText.IsWeek(number) ? (Periods.Months + (DateText.IsMonth(number) ? 1 : 0), Periods.Weeks + 1) : Periods;
        WholeDays += IsWholeDays(number) ? 1 : 0;
        smallWholes += Math.Abs(number) < 1000 ? 1 : 0;
        if (number == 0)
        {
            zeros++;
        }
        else if (!sentinels.Add(number))
        {
            plainMinimum = Math.Min(plainMinimum, number);
            plainMaximum = Math.Max(plainMaximum, number);
        }
    }

    private static bool IsWholeDays(double whole) => Math.Abs(whole) < LargestLong ? (long)whole % SecondsADay == 0 : whole % SecondsADay == 0;

    private void AddLook(TableCell cell, double number, DigitLook look)
    {
        if ((look & DigitLook.Grouped) != 0)
        {
            FirstGrouped = Grouped++ == 0 ? CellText.Excerpt(cell.ToString()) : FirstGrouped;
            hasGrouped = true;
            GroupedRound += (look & DigitLook.Round) != 0 ? 1 : 0;
            smallWholes -= number == Math.Floor(number) ? 1 : 0; // 12.000 is no whole number to whoever writes twelve thousand so
        }

        BareExponents = (look & DigitLook.BareExponent) == 0 ? BareExponents : (BareExponents.Count + 1, BareExponents.Count == 0 ? CellText.Excerpt(cell.ToString()) : BareExponents.First);
        if ((look & DigitLook.Rounded) != 0)
        {
            FirstRounded = Rounded++ == 0 ? CellText.Excerpt(cell.ToString()) : FirstRounded;
        }

        BeyondDoubles += (look & DigitLook.BeyondDoubles) != 0 ? 1 : 0;
        if ((look & DigitLook.Padded) != 0)
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
        else if (FullAt == 0)
        {
            FullAt = Levels.TryAdd(text, out var at) ? 0 : place;
            order.Add(at);
        }
    }

    private void Remember(TableCell cell)
    {
        // A column of few different values is asked for each of its cells.
        foreach (var known in exampleTexts)
        {
            if (cell.Type == CellType.Text && cell.Text.SequenceEqual(known))
            {
                return;
            }
        }

        var shown = CellText.Excerpt(cell.ToString());
        if (cell.Type == CellType.Text && exampleTexts.Count < MostExamples)
        {
            exampleTexts.Add(cell.Text.ToArray());
        }

        if (!examples.Contains(shown))
        {
            examples.Add(shown);
            hasExamples = examples.Count == MostExamples;
        }
    }
}
