using System.Collections.Immutable;
using Vae.Data.Options;

namespace Vae.Data.Columns;

/// <summary>What one pass over a whole table has found: the kinds of its columns, with all that is wrong with them.</summary>
internal sealed class TableFinder
{
    private const int MostErrors = 5;

    private TableFinder(ImmutableArray<TableColumn> columns, TableProfile profile, long normalRows, IReadOnlyList<TableError> errors)
    {
        NormalRows = normalRows;
        Columns = columns;
        Profile = profile;
        Errors = errors;
    }

    /// <summary>The columns that hold features.</summary>
    public ImmutableArray<TableColumn> Columns { get; }

    public TableProfile Profile { get; }

    /// <summary>Rows with the label 0.</summary>
    public long NormalRows { get; }

    /// <summary>Why the table cannot be trained on; empty where it can.</summary>
    public IReadOnlyList<TableError> Errors { get; }

    /// <summary>Reads a table.</summary>
    /// <param name="layout">Its columns.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="goesOn">Whether records and labels that cannot be read are no error, but told.</param>
    /// <exception cref="VaeDataException">A record or a label cannot be read.</exception>
    /// <exception cref="ArgumentException">A value of the inference is out of range.</exception>
    public static TableFinder Find(ColumnLayout layout, TableOptions options, bool goesOn = false)
    {
        var inference = options.Inference ?? new ColumnInference();
        inference.Validate();
        var declared = new ColumnKind?[layout.Features.Length];
        foreach (var (name, kind) in inference.Kinds)
        {
            declared[layout.FindDeclared(name, kind)] = kind;
        }

        foreach (var (column, _) in layout.MarkersAreNames(options).Index().Where(column => column.Item))
        {
            declared[column] ??= ColumnKind.Categorical;
        }

        var refusals = new Refusals(layout, goesOn ? InvalidRowHandling.Nan : options.InvalidRows, mayDeclare: true);
        var survey = TableSurvey.Of(layout, options, declared, refusals);
        Recount(survey, layout, options, declared);
        var judge = new ColumnJudge(layout, options, inference, refusals);
        var judged = survey.Counts.Select((count, column) => judge.Judge(column, count, declared[column])).ToArray();
        DataWarning[] warnings = [.. layout.Warnings, .. TurnedTable.Note(layout, survey) is { } turned ? [turned] : Array.Empty<DataWarning>(), .. TableNotes.Grouped(judge.Warnings), .. TableNotes.Of(layout, survey, judge.Warnings), .. Others(layout, survey, refusals, options)];

        // Of no rows nothing can be told of the columns either: that there are none is the one thing to say.
        TableError[] withoutRows = inference.NormalRowsOnly ? [.. warnings.Where(LeavesNoRow).Select(warning => new TableError(null, warning.Message))] : [];
        warnings = withoutRows.Length > 0 ? [.. warnings.Where(warning => !LeavesNoRow(warning))] : warnings;
        var profile = new TableProfile
        {
            Rows = survey.Rows,
            Columns = [.. FirstFeatures(layout, judged.Length).Select((column, field) => Profiled(layout, survey, judged, field, column))],
            Warnings = [.. warnings],
        };
        TableError[] errors = withoutRows.Length > 0 ? withoutRows : [.. judge.Errors, .. Refused(survey, refusals, options)];
        return new TableFinder([.. judged.Select(column => column.Column)], profile, survey.Labels.Normal, errors);
    }

    private static bool LeavesNoRow(DataWarning warning) => warning.Code is LabelCount.NoLabel or LabelCount.NoNormalLabel;

    /// <summary>Throws where the table cannot be trained on.</summary>
    /// <exception cref="VaeDataException">It cannot; the message tells all the reasons, up to five.</exception>
    public void ThrowIfUnusable()
    {
        if (Errors.Count > 0)
        {
            var more = Errors.Count > MostErrors ? Invariant($" And {Errors.Count - MostErrors} more columns are not as they should be.") : "";
            var also = Profile.Warnings.Length > 0 ? " Also: " + string.Join(" ", Profile.Warnings.Take(MostErrors).Select(warning => warning.Message)) : "";
            throw new VaeDataException(string.Join(" ", Errors.Take(MostErrors).Select(error => error.Message)) + more + also);
        }
    }

    // What is read on past is an error all the same where it would be one in training.
    private static TableError[] Refused(TableSurvey survey, Refusals refusals, TableOptions options) => refusals.Count == 0 || options.InvalidRows != InvalidRowHandling.Error ? [] :
    [
        new TableError(null, Invariant(
            $"{refusals.Count} of {survey.Rows} rows cannot be read: {string.Join("; ", refusals.Examples)}{(refusals.Count > refusals.Examples.Count ? "; and others" : "")}.{Refusals.Leaving}")),
    ];

    // Numbers in a column of names are levels too, but were counted as numbers: one more pass counts their texts.
    private static void Recount(TableSurvey survey, ColumnLayout layout, TableOptions options, ColumnKind?[] declared)
    {
        var mixed = Enumerable.Range(0, declared.Length).Where(column => declared[column] is null && survey.Counts[column].IsMixed).ToArray();
        if (mixed.Length == 0)
        {
            return;
        }

        var forced = Array.ConvertAll(declared, kind => kind);
        foreach (var column in mixed)
        {
            forced[column] = ColumnKind.Categorical;
        }

        var again = TableSurvey.Of(layout, options, forced, new Refusals(layout, InvalidRowHandling.Nan, mayDeclare: true));
        foreach (var column in mixed)
        {
            survey.Counts[column] = again.Counts[column];
        }
    }

    private static IEnumerable<DataWarning> Others(ColumnLayout layout, TableSurvey survey, Refusals refusals, TableOptions options)
    {
        if (refusals.Count > 0 && options.InvalidRows != InvalidRowHandling.Error)
        {
            yield return new DataWarning("refused-rows", null, Invariant($"{refusals.Count} of {survey.Rows} rows cannot be read and are left out: {string.Join("; ", refusals.Examples)}{(refusals.Count > refusals.Examples.Count ? "; and others" : "")}."));
        }

        if (survey.Empty.Rows > 0 && survey.Empty.Rows < survey.Rows && !options.RefusesMissing)
        {
            yield return new DataWarning("empty-rows", null, Invariant($"{survey.Empty.Rows} of {survey.Rows} rows hold no value in any column, the first on {layout.Table.Within(survey.Empty.First)}, as spreadsheets save below a table; leave them out where the table is made, or set Training.InvalidRows to Skip."));
        }

        if (layout.LabelName is not { } label)
        {
            yield break;
        }

        foreach (var warning in survey.Labels.Warnings(layout.Table.Path, label))
        {
            yield return warning;
        }

        if (survey.Labels is { Labelled: > 0, Unlabelled: > 0 })
        {
            yield return new DataWarning(
                "unlabelled-rows", label,
                Invariant($"{survey.Labels.Unlabelled} of {survey.Rows} rows have no label{(options.Inference is { NormalRowsOnly: true } ? " and are not trained on, for they may be anomalies" : "")}."));
        }

        foreach (var (column, area) in survey.Leak!.Find())
        {
            if (layout.Features[column].Date is null)
            {
                yield return LabelLeak.Warning(layout.Features[column].Name, area);
            }
        }
    }

    // Of each field the first feature that is made of it (a date gives several), or -1.
    private static int[] FirstFeatures(ColumnLayout layout, int count)
    {
        var first = new int[layout.Table.FieldCount];
        Array.Fill(first, -1);
        for (var column = count - 1; column >= 0; column--)
        {
            first[layout.Features[column].Field] = column;
        }

        return first;
    }

    private static ProfiledColumn Profiled(ColumnLayout layout, TableSurvey survey, (TableColumn Column, string Reason)[] judged, int field, int column)
    {
        if (column < 0)
        {
            return new ProfiledColumn { Name = layout.Names.All[field], Number = field + 1, Use = field == layout.LabelField ? "label" : field == layout.WeightField ? "weight" : "ignored" };
        }

        var count = survey.Counts[column];
        var (doubles, isBound) = count.DistinctNumbers;
        return new ProfiledColumn
        {
            Name = layout.Names.All[field],
            Number = field + 1,
            Use = column < judged.Length - layout.ContextCount ? "feature" : "context",
            Kind = judged[column].Column.Kind,
            Reason = judged[column].Reason,
            Missing = count.Missing,
            Distinct = judged[column].Column.Kind == ColumnKind.Categorical ? judged[column].Column.Levels.Length : doubles + count.Levels.Count,
            DistinctIsBound = isBound || count.FullAt > 0,
            Minimum = count.Range.Minimum <= count.Range.Maximum ? count.Range.Minimum : null,
            Maximum = count.Range.Minimum <= count.Range.Maximum ? count.Range.Maximum : null,
            Examples = count.Examples,
        };
    }
}
