using System.Collections.Immutable;

namespace Vae.Data.Columns;

/// <summary>What a pass over a table has found in one field. Its memory is bounded, however many rows there are.</summary>
/// <param name="budget">Bounds the texts of all fields together.</param>
/// <param name="countsAll">Whether the values are names whatever they look like, so that numbers are counted as texts too.</param>
internal sealed partial class FieldCount(LevelBudget budget, bool countsAll)
{
    private const int MostExamples = 5;
    private const int MostNumbers = 1 << 16;
    private const int FewestBelowTotal = 10;
    private const int FewestSmall = 2;
    private const double TotalTolerance = 1e-4;
    private const int SecondsADay = 86_400;
    private const double LargestLong = 1L << 62;

    private readonly Dictionary<double, (int Order, int Count)> numbers = [];
    private readonly Sentinels sentinels = new();
    private readonly List<string> examples = [];
    private readonly List<byte[]> exampleTexts = [];
    private volatile bool hasExamples;
    private volatile bool hasGrouped;
    private volatile bool hasZoned;
    private double last = double.NaN;
    private long zeros;
    private double plainMinimum = double.PositiveInfinity;
    private double plainMaximum = double.NegativeInfinity;
    private long risesByOne;
    private long risesByAny;
    private bool falls;
    private long smallWholes;
    private double sum;
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
        lastAt == Rows && Numbers >= FewestBelowTotal && Infinities == 0 && Math.Abs(last) > 2 * Math.Max(Math.Abs(lowest.Without(last)), Math.Abs(highest.Without(last))) && Math.Abs(last - (sum - last)) <= TotalTolerance * Math.Abs(last) ? last : null;

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

    /// <summary>Times with a zone, and the first of them.</summary>
    public (long Count, string First) Zoned { get; private set; } = (0, "");

    /// <summary>Times with Z, and with the offset of another clock.</summary>
    public (long Greenwich, long Offset) ZonesOfTwoKinds { get; private set; }

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

    /// <summary>These, or the first of them.</summary>
    public IReadOnlyCollection<double> Different => numbers.Keys;

    /// <summary>Numbers that stand for why there is no value, as it seems, where they are several or beside few others; none where there are none, or where different numbers are too many to be counted.</summary>
    public (double Value, long Count)[] Codes => DistinctNumbers.IsBound ? [] : AnswerCodes.Of(EachNumber, Numbers);

    /// <summary>Two groups of numbers of which one is the other times a power of ten; null where there are none.</summary>
    public (double Below, double Above, long RowsBelow, long RowsAbove, double Factor)? TwoGroups => DistinctNumbers.IsBound || Numbers == 0 ? null : TwoScales.Of(EachNumber);

    /// <summary>Where its numbers lie in two groups, the one in degrees Fahrenheit what the other is in degrees Celsius.</summary>
    public (double Below, double Above, long RowsBelow, long RowsAbove)? TwoDegrees => DistinctNumbers.IsBound || Numbers == 0 ? null : TwoScales.Degrees(EachNumber);

    /// <summary>The one number below 0, where it is there often beside many that are not; null where there is none.</summary>
    public (double Value, long Count)? OneNegative => DistinctNumbers.Doubles > Sentinels.MostGrades && lowest.Value < 0 && lowest.Next >= 0 && lowest.IsOften(Numbers) ? (lowest.Value, lowest.Count) : null;

    /// <summary>A number that is there once or twice and thousands of times as far from all others as these are from one another, and where it stands first; null where there is none.</summary>
    public (double Value, long Place, double Minimum, double Maximum)? Far => DistinctNumbers.Doubles <= Sentinels.MostGrades || Infinities > 0 ? null
        : highest.IsFar(lowest) ? (highest.Value, highest.Place, lowest.Value, highest.Next)
        : lowest.IsFar(highest) ? (lowest.Value, lowest.Place, lowest.Next, highest.Value) : null;

    public ImmutableArray<string> Examples => [.. examples];

    public long Present => Rows - Missing;

    /// <summary>Whether numbers stand among texts, and not one text or so among numbers.</summary>
    public bool IsMixed => Numbers > 0 && Texts + Truths > 0.05 * Present;

    /// <summary>A number that marks missing values as it seems.</summary>
    public (double Value, long Count)? Sentinel => sentinels.Find(Numbers, PlainRange.Minimum, PlainRange.Maximum) ?? (DistinctNumbers.Doubles > Sentinels.MostGrades && (highest.StandsApart(lowest, Numbers) ?? lowest.StandsApart(highest, Numbers)) is { Value: not 0 } far ? far : null);

    /// <summary>A time, in seconds since 1970, that stands far from all others and is there often; null where there is none.</summary>
    public (double Value, long Count)? OddTime => numbers.Count < MostExamples ? null : highest.StandsApart(lowest, Numbers) ?? lowest.StandsApart(highest, Numbers);

    private IEnumerable<(double Value, long Count)> EachNumber => numbers.Select(number => (number.Key, (long)number.Value.Count));
}
