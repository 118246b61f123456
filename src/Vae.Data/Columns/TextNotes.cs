using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Vae.Data.Columns;

/// <summary>What the texts of a column give reason to tell of, alike for files and for what programs hand over.</summary>
internal sealed partial class TextNotes
{
    /// <summary>From this share on all are as nearly all are.</summary>
    public const double NearlyAll = 0.95;

    /// <summary>Different texts up to which numbers in an unusual spelling may be names.</summary>
    public const int FewNames = 12;

    private const double NearlyAllDifferent = 0.9;
    private const double HalfDifferent = 0.5;
    private const int FewestNames = 20;
    private const int FewestNumbers = 3;
    private const int MostUnits = 2;
    private const int LargestAnswer = 10;
    private const string RangeAdvice = "write the middle of each as a number, or its ends in columns of their own";

    private static readonly FrozenSet<string> Marks = new[]
    {
        "-", "--", "---", "\u2013", "\u2014", "_", "__", "??", "???", "n/d", "n.d.", ".", "..", "n.a.", "n. a.", "#n/a", "#nv", "#null!", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "<na>", "<null>", "(null)", "(blank)", "(leer)", "nat", "nil", "\\n", "missing", "k.a.", "k. a.", "s/d",
        "not available", "no data", "not applicable", "0000-00-00", "0000-00-00 00:00:00",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Units = new[]
    {
        "kg", "g", "mg", "ug", "\u00B5g", "mcg", "t", "lb", "oz", "km", "m", "cm", "mm", "l", "dl", "ml", "d", "h", "min", "s", "ms", "B", "KB", "kB", "MB", "GB", "TB", "W", "kW", "MW", "V", "mV", "kV", "A", "mA", "Hz", "kHz", "MHz", "GHz", "K", "M",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether many write a text where a value is missing.</summary>
    public static bool IsMark(string text) => Marks.Contains(text) || text.Equals("none", StringComparison.OrdinalIgnoreCase);

    /// <summary>A text as a shell takes it: between quotes where it holds more than letters, digits and what means nothing there.</summary>
    public static string Quoted(string text) => text.All(character => char.IsLetterOrDigit(character) || character is '.' or '-' or '+' or '/' or '_' or ':' or '%' or ',' or '\u2013' or '\u2014') ? text : $"\"{text}\"";

    // What stands for a missing value says nothing about the others.
    private readonly ImmutableArray<(string Level, long Count)> unmarked;
    private readonly TimeSpelling.Kind? times;
    private readonly string? range;
    private readonly string column;
    private readonly ImmutableArray<(string Level, long Count)> levels;
    private readonly long present;

    /// <param name="column">The column's name, for people.</param>
    /// <param name="levels">Its texts, and how often each occurs, the most frequent first.</param>
    /// <param name="present">Values of the column.</param>
    public TextNotes(string column, ImmutableArray<(string Level, long Count)> levels, long present)
    {
        (this.column, this.levels, this.present) = (column, levels, present);
        unmarked = [.. levels.Where(level => !Marks.Contains(level.Level))];
        var rows = present - levels.Sum(level => level.Count) + unmarked.Sum(level => level.Count);
        times = TimeSpelling.Of(unmarked, rows, NearlyAll);
        range = RangeSpelling.Of(unmarked, rows);
    }

    /// <summary>Whether nearly every row has a text of its own.</summary>
    public bool NameRows => present >= FewestNames && levels.Length > NearlyAllDifferent * present;

    /// <summary>What is said of a column whose texts name rows.</summary>
    /// <param name="orSo">What else may be done, behind a comma; or nothing.</param>
    public string NamesRows(string orSo = "") => Invariant(
        $"'{column}' has {levels.Length} different texts in {present} rows{(times is not null ? $" and holds {times.What}" : range is not null ? " and holds what look like ranges" : "")}: new rows will hold others, which the model cannot know; {times?.Advice ?? (range is null ? TimeSpelling.LeaveOut : RangeAdvice + $", or {TimeSpelling.LeaveOut}")}{orSo}.");

    /// <summary>What is said of a column of times, but for that it names rows; null where it is none.</summary>
    public DataWarning? Times() => times is null ? null
        : new DataWarning("dates", column, $"'{column}' holds {times.What}, such as '{CellText.Excerpt(unmarked[0].Level)}', {times.Then}; {times.Advice}.");

    /// <summary>What is said of a column of ranges; null where it is none.</summary>
    public DataWarning? Ranges() => range is null ? null
        : new DataWarning("ranges", column, Invariant($"'{column}' holds {levels.Length} different ranges, such as '{CellText.Excerpt(range)}', which are learned as names without an order; {RangeAdvice}, or declare it categorical (ColumnInference.Kinds)."));

    /// <summary>What is said of a few numbers in one or two units, or of a few durations or times of day; null where it is neither.</summary>
    public DataWarning? FewNumbers()
    {
        if (unmarked.Length is < FewestNumbers or > FewNames)
        {
            return null;
        }

        var kinds = unmarked.Select(level => NumberSpelling.Of(level.Level.Trim(), decimalComma: false)).Distinct().ToArray();
        string?[] units = [.. unmarked.Select(level => NumberSpelling.UnitOf(level.Level.Trim())).Distinct(StringComparer.Ordinal)];
        return kinds is not [{ } kind] || !(kind == NumberSpelling.Duration || (kind == NumberSpelling.Unit && (units.Length <= MostUnits || Array.TrueForAll(units, unit => unit is not null && Units.Contains(unit))))) ? null
            : new DataWarning("numbers-as-names", column, Invariant($"'{column}' holds {unmarked.Length} different numbers {kind.Name}, such as '{CellText.Excerpt(unmarked[0].Level)}', which are learned as names without an order; {kind.Advice}, or declare it categorical (ColumnInference.Kinds)."));
    }

    /// <summary>What is said of a text that many write where a value is missing; null where there is none.</summary>
    public DataWarning? MissingMarks()
    {
        var (mark, count) = levels.FirstOrDefault(level => Marks.Contains(level.Level));
        return count == 0 ? null
            : new DataWarning("missing-as-name", column, Invariant($"'{column}' holds '{mark}' in {count} of {present} rows, which is learned as a name like the others; if it marks a missing value, say so (TableOptions.MissingTexts = {Quoted(mark)})."));
    }

    /// <summary>What is said of cells that hold objects, lists or elements each, as JSON, Python and XML write them; null where there are none.</summary>
    public DataWarning? Nested()
    {
        var nested = unmarked.Where(level => NestedPattern().IsMatch(level.Level)).ToArray();
        return nested.Length == 0 || 2 * nested.Length < unmarked.Length ? null
            : new DataWarning("nested-texts", column, Invariant($"'{column}' holds several values in one, such as '{CellText.Excerpt(nested[0].Level)}', and each of its {unmarked.Length} texts is learned as a name; write what is in them as columns of their own."));
    }

    /// <summary>What is said of days of a year among ranges or other names, which a spreadsheet makes of 10-14 or SEPT2; null where there are none.</summary>
    public DataWarning? DaysAmongOthers()
    {
        var days = unmarked.Where(level => DayOfYearPattern().IsMatch(level.Level)).ToArray();
        var ranges = unmarked.Where(level => RangeSpelling.IsRange(level.Level)).ToArray();
        var others = unmarked.Except(days).Except(ranges).ToArray();
        return days.Length == 0 || 2 * days.Length > unmarked.Length ? null
            : ranges.Length < 2 ? new DataWarning("days-among-names", column, Invariant($"'{column}' holds '{CellText.Excerpt(days[0].Level)}' among names such as '{CellText.Excerpt(others[0].Level)}', as where a spreadsheet took a name for a day; mend it where the table is made."))
            : new DataWarning("ranges", column, Invariant($"'{column}' holds '{CellText.Excerpt(days[0].Level)}' among ranges such as '{CellText.Excerpt(ranges[0].Level)}', as where a spreadsheet took a range for a day; mend it where the table is made, and {RangeAdvice}."));
    }

    /// <summary>What is said of cells that hold several names each, as answers to a question that allows more than one do; null where there are none.</summary>
    public DataWarning? SeveralNames()
    {
        foreach (var between in ",;|")
        {
            var several = unmarked.Where(level => level.Level.Contains(between, StringComparison.Ordinal)).ToArray();
            var names = unmarked.SelectMany(level => level.Level.Split(between, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal).Count();
            if (several.Length >= FewestNumbers && 2 * several.Length >= unmarked.Length && names < unmarked.Length)
            {
                return new DataWarning("several-names", column, Invariant($"'{column}' holds {names} names in {unmarked.Length} combinations, such as '{CellText.Excerpt(several[0].Level)}', each of which is learned as a name of its own; write each name as a column of true and false."));
            }
        }

        return null;
    }

    /// <summary>What is said of names with a number in brackets behind each, as lists and pivot tables that count carry; null where there are none.</summary>
    public DataWarning? Counted()
    {
        var counted = unmarked.Select(level => CountedPattern().Match(level.Level)).Where(match => match.Success).ToArray();
        return counted.Length < 2 || counted.Length < unmarked.Length || counted.DistinctBy(match => match.Groups[2].Value).Count() < 2 || counted.All(match => match.Groups[2].Value is ['1' or '2', '8' or '9' or '0', _, _]) || AreCodes(counted) ? null
            : new DataWarning("counted-names", column, Invariant($"'{column}' holds '{CellText.Excerpt(counted[0].Value)}' and '{CellText.Excerpt(counted[1].Value)}': a number in brackets behind every name; if it says how often each was counted, the names of new rows will hold others, and be unknown: write the name alone, or the number in a column of its own."));
    }

    // As questionnaires number their answers, Never (1) to Often (4) and Unknown (9): each name and each number once, and none larger than there are answers to such a question.
    private static bool AreCodes(Match[] counted) =>
        counted.DistinctBy(match => match.Groups[1].Value).Count() == counted.Length
        && counted.DistinctBy(match => match.Groups[2].Value).Count() == counted.Length
        && counted.All(match => int.TryParse(match.Groups[2].Value, CultureInfo.InvariantCulture, out var number) && (number <= Math.Max(LargestAnswer, counted.Length) || number is 77 or 88 or 99));

    /// <summary>What is said of texts that few rows share, though not so few that they name rows; null where it is none.</summary>
    public DataWarning? RareNames() => present < FewestNames || NameRows || levels.Length <= HalfDifferent * present ? null
        : new DataWarning("rare-names", column, Invariant($"'{column}' has {levels.Length} different texts in {present} rows, so that most are there once or twice: new rows will hold others, which the model cannot know; {TimeSpelling.LeaveOut}, or fold rare ones (ColumnInference.MinimumLevelCount)."));

    /// <summary>What is said of a line that sums up others; null where there is none.</summary>
    /// <param name="orSo">Another way to leave it out, with a blank before it; or nothing.</param>
    public DataWarning? Totals(string orSo) => TotalLines.Of(column, levels, present, orSo) is { } message ? new DataWarning("totals", column, message) : null;

    [GeneratedRegex(@"^\s*(\{.*[:=].*\}|\[\s*[\[{'""].*\]|\(\s*['""(].*\)|<(\w+)[ >].*</\2>)\s*$", RegexOptions.Singleline)]
    private static partial Regex NestedPattern();

    [GeneratedRegex(@"^(.*[^\s\d(\[].*?)\s*[\[(](\d+)[\])]$", RegexOptions.Singleline)]
    private static partial Regex CountedPattern();

    [GeneratedRegex(@"^(\d{1,2}[-. ](Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|M\u00E4r|Mai|Okt|Dez)|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|M\u00E4r|Mai|Okt|Dez)[-. ]\d{1,2})\.?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DayOfYearPattern();
}
