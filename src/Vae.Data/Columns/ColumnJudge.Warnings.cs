using System.Collections.Immutable;
using Vae.Data.Options;

namespace Vae.Data.Columns;

/// <content>What is found in columns that can be read: that they name rows, or hold what stands for a missing value.</content>
internal sealed partial class ColumnJudge
{
    private const int FewestThatCount = 10;
    private const int FewestThatRise = 50;
    private const int FewestNames = 20;
    private const int FewestPadded = 3;
    private const double NearlyAllDifferent = 0.9;
    private const int FewestGrouped = 10;
    private const string LeaveOut = TimeSpelling.LeaveOut;
    private const string LeaveOutOrDate = "leave it out (TableOptions.IgnoredColumns), or learn from its hour and weekday alone (TableOptions.Dates)";

    private void JudgeNames(FeatureField feature, FieldCount count, ImmutableArray<(string Level, long Count)> levels, bool isDeclared)
    {
        var shown = CellText.Excerpt(feature.Name);
        var times = TimeSpelling.Of(levels, count.Present, NearlyAll);
        var nameRows = count.Present >= FewestNames && levels.Length > NearlyAllDifferent * count.Present && inference.MinimumLevelCount == 1;
        if (nameRows)
        {
            var message = Invariant(
                $"'{layout.Table.Path}', {layout.Names.Describe(feature.Field)}: '{shown}' has {levels.Length} different texts in {count.Present} rows{(times is null ? "" : $" and holds {times.What}")}: new rows will hold others, which the model cannot know; {times?.Advice ?? LeaveOut}{(layout.Table.FieldCount == 1 ? ", or name what stands between the fields (CsvOptions.Delimiter), which were not told apart" : "")}.");
            if (isDeclared)
            {
                Warn("names-rows", feature, message);
            }
            else
            {
                errors.Add(message);
            }
        }
        else if (times is not null)
        {
            Warn("dates", feature, $"'{shown}' holds {times.What}, such as '{CellText.Excerpt(levels[0].Level)}', {times.Then}; {times.Advice}.");
        }

        JudgeTotals(feature, count, levels);
        if (count.Numbers > 0 && !isDeclared)
        {
            Warn("numbers-among-names", feature, Invariant(
                $"'{shown}' holds {count.Numbers} numbers among {count.Texts + count.Truths} texts, such as '{count.FirstText}' on {layout.Table.Within(count.First.Text)}; all were taken for names. Declare it (ColumnInference.Kinds), or say which text is a missing value (TableOptions.MissingTexts)."));
        }
    }

    private void JudgeTotals(FeatureField feature, FieldCount count, ImmutableArray<(string Level, long Count)> levels)
    {
        if (TotalLines.Of(feature.Name, levels, count.Present, layout.Table.Unit == "line" ? " or by its number (CsvOptions.SkippedLines)" : "") is { } message)
        {
            Warn("totals", feature, message);
        }
    }

    private void JudgeNumbers(FeatureField feature, FieldCount count, ColumnKind kind)
    {
        RefuseMissing(feature, count);
        RefuseHuge(feature, count);
        if (kind != ColumnKind.Numeric || count.Numbers < FewestThatCount)
        {
            return;
        }

        var shown = CellText.Excerpt(feature.Name);
        var (distinct, isBound) = count.DistinctNumbers;
        var steps = count.Numbers - count.Infinities - 1;
        if (count.DigitDates == count.Numbers)
        {
            Warn("dates", feature, Invariant($"'{shown}' holds dates, such as {count.Range.Minimum}, which new rows will not have; {LeaveOut}."));
        }
        else if (count.Rises.ByOne == steps)
        {
            Warn("counter", feature, $"'{shown}' rises by 1 in every row, as a number of the row does; {LeaveOut}.");
        }
        else if (count.UnixTimes == count.Numbers && distinct > count.Numbers / 2)
        {
            Warn("dates", feature, $"'{shown}' holds times in seconds or milliseconds since 1970, which new rows will not have; {LeaveOutOrDate}.");
        }
        else if (count.Rises.ByAny == steps && steps >= FewestThatRise)
        {
            Warn("rises", feature, $"'{shown}' rises in every row, as a time or a counter does, so that new rows lie beyond all that was trained on; {LeaveOut} if it is one.");
        }
        else if (!isBound && count.Fractions == 0 && distinct == count.Numbers && count.Range.Maximum - count.Range.Minimum < 2 * (double)count.Numbers && count.Numbers >= FewestNames)
        {
            Warn("names-rows", feature, Invariant($"'{shown}' has {distinct} different whole numbers in {count.Numbers} rows, hardly more than there are rows, as numbers of rows do; {LeaveOut} if it names rows."));
        }
        else if (count.Fractions == 0 && distinct > NearlyAllDifferent * count.Numbers && count.Numbers >= FewestNames && NamesAnId(feature.Name))
        {
            Warn("names-rows", feature, Invariant($"'{shown}' has {distinct} different whole numbers in {count.Numbers} rows and is called an id; {LeaveOut} if it names rows."));
        }

        if (count.BeyondDoubles > count.Numbers / 2)
        {
            Warn("digits-lost", feature, Invariant(
                $"'{shown}' holds whole numbers beyond 9007199254740992 in {count.BeyondDoubles} of {count.Numbers} rows, such as {count.Examples[0]}, whose last digits a 64-bit float does not keep, so that different ones become one; {LeaveOut} if it names rows, or subtract a constant from it where it is made."));
        }

        if (count.Padded >= FewestPadded && count.Fractions == 0)
        {
            Warn("leading-zeros", feature, Invariant(
                $"'{shown}' holds whole numbers with zeros before them in {count.Padded} of {count.Numbers} rows, such as {count.FirstPadded}, as codes and numbers of telephones have; if they are names, declare it categorical (ColumnInference.Kinds) or {LeaveOut}."));
        }

        if (count.Grouped >= FewestGrouped && (count.LooksGrouped || count.GroupedRound > NearlyAllDifferent * count.Numbers))
        {
            Warn("thousands", feature, Invariant(
                $"'{shown}' holds {count.Grouped} numbers with a point before their last three digits, such as {count.FirstGrouped}, {(count.LooksGrouped ? "and beside them whole numbers below 1000 alone" : "nearly all of them in round hundreds")}, as where the point separates thousands; they are read as fractions: if they are thousands, write them without it."));
        }

        if (count.Sentinel is { } sentinel)
        {
            Warn("sentinel", feature, Invariant(
                $"'{shown}' holds {sentinel.Value} in {sentinel.Count} of {count.Numbers} rows, apart from all other values; if it marks a missing one, say so (TableOptions.MissingTexts = {sentinel.Value})."));
        }

        if (count.Zeros is { } zeros)
        {
            Warn("sentinel", feature, Invariant(
                $"'{shown}' holds 0 in {zeros.Count} of {count.Numbers} rows, apart from all other values, which go from {zeros.Minimum} to {zeros.Maximum}; if it marks a missing one, leave the field empty where the table is made, or say so where 0 is no value of any column (TableOptions.MissingTexts = 0)."));
        }
    }

    private void JudgeDates(FeatureField feature, FieldCount count)
    {
        if (feature.Date!.IsCosine)
        {
            return;
        }

        if (count.Texts + count.Truths > 0 && options.InvalidRows == InvalidRowHandling.Error)
        {
            errors.Add(Invariant($"{refusals.At(count.First.Text, feature.Field)}: found '{count.FirstText}', {Wanted}; {count.Texts + count.Truths} of {count.Present} values are none."));
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
            errors.Add(refusals.Huge(count.Huge.Place, feature.Field, count.Huge.Text));
        }
    }

    /// <summary>What is wanted in a column of times.</summary>
    public const string Wanted = "a date or a time was wanted, as 2020-03-09 10:15:00 or 31.12.2020, or seconds since 1970";

    private static bool NamesAnId(string name)
    {
        var words = name.ToUpperInvariant().Split([' ', '_', '-', '.']);
        return words.Any(word => word is "ID" or "UUID" or "GUID" or "KEY" or "INDEX" or "ROW" or "ROWID" or "NR" or "NO") || name.EndsWith("Id", StringComparison.Ordinal) || name.EndsWith("ID", StringComparison.Ordinal);
    }

    private void Warn(string code, FeatureField feature, string message) => warnings.Add(new DataWarning(code, feature.Name, message));
}
