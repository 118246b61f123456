using System.Collections.Immutable;
using Vae.Data.Options;

namespace Vae.Data.Columns;

/// <content>What is found in columns that can be read: that they name rows, or hold what stands for a missing value.</content>
internal sealed partial class ColumnJudge
{
    private const int FewestThatCount = 10;
    private const int FewestGroups = 5;
    private const int FewestOfTwoLetters = 3;
    private const int FewestCodes = 2; // two are as good as names
    private const int FewestThatRise = 50;
    private const int FewestNames = 20;
    private const int FewestPadded = 3;
    private const int FewestMonths = 5;
    private const int FewestWeeks = 20;
    private const int FewestDigitsOfCodes = 4;
    private const int MostYearsOfTimes = 40;
    private const double LeastSpanOfDays = 200; // two months, as 200131 to 200331
    private const double LeastDate = 1000; // a day of the month, and a year in two digits, are less
    private const double LeastLongCode = 1e11;
    private const double FirstDayOfSheets = 30_000; // 1982
    private const double LastDayOfSheets = 60_000; // 2064
    private const double NearlyAllDifferent = 0.9;
    private const int FewestGrouped = 10;
    private const string LeaveOut = TimeSpelling.LeaveOut;
    private const string LeaveOutOrDate = "leave it out (TableOptions.IgnoredColumns), or learn from its hour and weekday alone (TableOptions.Dates)";

    private void JudgeNames(FeatureField feature, FieldCount count, ImmutableArray<(string Level, long Count)> levels, bool isDeclared)
    {
        var shown = CellText.Excerpt(feature.Name);
        var notes = new TextNotes(shown, levels, count.Present);
        if (notes.NameRows && inference.MinimumLevelCount == 1)
        {
            var message = $"'{layout.Table.Path}', {layout.Names.Describe(feature.Field)}: " + notes.NamesRows(layout.Table.FieldCount == 1 && feature.Name.AsSpan().ContainsAny(",;\t") ? ", or, where every line stands between quotes as a whole, so that what parts its fields is within them, take the quotes away" : layout.Table.FieldCount == 1 ? ", or name what stands between the fields (CsvOptions.Delimiter), which were not told apart" : "");
            if (isDeclared)
            {
                Warn("names-rows", feature, message);
            }
            else
            {
                Refuse(feature, message);
            }
        }
        else
        {
            Warn(feature, notes.Times() ?? (isDeclared ? null : notes.Ranges() ?? notes.FewNumbers() ?? notes.Nested() ?? notes.DaysAmongOthers() ?? notes.SeveralNames() ?? notes.Counted() ?? RoleNotes.Split(feature.Name, levels) ?? (NameMeaning.IsOutcome(feature.Name) ? RoleNotes.Outcome(feature.Name, count) : null) ?? (inference.MinimumLevelCount == 1 && count.Numbers == 0 ? notes.RareNames() : null)));
        }

        JudgeGaps(feature, count);
        Warn(feature, notes.Cases());
        Warn(feature, notes.Blanks());
        Warn(feature, notes.Accents());
        Warn(feature, notes.SeveralTruths() ?? notes.Abbreviations());
        if (NameMeaning.IsUnit(feature.Name) && levels.Length > 1 && layout.Features.Length > 1)
        {
            Warn("units-differ", feature, Invariant($"'{shown}' holds {levels.Length} units or currencies, such as '{CellText.Excerpt(levels[0].Level)}' and '{CellText.Excerpt(levels[1].Level)}', so that numbers beside them are not alike; write the numbers in one unit where the table is made, or train a model for each."));
        }

        Warn(feature, notes.Garbled());
        Warn(feature, isDeclared ? null : notes.MissingMarks());
        Warn(feature, notes.Totals(layout.Table.Unit == "line" ? " or by its number (CsvOptions.SkippedLines)" : ""));
        if (count.Numbers > 0 && !isDeclared)
        {
            Warn("numbers-among-names", feature, Invariant(
                $"'{shown}' holds {count.Numbers} numbers among {count.Texts + count.Truths} texts, such as '{count.FirstText}' on {layout.Table.Within(count.First.Text)}; all were taken for names. Declare it (ColumnInference.Kinds), or say which text is a missing value (TableOptions.MissingTexts)."));
        }
    }

    private void JudgeNumbers(FeatureField feature, FieldCount count, ColumnKind kind)
    {
        RefuseMissing(feature, count);
        RefuseHuge(feature, count);
        JudgeGaps(feature, count);
        if (count.Infinities > 0 && !options.RefusesMissing && options.InvalidRows == InvalidRowHandling.Error)
        {
            Warn("infinities", feature, Invariant($"'{CellText.Excerpt(feature.Name)}' holds an infinity in {count.Infinities} of {count.Rows} rows, the first on {layout.Table.Within(count.First.Infinity)}, which training refuses; fill it in, or leave such rows out (set Training.InvalidRows to Skip)."));
        }

        Warn(feature, count.Present < FewestThatCount ? null : RoleNotes.Outcome(feature.Name, count));
        if (kind != ColumnKind.Numeric || count.Numbers < FewestThatCount)
        {
            return;
        }

        Warn(feature, RoleNotes.Folds(feature.Name, count));
        var shown = CellText.Excerpt(feature.Name);
        var before = warnings.Count;
        var (distinct, isBound) = count.DistinctNumbers;
        var steps = count.Numbers - count.Infinities - 1;
        var form = DigitForms.Of(count);
        if (count.DigitDates == count.Numbers)
        {
            Warn("dates", feature, Invariant($"'{shown}' holds dates, such as {count.Range.Minimum}, which new rows will not have; {LeaveOut}."));
        }
        else if (IsPeriods(count) is { } period)
        {
            Warn("dates", feature, Invariant($"'{shown}' holds what look like {period}, such as {count.Range.Minimum}, which make a jump at the end of each year, and which later rows will not have; {LeaveOut}, or write the date on which each begins, as 2020-12-01, and learn from its month or its day of the year alone (TableOptions.Dates)."));
        }
        else if (count.DigitTimes == count.Numbers && distinct > FewestThatCount && count.Range.Maximum - count.Range.Minimum > LeastSpanOfDays)
        {
            Warn("dates", feature, Invariant($"'{shown}' holds what look like dates in digits alone, such as {count.Examples[0]}, which are no even measure of time, and which new rows will not have; {LeaveOut}, or write them as 2020-12-31 and learn from their hour and weekday alone (TableOptions.Dates)."));
        }
        else if (form is { } two)
        {
            Warn("dates", feature, $"'{shown}' holds what look like {two.What}, such as {count.Examples[0]}, {two.Then}.");
        }
        else if (NameMeaning.IsTime(feature.Name) && count.Range is { Minimum: >= FirstDayOfSheets, Maximum: < LastDayOfSheets } && distinct > FewestThatCount)
        {
            Warn("dates", feature, Invariant($"'{shown}' holds what look like days since 1900 as spreadsheets count them, such as {count.Examples[0]}, which new rows will not have; {LeaveOut}, or write them as dates, as 2020-12-31, and learn from their hour and weekday alone (TableOptions.Dates)."));
        }
        else if (AreLabelsOfRows(feature, count) is { } who)
        {
            Warn("names-rows", feature, Invariant($"'{shown}' {who}; {LeaveOut} if it names rows."));
        }
        else if (count.Rises.ByOne == steps)
        {
            Warn("counter", feature, $"'{shown}' rises by 1 in every row, as a number of the row does; {LeaveOut}.");
        }
        else if (AreUnixTimes(count) && distinct > count.Numbers / 2)
        {
            Warn("dates", feature, $"'{shown}' holds times in seconds since 1970, or in thousandths, millionths or billionths of one, which new rows will not have; {LeaveOutOrDate}.");
        }
        else if (count.Rises.ByAny == steps && steps >= FewestThatRise)
        {
            Warn("rises", feature, $"'{shown}' rises in every row, as a time or a counter does, so that new rows lie beyond all that was trained on; {LeaveOut} if it is one.");
        }
        else if (!count.Rises.Falls && distinct >= FewestThatRise)
        {
            Warn("rises", feature, $"'{shown}' never falls from one row to the next, as a time or a counter does that is the same in several rows, or the column that a table is sorted by; {LeaveOut} if new rows will lie beyond all that was trained on.");
        }
        else if (!isBound && count.Fractions == 0 && distinct == count.Numbers && count.Range.Maximum - count.Range.Minimum < 2 * (double)count.Numbers && count.Numbers >= FewestNames)
        {
            Warn("names-rows", feature, Invariant($"'{shown}' has {distinct} different whole numbers in {count.Numbers} rows, hardly more than there are rows, as numbers of rows do; {LeaveOut} if it names rows."));
        }
        else if (count.Fractions == 0 && distinct > NearlyAllDifferent * count.Numbers && count.Numbers >= FewestNames && NameMeaning.IsId(feature.Name))
        {
            Warn("names-rows", feature, Invariant($"'{shown}' has {distinct} different whole numbers in {count.Numbers} rows and is called an id; {LeaveOut} if it names rows."));
        }
        else if (count.Fractions == 0 && count.Rounded == 0 && distinct == count.Numbers && count.Numbers >= FewestNames && count.Range.Minimum >= LeastLongCode && Width(count.Range.Minimum) == Width(count.Range.Maximum) && !AreUnixTimes(count))
        {
            Warn("names-rows", feature, Invariant($"'{shown}' has {distinct} different whole numbers of {Width(count.Range.Maximum)} digits in {count.Numbers} rows, as numbers of accounts, cards or parcels have; {LeaveOut} if it names rows."));
        }

        if (count.BeyondDoubles > count.Numbers / 2 && !AreUnixTimes(count))
        {
            Warn("digits-lost", feature, Invariant(
                $"'{shown}' holds whole numbers beyond 9007199254740992 in {count.BeyondDoubles} of {count.Numbers} rows, such as {count.Examples[0]}, whose last digits a 64-bit float does not keep, so that different ones become one; {LeaveOut} if it names rows, or subtract a constant from it where it is made."));
        }

        if (count.Fractions == 0 && form is null && (count.Padded >= FewestPadded || (count.Padded > 0 && IsAsWide(count))))
        {
            Warn("leading-zeros", feature, Invariant(
                $"'{shown}' holds whole numbers with zeros before them in {count.Padded} of {count.Numbers} rows, such as {count.FirstPadded}, as codes and numbers of telephones have; if they are names, declare it categorical (ColumnInference.Kinds) or {LeaveOut}."));
        }

        if (count.Rounded == count.Numbers && count.Fractions == 0 && NameMeaning.IsLongCode(feature.Name))
        {
            Warn("digits-lost", feature, Invariant(
                $"'{shown}' holds whole numbers of {Width(count.Range.Maximum)} digits of which a few are written, such as {count.FirstRounded}, as spreadsheets save long codes: different ones become one; save them as texts where the table is made, or {LeaveOut}."));
        }

        if (count.BareExponents.Count > 0)
        {
            Warn("exponents", feature, Invariant(
                $"'{shown}' holds numbers with an exponent such as {count.BareExponents.First} in {count.BareExponents.Count} of {count.Numbers} rows, which is read as {ShortestText(count.BareExponents.First)}; if they are codes, put a letter before all of them where the table is made, or {LeaveOut}."));
        }

        if (count.Same.Find() is { } same)
        {
            Warn("same-number", feature, Invariant(
                $"'{shown}' holds both {same} and {same}0, which are one number; if they are codes or versions, put a letter before all of them where the table is made, as v{same}0, so that they are names."));
        }

        if (count.Grouped >= FewestGrouped && (count.LooksGrouped || count.GroupedRound > NearlyAllDifferent * count.Numbers))
        {
            Warn("thousands", feature, Invariant(
                $"'{shown}' holds {count.Grouped} numbers with a point before their last three digits, such as {count.FirstGrouped}, {(count.LooksGrouped ? "and beside them whole numbers below 1000 alone" : "nearly all of them in round hundreds")}, as where the point separates thousands; they are read as fractions: if they are thousands, write them without it."));
        }

        if (distinct > FewestCodes && warnings.Count == before && (NameMeaning.AreVersions(feature.Name) ? count.Fractions > 0 : count.Fractions == 0 && NameMeaning.AreCodes(feature.Name)))
        {
            Warn("codes", feature, Invariant(
                $"'{shown}' holds {distinct} different numbers under a name as {(count.Fractions > 0 ? "versions have, of which 1.10 is read as 1.1" : "codes have, of which one is no more than another")}, and they are learned as measured numbers; if they are names, declare it categorical (ColumnInference.Kinds){(count.Fractions > 0 ? ", with a letter before all of them" : "")}."));
        }

        if (distinct > FewestThatCount && warnings.Count == before && NameMeaning.IsDate(feature.Name) && Math.Min(Math.Abs(count.Range.Minimum), Math.Abs(count.Range.Maximum)) >= LeastDate)
        {
            Warn("dates", feature, Invariant($"'{shown}' is called a date and holds numbers, such as {count.Examples[0]}, which are learned as they are; if they count days or seconds from a day on, as those of SAS, R, SPSS, Stata and MATLAB do, new rows will hold others: {LeaveOut}, or write them as dates, as 2020-12-31, and learn from their month or weekday alone (TableOptions.Dates)."));
        }

        JudgeMarks(feature, count, shown);
    }

    // Numbers that stand for something else than what was measured.
    private void JudgeMarks(FeatureField feature, FieldCount count, string shown)
    {
        if (count.Sentinel is { } sentinel)
        {
            Warn("sentinel", feature, Invariant(
                $"'{shown}' holds {sentinel.Value} in {sentinel.Count} of {count.Numbers} rows, apart from all other values; if it marks a missing one, say so (TableOptions.MissingTexts = {sentinel.Value})."));
        }
        else if (count.Codes is { Length: > 0 } codes)
        {
            Warn("sentinel", feature, Invariant(
                $"'{shown}' holds {string.Join(" and ", codes.Select(code => Invariant($"{code.Value} in {code.Count}")))} of {count.Numbers} rows, apart from all other values, as questionnaires write why there is no answer; if they mark missing ones, leave the fields empty where the table is made, or say so where they are no values of any column (TableOptions.MissingTexts = {codes[^1].Value})."));
        }
        else if (count.OneNegative is { } negative)
        {
            Warn("sentinel", feature, Invariant(
                $"'{shown}' holds {negative.Value} in {negative.Count} of {count.Numbers} rows, the one value below 0; if it marks a missing one, say so (TableOptions.MissingTexts = {negative.Value}), and if it stands for less than {-negative.Value}, as some laboratories write a limit, write what it is to be learned as."));
        }

        if (count.Far is { } far)
        {
            Warn("far-value", feature, Invariant(
                $"'{shown}' holds {far.Value} on {layout.Table.Within(far.Place)}, where all other values go from {far.Minimum} to {far.Maximum}; correct it, or leave the field empty, if it was not measured."));
        }

        if (count.Zeros is { } zeros)
        {
            Warn("sentinel", feature, Invariant(
                $"'{shown}' holds 0 in {zeros.Count} of {count.Numbers} rows, apart from all other values, which go from {zeros.Minimum} to {zeros.Maximum}; if it marks a missing one, leave the field empty where the table is made, or say so where 0 is no value of any column (TableOptions.MissingTexts = 0)."));
        }
    }

    /// <summary>Tells of a column that hardly holds anything, or one value beside nothing.</summary>
    private void JudgeGaps(FeatureField feature, FieldCount count)
    {
        var shown = CellText.Excerpt(feature.Name);
        if (count.Rows < FewestNames || count.Missing == 0 || count.Present == 0)
        {
            return;
        }

        if (count.CapitalNas > 0 && count.CapitalNas == count.Missing && count.Levels.Count >= FewestOfTwoLetters && LevelsOf(count).All(level => level.Level is [>= 'A' and <= 'Z', >= 'A' and <= 'Z']))
        {
            Warn("name-as-missing", feature, Invariant(
                $"'{shown}' holds NA in {count.Missing} of {count.Rows} rows, which is taken for a missing value, among codes of two letters, of which it may be one (Namibia, North America); if it is, say so (ColumnInference.MarkersAreNames)."));
        }
        else if (count.Missing > NearlyAllDifferent * count.Rows)
        {
            Warn("mostly-missing", feature, Invariant(
                $"'{shown}' holds a value in {count.Present} of {count.Rows} rows alone, the first on {layout.Table.Within(count.FirstPresent)}, as where a name is misspelt or cells were merged; fill it in where it belongs, or {LeaveOut}."));
        }
        else if (count.StandsAlone && count.Present >= FewestGroups && 2 * count.Missing >= count.Rows)
        {
            Warn("merged-cells", feature, Invariant(
                $"'{shown}' holds a value in {count.Present} of {count.Rows} rows, each followed by rows without one, as where cells were merged, names stand once a group, or it was measured less often; fill them down where the table is made, or {LeaveOut}."));
        }
        else if (count.DistinctNumbers.Doubles + count.Levels.Count == 1)
        {
            Warn("one-value", feature, Invariant(
                $"'{shown}' holds {count.Examples[0]} in {count.Present} of {count.Rows} rows and nothing in the others, and a missing value is taken for unknown, so that the column says nothing; if nothing means no, write that (0 and 1, or false and true)."));
        }
    }

    // What programs write before the columns of a table without being asked, whether the labels are all different or begin anew where tables were joined.
    private string? AreLabelsOfRows(FeatureField feature, FieldCount count) =>
        NameMeaning.IsOfPandas(feature.Name) ? "is called as pandas calls the labels of rows where they have no name"
        : feature.Field == 0 && count.Fractions == 0 && count.DistinctNumbers.Doubles > FewestThatCount && layout.Table.Names is { } names && string.IsNullOrWhiteSpace(names[0])
            ? "has no name, is the first column and holds whole numbers, as the labels of rows that pandas and R write" : null;

    private static int Width(double whole) => whole.ToString("F0", System.Globalization.CultureInfo.InvariantCulture).Length;

    private static bool AreUnixTimes(FieldCount count) =>
        count.UnixTimes == count.Numbers && DateText.TryReadUnix(count.Range.Minimum, out var first) && DateText.TryReadUnix(count.Range.Maximum, out var last)
        && (last - first) is { TotalSeconds: >= 1, TotalDays: < MostYearsOfTimes * 366 };

    private static string? IsPeriods(FieldCount count) =>
        count.Periods.Months == count.Numbers && count.DistinctNumbers.Doubles >= FewestMonths ? "months"
        : count.Periods.Weeks == count.Numbers && count.DistinctNumbers.Doubles >= FewestWeeks ? "weeks"
        : null;

    // Of as many digits as the greatest number has without zeros: codes of one width, one of which happens to begin with 0.
    private static bool IsAsWide(FieldCount count) => count.FirstPadded.Length >= FewestDigitsOfCodes && count.FirstPadded.Length == Invariant($"{count.Range.Maximum:F0}").Length;

    private static string ShortestText(string number) => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture).ToString("G17", System.Globalization.CultureInfo.InvariantCulture);

    private void JudgeDates(FeatureField feature, FieldCount count)
    {
        if (feature.Date!.IsCosine)
        {
            return;
        }

        if (count.Texts + count.Truths > 0 && options.InvalidRows == InvalidRowHandling.Error)
        {
            Refuse(feature, Invariant($"{refusals.At(count.First.Text, feature.Field)}: found '{count.FirstText}', {Wanted}; {count.Texts + count.Truths} of {count.Present} values are none. Write it so, or leave such rows out (set Training.InvalidRows to Skip)."));
        }

        if (count.OddTime is { } odd)
        {
            var shown = DateTime.UnixEpoch.AddSeconds(odd.Value).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            Warn("sentinel", feature, Invariant($"'{CellText.Excerpt(feature.Date.Source)}' holds a time of {shown} in {odd.Count} of {count.Numbers} rows, apart from all other times; if it marks a missing one, say so (TableOptions.MissingTexts = {shown})."));
        }

        if (count.Zoned.Count > 0 && count.Zoned.Count < count.Numbers && layout.Features.First(other => other.Field == feature.Field) == feature)
        {
            Warn("zones-differ", feature, Invariant($"'{CellText.Excerpt(feature.Date.Source)}' holds times with a zone in {count.Zoned.Count} of {count.Numbers} rows, such as {count.Zoned.First}, and without one in the others; each is learned as its clock shows it, so that hours of two clocks may be mixed: write all of them by one clock where the table is made."));
        }

        if (count.ZonesOfTwoKinds is { Greenwich: > 0, Offset: > 0 } zones && count.Zoned.Count == count.Numbers && layout.Features.First(other => other.Field == feature.Field) == feature)
        {
            Warn("zones-differ", feature, Invariant($"'{CellText.Excerpt(feature.Date.Source)}' holds times that end in Z in {zones.Greenwich} of {count.Numbers} rows and times of another clock, as +01:00, in {zones.Offset}; each is learned as its clock shows it, so that hours of two clocks may be mixed: write all of them by one clock where the table is made."));
        }

        if (feature.Date.Part is DatePart.Minute or DatePart.Hour && count.Numbers >= FewestThatCount && count.WholeDays == count.Numbers)
        {
            Warn("dates", feature, $"'{CellText.Excerpt(feature.Date.Source)}' holds dates without a time of day, so that its {feature.Date.Part.ToString().ToLowerInvariant()} is 0 in every row; leave that part out (TableOptions.Dates).");
        }

        RefuseMissing(feature, count);
    }

    private void RefuseHuge(FeatureField feature, FieldCount count)
    {
        if (options.InvalidRows == InvalidRowHandling.Error && count.Huge.Place > 0)
        {
            Refuse(feature, refusals.Huge(count.Huge.Place, feature.Field, count.Huge.Text));
        }
    }

    /// <summary>What is wanted in a column of times.</summary>
    public const string Wanted = "a date or a time was wanted, as 2020-03-09 10:15:00 or 31.12.2020, or seconds since 1970";

    private void Warn(FeatureField feature, DataWarning? warning)
    {
        if (warning is not null)
        {
            Warn(warning.Code, feature, warning.Message);
        }
    }

    private void Warn(string code, FeatureField feature, string message) => warnings.Add(new DataWarning(code, feature.Name, message));
}
