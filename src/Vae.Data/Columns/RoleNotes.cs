using System.Collections.Immutable;

namespace Vae.Data.Columns;

/// <summary>What is said of columns that are there for another purpose than to be learned: which rows are for training, what a model made of them, and which measurement a row is of.</summary>
internal static class RoleNotes
{
    private const int MostFolds = 20;
    private const int MostVariables = 256;
    private const double HalfDifferent = 0.5;
    private const string LeaveOut = TimeSpelling.LeaveOut;

    /// <summary>What is said of a column that says which rows are for training; null where it is none.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="levels">Its texts.</param>
    public static DataWarning? Split(string name, ImmutableArray<(string Level, long Count)> levels) =>
        levels.Length < 2 || !levels.All(level => Part(level.Level) is not null) || !levels.Any(level => Part(level.Level) == "TRAIN") ? null
            : new DataWarning("split", name, $"'{CellText.Excerpt(name)}' holds '{CellText.Excerpt(levels[0].Level)}' and '{CellText.Excerpt(levels[1].Level)}', as a column does that says which rows are for training, and says nothing of new rows; make a file of each part where the table is made, and {LeaveOut}.");

    /// <summary>The same of a column of the numbers of folds, which begin at 0 or 1, or at -1 where a row is in none.</summary>
    public static DataWarning? Folds(string name, FieldCount count) =>
        !NameMeaning.AreFolds(name) || count.Fractions > 0 || count.DistinctNumbers.Doubles is < 2 or > MostFolds || count.Range is { Minimum: < -1 or > 1 } or { Maximum: > MostFolds } ? null
            : new DataWarning("split", name, Invariant($"'{CellText.Excerpt(name)}' is called as a column that says in which part of the rows each is, {count.Range.Minimum} to {count.Range.Maximum}, which says nothing of new rows; {LeaveOut}."));

    /// <summary>What is said of a column that a model has made; null where its name says nothing of the kind.</summary>
    public static DataWarning? Outcome(string name, FieldCount count) =>
        NameMeaning.IsOutcome(name) || (NameMeaning.MayBeOutcome(name) && count.Fractions > 0 && count.DistinctNumbers.Doubles > HalfDifferent * count.Numbers)
            ? new DataWarning("model-outcome", name, $"'{CellText.Excerpt(name)}' is called as what a model makes of a row, and not as what was measured; if it is that, {LeaveOut}, or the new model learns what the other one said.")
            : null;

    /// <summary>What is said of a table that holds one measurement a row, of several kinds by turns; null where it does not.</summary>
    /// <param name="layout">Its columns.</param>
    /// <param name="counts">What was found in those that hold features.</param>
    /// <param name="told">Columns that were told of as ids, counters and times.</param>
    public static DataWarning? LongForm(ColumnLayout layout, FieldCount[] counts, HashSet<string?> told)
    {
        var columns = layout.Features.Zip(counts, (feature, count) => (feature.Name, Count: count, IsTime: feature.Date is not null)).Where(column => !column.IsTime && !told.Contains(column.Name)).ToArray();
        var numbers = columns.Where(column => column.Count.Present > 0 && column.Count.Numbers == column.Count.Present).ToArray();
        if (numbers is not [{ } value] || !NameMeaning.IsValue(value.Name))
        {
            return null;
        }

        var variable = columns.FirstOrDefault(column => column.Count.Texts == column.Count.Present && column.Count.Levels.Count is >= 2 and <= MostVariables && column.Count.FullAt == 0 && NameMeaning.IsVariable(column.Name, value.Name));
        return variable.Name is null ? null : new DataWarning("long-form", value.Name, Invariant(
            $"'{layout.Table.Path}': a row holds one measurement, of which '{CellText.Excerpt(variable.Name)}' seems to say which it is ({variable.Count.Levels.Count} of them, such as '{variable.Count.FirstText}'), so that '{CellText.Excerpt(value.Name)}' may hold different things by turns and no row shows how they go together; write each as a column of its own, one row for all that was measured at once (pivot in pandas and polars, pivot_wider in R)."));
    }

    private static string? Part(string text) => text.Trim().ToUpperInvariant() switch
    {
        "TRAIN" or "TRAINING" or "TRN" or "FIT" => "TRAIN",
        "TEST" or "TESTING" or "TST" or "VAL" or "VALID" or "VALIDATE" or "VALIDATION" or "DEV" or "HOLDOUT" or "HOLD-OUT" or "EVAL" or "EVALUATION" => "TEST",
        _ => null,
    };
}
