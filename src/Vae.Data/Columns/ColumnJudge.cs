using System.Collections.Immutable;
using System.Text;
using Vae.Data.Options;

namespace Vae.Data.Columns;

/// <summary>Decides what each column of a table holds, by what a survey found in it, and what its owner should know.</summary>
internal sealed partial class ColumnJudge
{
    /// <summary>Why a column of times is numeric.</summary>
    public const string TimeReason = "made of a time";

    /// <summary>From this share on a column of numbers is one, and a text in it a mistake.</summary>
    private const double NearlyAll = TextNotes.NearlyAll;

    /// <summary>Below this share of numbers a column is one of names, some of which are digits.</summary>
    private const double Mixed = 0.85;

    /// <summary>From so many numbers on, one text alone beside them is a mistake, as a line of units is.</summary>
    private const int FewestBesideOne = 3;

    private const int MostWords = 3;
    private const int FewNames = TextNotes.FewNames;

    private readonly ColumnLayout layout;
    private readonly TableOptions options;
    private readonly ColumnInference inference;
    private readonly Refusals refusals;
    private readonly List<TableError> errors = [];
    private readonly List<DataWarning> warnings = [];
    private readonly List<(FeatureField Feature, FieldCount Count, TableError Error)> oddColumns = [];

    public ColumnJudge(ColumnLayout layout, TableOptions options, ColumnInference inference, Refusals refusals)
    {
        this.layout = layout;
        this.options = options;
        this.inference = inference;
        this.refusals = refusals;
    }

    /// <summary>Why the table cannot be trained on; empty where it can.</summary>
    public IReadOnlyList<TableError> Errors => OddLines.Joined(layout, errors, oddColumns);

    /// <summary>What else its owner should know.</summary>
    public IReadOnlyList<DataWarning> Warnings => warnings;

    /// <summary>Decides about a column.</summary>
    /// <param name="column">Its number among those that hold features.</param>
    /// <param name="count">What was found in it.</param>
    /// <param name="declared">Its kind where it is given.</param>
    /// <returns>The column, and why; of a kind as if there were no error where there is one.</returns>
    public (TableColumn Column, string Reason) Judge(int column, FieldCount count, ColumnKind? declared)
    {
        var feature = layout.Features[column];
        if (feature.Date is not null)
        {
            JudgeDates(feature, count);
            return (TableColumn.Numeric(feature.Name), TimeReason);
        }

        var (kind, reason) = declared is { } given ? (given, "declared") : Kind(feature, count);
        if (kind is ColumnKind.Categorical)
        {
            return Categorical(feature, count, reason, declared is not null);
        }

        var isToldBelow = options is { RefusesMissing: true, InvalidRows: InvalidRowHandling.Error };
        if (count is { Present: 0, Rows: > 0 } && !isToldBelow)
        {
            Refuse(feature, $"'{layout.Table.Path}', {layout.Names.Describe(feature.Field)}: holds no value in any row, so that there is nothing to learn of it; leave it out (TableOptions.IgnoredColumns).");
            return (new TableColumn(feature.Name, kind), reason);
        }

        JudgeNumbers(feature, count, kind);
        return (new TableColumn(feature.Name, kind), reason);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private (ColumnKind Kind, string Reason) Kind(FeatureField feature, FieldCount count)
    {
        var present = count.Present;
        if (present == 0)
        {
            return (ColumnKind.Numeric, "holds no value");
        }

        if (count.Numbers == present)
        {
            return (ColumnKind.Numeric, "every value is a number");
        }

        if (count.Truths == present)
        {
            return (ColumnKind.Binary, "every value is true or false");
        }

        if (count.Numbers >= NearlyAll * present || (count.Numbers >= FewestBesideOne && count.Numbers == present - 1) || (count.Numbers > Mixed * present && LooksMeasured(count)) || AreNumbersAndMarks(count))
        {
            var spelling = NumberSpelling.Of(count.FirstText, options.DecimalComma);
            Odd(feature, count, Invariant($"{count.Numbers} of the column's {present} values are numbers"), spelling, isRule: false);
            return (ColumnKind.Numeric, Invariant($"{count.Numbers} of {present} values are numbers"));
        }

        return SpelledNumbers(feature, count) ?? (ColumnKind.Categorical, count.Numbers == 0 ? "texts" : Invariant($"{count.Texts + count.Truths} of {present} values are texts"));
    }

    // Numbers that were measured, and beside them nothing but what many write where a value is missing, or no more than a few words for it beside fractions.
    private static bool AreNumbersAndMarks(FieldCount count) =>
        count.Numbers >= FewestBesideOne && count.Texts > 0 && count.Truths == 0 && count.FullAt == 0 && LooksMeasured(count)
        && LevelsOf(count).Where(level => !LevelIndex.TryReadNumber(Encoding.UTF8.GetBytes(level.Level), out _)).ToArray() is { Length: > 0 } texts
        && (texts.All(level => TextNotes.IsMark(level.Level)) || (texts.Length <= MostWords && count.DistinctNumbers.Doubles > FewNames && 2 * count.Fractions > count.Numbers && texts.All(level => NumberSpelling.Of(level.Level, decimalComma: false) is null)));

    // Names that are digits are few and whole; numbers that were measured are many, or have fractions.
    private static bool LooksMeasured(FieldCount count) => count.Fractions > 0 || count.DistinctNumbers.Doubles > Math.Max(10, count.Numbers / 2);

    /// <summary>A column of numbers that are written in a way that is not read.</summary>
    private (ColumnKind Kind, string Reason)? SpelledNumbers(FeatureField feature, FieldCount count)
    {
        var present = count.Present;
        var kinds = new Dictionary<NumberSpelling.Kind, (long Count, int Distinct)>();
        var units = new HashSet<string>();
        foreach (var (text, times) in count.FullAt > 0 ? [] : LevelsOf(count))
        {
            if (NumberSpelling.Of(text, options.DecimalComma) is { } kind && (options.DecimalComma || !LevelIndex.TryReadNumber(Encoding.UTF8.GetBytes(text), out _)))
            {
                var (known, distinct) = kinds.GetValueOrDefault(kind);
                kinds[kind] = (known + times, distinct + 1);
                if (units.Count < FewNames && kind == NumberSpelling.Unit && NumberSpelling.UnitOf(text) is { } unit)
                {
                    units.Add(unit);
                }
            }
        }

        // Halves stand beside three and a half.
        if (kinds.TryGetValue(NumberSpelling.Fraction, out var mixed) && kinds.Remove(NumberSpelling.Pair, out var pairs))
        {
            kinds[NumberSpelling.Fraction] = (mixed.Count + pairs.Count, mixed.Distinct + pairs.Distinct);
        }

        var spelled = kinds.Values.Sum(kind => kind.Count);
        if (spelled == 0 || count.Numbers + spelled < NearlyAll * present)
        {
            return null;
        }

        var (most, (_, different)) = kinds.MaxBy(kind => kind.Value.Count);
        var mayBeNames = (different <= FewNames && !(count.Numbers > 0 && LooksMeasured(count))) || units.Count >= FewNames / 2;
        if ((!most.IsSure && mayBeNames) || (most == NumberSpelling.Pair && TimeSpelling.Of(LevelsOf(count), present, NearlyAll) is not null))
        {
            return null;
        }

        Odd(feature, count, Invariant($"{spelled} of the column's {present} values look like numbers {most.Name}"), most, isRule: true);
        return (ColumnKind.Numeric, $"numbers {most.Name}");
    }

    /// <param name="feature">The column.</param>
    /// <param name="count">What was found in it.</param>
    /// <param name="what">What is known of its values.</param>
    /// <param name="spelling">How the first odd one is written; null where nobody knows.</param>
    /// <param name="isRule">Whether the column is written so throughout, so that none of it marks a missing value.</param>
    private void Odd(FeatureField feature, FieldCount count, string what, NumberSpelling.Kind? spelling, bool isRule)
    {
        if (options.InvalidRows == InvalidRowHandling.Error)
        {
            Refuse(feature,
                $"{refusals.At(count.First.Text, feature.Field)}: found '{count.FirstText}', a number was wanted: {what}; {(spelling is null ? "correct the value" : spelling.Advice)}, {refusals.Advice(isRule ? null : count.FirstText)}");
            if (!isRule)
            {
                oddColumns.Add((feature, count, errors[^1]));
            }

            return;
        }

        var odd = count.Texts + count.Truths;
        warnings.Add(new DataWarning(
            "refused-values", feature.Name,
            Invariant($"{refusals.At(count.First.Text, feature.Field)}: found '{count.FirstText}', {(odd == 1 ? "the one value that is no number" : Invariant($"the first of {odd} values that are no numbers"))}; rows with one are left out. {what}.")));
    }

    private static ImmutableArray<(string Level, long Count)> LevelsOf(FieldCount count) => count.Levels.LevelsOrNone();

    private (TableColumn Column, string Reason) Categorical(FeatureField feature, FieldCount count, string reason, bool isDeclared)
    {
        var place = $"'{layout.Table.Path}', {layout.Names.Describe(feature.Field)}";
        var fallback = TableColumn.Numeric(feature.Name);
        RefuseMissing(feature, count);
        if (count.TooLong is { } tooLong)
        {
            Refuse(feature, Invariant($"{refusals.At(tooLong.Place, feature.Field)}: found a text of {tooLong.Bytes} bytes, '{tooLong.Text}', which is no level of a category; leave the column out, or shorten its texts."));
            return (fallback, reason);
        }

        if (count.FullAt > 0)
        {
            Refuse(feature,
                Invariant($"{place} and the other columns of text hold more different texts than can be counted (64 MiB, full on {layout.Table.Within(count.FullAt)}); leave out columns that are free text or ids."));
            return (fallback, reason);
        }

        ImmutableArray<(string Level, long Count)> all;
        try
        {
            all = count.Levels.Levels();
        }
        catch (DecoderFallbackException)
        {
            Refuse(feature, $"{place} holds a text that is not UTF-8; save the file as UTF-8.");
            return (fallback, reason);
        }

        JudgeNames(feature, count, all, isDeclared);
        ImmutableArray<string> levels = [.. all.Where(level => level.Count >= inference.MinimumLevelCount).Select(level => level.Level)];
        if (levels.IsEmpty)
        {
            Refuse(feature, all.IsEmpty
                ? $"{place} is categorical but holds nothing but missing values; leave the column out."
                : Invariant($"{place} holds {all.Length} different texts but none of them {inference.MinimumLevelCount} times, the least count of a level; ask for fewer, or leave the column out."));
            return (fallback, reason);
        }

        if (levels.Length > inference.MaximumLevels)
        {
            if (errors.Count == 0 || errors[^1].Column != feature.Field + 1)
            {
                Refuse(feature,
                    Invariant($"{place} holds {levels.Length} different texts{(inference.MinimumLevelCount > 1 ? Invariant($" that occur {inference.MinimumLevelCount} times or more") : "")}; at most {inference.MaximumLevels} are allowed. Leave the column out, fold rare levels ")
                    + "(ColumnInference.MinimumLevelCount), or allow more (ColumnInference.MaximumLevels).");
            }

            return (fallback, reason);
        }

        return (new TableColumn(feature.Name, ColumnKind.Categorical, levels), reason);
    }

    private void Refuse(FeatureField feature, string message) => errors.Add(new TableError(feature.Field + 1, message));

    private void RefuseMissing(FeatureField feature, FieldCount count)
    {
        if (options is { RefusesMissing: true, InvalidRows: InvalidRowHandling.Error } && count.Missing + count.Infinities > 0)
        {
            var isInfinite = count.First.Missing == 0 || (count.First.Infinity > 0 && count.First.Infinity < count.First.Missing);
            var (at, what) = isInfinite ? (count.First.Infinity, "an infinity") : (count.First.Missing, count.CapitalNas == count.Missing ? "NA, which is taken for no value (where it is a name of this column, say so: ColumnInference.MarkersAreNames)" : "no value");
            Refuse(feature, Invariant(
                $"{refusals.At(at, feature.Field)}: found {what}, as in {count.Missing + count.Infinities} of {count.Rows} rows, but training needs finite values; fill it in, set Training.InvalidRows to Skip to leave such rows out{(isInfinite ? "" : ", or learn from what is there (VaeOptions.MissingValues = Observed)")}."));
        }
    }
}
