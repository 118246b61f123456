using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Vae.Data.Columns;

/// <summary>Tells whether the texts of a column are points in time, in whatever way they are written.</summary>
internal static partial class TimeSpelling
{
    /// <summary>What may be done about a column that names rows.</summary>
    public const string LeaveOut = "leave it out (TableOptions.IgnoredColumns)";
    private const string Months = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec";

    /// <summary>A way in which times are written.</summary>
    /// <param name="What">What the column holds, after "holds".</param>
    /// <param name="Then">What is wrong with that as a name.</param>
    /// <param name="Advice">What to do.</param>
    public sealed record Kind(string What, string Then, string Advice);

    private static readonly Kind Dates = new("dates", "which new rows will not have", LeaveOut + ", or learn from its hour and weekday alone (TableOptions.Dates)");
    private static readonly Kind Doubtful = new("what look like dates", "which new rows will not have",
        LeaveOut + ", or write it with the year first, as 2020-12-31, which alone says what is the day and what the month, and learn from its hour and weekday alone (TableOptions.Dates)");
    private static readonly Kind Periods = new("what look like weeks, months or quarters", "which later rows will not have",
        LeaveOut + ", or write the date on which each begins, as 2020-12-01, and learn from its month or its day of the year alone (TableOptions.Dates)");
    private static readonly Kind Days = new("what look like days of a year or fractions", "each of which is a name of its own, like no other",
        LeaveOut + ", or write days with their year first, as 2020-12-31 (TableOptions.Dates), and fractions as decimal numbers");

    /// <summary>The kind of time that nearly all of some texts are; null where they are none.</summary>
    /// <param name="levels">The texts, and how often each occurs.</param>
    /// <param name="present">Values of the column.</param>
    /// <param name="share">The least share of the values that are times.</param>
    public static Kind? Of(ImmutableArray<(string Level, long Count)> levels, long present, double share)
    {
        return levels.IsEmpty ? null
            : Are(text => DateText.TryRead(Encoding.UTF8.GetBytes(text), out _)) ? Dates
            : Are(DoubtfulPattern().IsMatch) ? Doubtful
            : Are(IsPeriod) ? Periods
            : Are(DayPattern().IsMatch) ? Days
            : null;

        bool Are(Func<string, bool> isOne) => levels.Where(level => isOne(level.Level)).Sum(level => level.Count) >= share * present;
    }

    /// <summary>Whether a text is a week, a month, a quarter or a half of a year.</summary>
    public static bool IsPeriod(string text) => PeriodPattern().IsMatch(text);

    /// <summary>With day and month in an order that nobody can tell, or the hours of a clock of twelve.</summary>
    [GeneratedRegex(@"^(\d{1,2}[/-]\d{1,2}[/-](\d{4}|\d{2})|(0[1-9]|[12]\d|3[01])\.(0[1-9]|1[0-2])\.\d{2}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}|\p{L}{3,9}\.? \d{1,2},? \d{4}|\d{1,2}[ -](" + Months + @")[ -]\d{2})([ T,]+\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?[AaPp]\.?[Mm]\.?)?( [A-Z]{2,5}([+-]\d{1,2})?)?)?$|^\p{L}{3,9},? \p{L}{3,9} +\d{1,2}( \d{2}:\d{2}:\d{2})?( [A-Z]{3,4})? \d{4}$|^\p{L}{3,9},? \d{1,2} \p{L}{3,9} \d{2,4}( .*)?$")]
    private static partial Regex DoubtfulPattern();

    [GeneratedRegex(@"^(\d{4}[-/. ]?(W\d{1,2}(-?\d)?|Q[1-4]|H[12]|M\d{1,2})|[QH][1-4][-/. ]?\d{4}|(19|20)\d{2}[-/](0?[1-9]|1[0-2])|(0?[1-9]|1[0-2])[-/](19|20)\d{2}|(" + Months + @")\p{L}{0,6}\.?[-/ ]?(\d{2}|\d{4})|\d{4}[-/ ]?(" + Months + @")\p{L}{0,6})$", RegexOptions.IgnoreCase)]
    private static partial Regex PeriodPattern();

    [GeneratedRegex(@"^((0?[1-9]|[12]\d|3[01])/(0?[1-9]|[12]\d|3[01])|(0?[1-9]|[12]\d|3[01])\. ?(0?[1-9]|1[0-2])\.)$")]
    private static partial Regex DayPattern();
}
