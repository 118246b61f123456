namespace Vae.Data.Columns;

/// <summary>Tells numbers that are two in one, by what digits they never hold: 930 for half past nine, 2020123 for the 123rd day of a year, 31.12 for a day of December.</summary>
internal static class DigitForms
{
    private const int FewestOfTwo = 30; // by chance all of them end below 60 once in four million columns
    private const int FewestHundreds = 4;
    private const int FewestEndings = 4; // quarters of an hour
    private const int LeastLastEnding = 45;
    private const int FewestDays = 20;
    private const int FewestYears = 3;
    private const int FewestQuarters = 8;
    private const int FewestMonths = 12;
    private const int FewestDaysOfMonths = 10;
    private const int FewestMinutes = 60;
    private const int FewestEndingsOfMinutes = 20; // prices end in few
    private const int LeastSpanOfDays = 150;
    private const double Roundness = 0.02; // of a 32-bit float
    private const string WriteDates = "write them as 2020-12-31 and learn from their month, day or hour alone (TableOptions.Dates)";
    private const string OneUnit = "write them in one unit";

    /// <summary>What is said of such numbers, but for the name of their column: what they look like, and what is wrong with them and to do; null where they are none.</summary>
    /// <param name="count">What was found in the column.</param>
    public static (string What, string Then)? Of(FieldCount count)
    {
        var numbers = count.Different;
        return numbers.Count < FewestQuarters || count.Range.Maximum > 1e9 ? null
            : count.Fractions > 0 ? Hundredths(numbers) ?? Sixties(numbers, isWhole: false)
            : YearDays(numbers) ?? Sixties(numbers, isWhole: true);
    }

    private static (string What, string Then)? Sixties(IReadOnlyCollection<double> numbers, bool isWhole)
    {
        var wholes = Distinct(numbers, number => Math.Floor(Math.Abs(number)));
        var endings = Distinct(wholes, whole => whole % 100);
        if (wholes.Count < FewestOfTwo || endings.Max() is >= 60 or < LeastLastEnding || endings.Count < FewestEndings || Distinct(wholes, whole => Math.Floor(whole / 100)).Count < FewestHundreds)
        {
            return null;
        }

        var most = wholes.Max();
        var isOfDay = isWhole && (most <= 2400 || (most is >= 10_000 and <= 240_000 && wholes.All(whole => whole / 100 % 100 < 60)));
        return isOfDay
            ? ($"times in digits ({(most <= 2400 ? "hours and minutes" : "hours, minutes and seconds")}, of which none ends in 60 to 99)",
                $"so that {(most <= 2400 ? "959 and 1000, a minute apart, are learned as 41" : "95959 and 100000, a second apart, are learned as 4041")} apart; {OneUnit}, as minutes since midnight, or with their day, as 2020-12-31 09:59, and learn from their hour and minute alone (TableOptions.Dates)")
            : ("two units in one, of which sixty of the one make one of the other, as minutes and seconds or degrees and minutes do (none ends in 60 to 99)", $"so that 159 and 200, one apart, are learned as 41 apart; {OneUnit}");
    }

    private static (string What, string Then)? YearDays(IReadOnlyCollection<double> numbers)
    {
        var days = Distinct(numbers, number => number % 1000);
        var years = Distinct(numbers, number => Math.Floor(number / 1000));
        if (days.Min() >= 1 && days.Max() <= 366 && days.Max() - days.Min() >= LeastSpanOfDays
            && (years.All(year => year is >= 1800 and <= 2100) ? numbers.Count >= FewestDays : years.All(year => year is >= 1 and <= 99) && years.Count >= FewestYears && numbers.Count >= FewestOfTwo))
        {
            return ("a year and its day in one", $"which make a jump at the end of each year, and which new rows will not have; {TimeSpelling.LeaveOut}, or {WriteDates}");
        }

        return numbers.Count >= FewestQuarters && numbers.All(number => number is >= 18_001 and <= 21_004 && number % 10 is >= 1 and <= 4) && Distinct(numbers, number => Math.Floor(number / 10)).Count >= FewestYears
            ? ("a year and its quarter in one", $"which make a jump at the end of each year, and which later rows will not have; {TimeSpelling.LeaveOut}, or write the date on which each begins, as 2020-10-01, and learn from its month alone (TableOptions.Dates)")
            : null;
    }

    // All of them with two digits behind the point.
    private static (string What, string Then)? Hundredths(IReadOnlyCollection<double> numbers)
    {
        if (!numbers.All(number => number is >= 0 and < 3000 && Math.Abs((number * 100) - Math.Round(number * 100)) < Roundness))
        {
            return null;
        }

        var hundredths = Distinct(numbers, number => Math.Round(number * 100));
        var endings = Distinct(hundredths, number => number % 100);
        var wholes = Distinct(hundredths, number => Math.Floor(number / 100));
        return endings is { Count: > 1 } && endings.Min() >= 1 && endings.Max() <= 12 && wholes.Min() >= 1800 && wholes.Max() <= 2100 && hundredths.Count >= FewestMonths
            ? ("a year and its month in one, with a point", $"which make a jump at the end of each year, and which later rows will not have; {TimeSpelling.LeaveOut}, or write the date on which each begins, as 2020-12-01, and learn from its month alone (TableOptions.Dates)")
            : endings.Min() >= 1 && endings.Max() is > 6 and <= 12 && wholes.Min() >= 1 && wholes.Max() <= 31 && wholes.Count >= FewestDaysOfMonths && hundredths.Count >= FewestOfTwo
            ? ("a day and its month in one, with a point", $"of which 31.01 is read as less than 31.12 and more than 1.12; {TimeSpelling.LeaveOut}, or {WriteDates}")
            : endings.Max() is < 60 and >= LeastLastEnding && endings.Count >= FewestEndingsOfMinutes && wholes.Count >= FewestHundreds && hundredths.Count >= FewestMinutes
            ? ("hours and minutes, or minutes and seconds, with a point (none ends in .60 to .99)", $"so that 9.59 and 10.00, one apart, are learned as 0.41 apart; {OneUnit}")
            : null;
    }

    private static HashSet<double> Distinct(IEnumerable<double> numbers, Func<double, double> of) => [.. numbers.Select(of)];
}
