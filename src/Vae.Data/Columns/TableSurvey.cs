using System.Collections.Concurrent;
using Vae.Data.Options;
using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <summary>The first pass over a whole table: what is in its columns.</summary>
internal sealed class TableSurvey
{
    // Shorter tables are read before threads have started.
    private const int RowsOnOneThread = 2048;
    private const int MostLonely = 5;

    private readonly ColumnLayout layout;
    private readonly TableOptions options;
    private readonly ConcurrentBag<SurveyedBlock> free = [];
    private readonly float[] row;
    private readonly List<(long Place, int Column, string Text)> lonely = [];
    private long lonelyRows;
    private long counted;

    private TableSurvey(ColumnLayout layout, TableOptions options, ColumnKind?[] declared)
    {
        this.layout = layout;
        this.options = options;
        Labels = new LabelCount(options.NormalLabel);
        var budget = new LevelBudget();
        Counts = [.. declared.Select(kind => new FieldCount(budget, kind == ColumnKind.Categorical))];
        row = new float[Counts.Length];
        First = new FirstRows(Counts.Length);
        Steps = new ScaleSteps(Counts.Length);
        Scales = new PartScales(layout.Table, Counts.Length);
        Leak = layout.LabelField < 0 ? null : new LabelLeak(Counts.Length);
    }

    /// <summary>One for each column that holds features; those that are made of times have what is in the times.</summary>
    public FieldCount[] Counts { get; }

    /// <summary>The first rows.</summary>
    public FirstRows First { get; }

    /// <summary>How large numbers are in each of several files.</summary>
    public PartScales Scales { get; }

    /// <summary>How large numbers are as rows go by.</summary>
    public ScaleSteps Steps { get; }

    /// <summary>Rows that come again.</summary>
    public RowRepeats Repeats { get; } = new();

    /// <summary>Labels of all rows.</summary>
    public LabelCount Labels { get; }

    /// <summary>What ranks the labels by itself; null where there are none.</summary>
    public LabelLeak? Leak { get; }

    /// <summary>Rows, all of them.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows that hold no value in any column that holds features, and where the first of them stands.</summary>
    public (long Rows, long First) Empty { get; private set; }

    /// <summary>Rows that hold a text in one column and nothing in all others, and the first of them; none where there are many.</summary>
    public (long Rows, List<(long Place, int Column, string Text)> Found)? Lonely => lonelyRows > MostLonely ? null : (lonelyRows, lonely);

    /// <summary>Rows that were not looked at since the model does not train on them.</summary>
    public long Abnormal { get; private set; }

    /// <summary>Reads the table.</summary>
    /// <param name="layout">Its columns.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="declared">The kind of each column that holds features, where it is given.</param>
    /// <param name="refusals">Makes errors of what cannot be read.</param>
    /// <exception cref="VaeDataException">A record or a label cannot be read.</exception>
    public static TableSurvey Of(ColumnLayout layout, TableOptions options, ColumnKind?[] declared, Refusals refusals)
    {
        var survey = new TableSurvey(layout, options, declared);
        using var reader = layout.OpenTable();
        var own = survey.NewReader();
        while (survey.Rows < RowsOnOneThread)
        {
            if (!reader.Read())
            {
                return survey;
            }

            survey.Add(own.Read(reader), refusals);
        }

        using var readers = new ThreadLocal<SurveyReader>(survey.NewReader);
        foreach (var row in reader.ReadOn(options.Threads > 0 ? options.Threads : Environment.ProcessorCount, record => readers.Value!.Read(record)))
        {
            survey.Add(row, refusals);
        }

        return survey;
    }

    private SurveyReader NewReader() => new(layout, options, Counts, free);

    private void Add(in SurveyedRow found, Refusals refusals)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        Rows++;
        if (found.IsLeftOut)
        {
            return;
        }

        if (found.Block is not { } block)
        {
            if (found.WeightFault is { } fault)
            {
                throw new VaeDataException(WeightReader.Refusal(refusals, layout, found.Place, fault));
            }

            if (found.IsLabelRefused)
            {
                refusals.RefuseLabel(found.Place, layout.LabelField, found.Fault!);
            }
            else
            {
                refusals.Refuse(found.Place, found.Fault!);
            }

            return;
        }

        if (layout.LabelField >= 0)
        {
            Labels.Add(found.Label, found.LabelText);
        }

        var isTrained = options.Inference is not { NormalRowsOnly: true } || layout.LabelField < 0 || found.Label == 0;
        Abnormal += isTrained ? 0 : 1;
        var cells = block.Row(found.Index);
        if (isTrained)
        {
            Count(block, cells, found.Place);
            switch (Present(cells, out var only))
            {
                case 0:
                    Empty = (Empty.Rows + 1, Empty.Rows == 0 ? found.Place : Empty.First);
                    break;
                case 1 when cells.Length > 1 && cells[only].Meaning == CellMeaning.Text && lonelyRows++ < MostLonely:
                    lonely.Add((found.Place, only, block.CellOf(cells[only]).ToString().Trim()));
                    break;
            }

            Keep(cells);
        }

        if (Leak is not null)
        {
            for (var column = 0; column < cells.Length; column++)
            {
                row[column] = cells[column].Meaning is CellMeaning.Number or CellMeaning.Truth ? (float)cells[column].Number : float.NaN;
            }

            Leak.Offer(row, found.Label);
        }

        if (block.Release())
        {
            free.Add(block);
        }
    }

    private void Count(SurveyedBlock block, ReadOnlySpan<SurveyedCell> cells, long place)
    {
        var weights = new RowWeights(++counted);
        for (var column = 0; column < cells.Length; column++)
        {
            ref readonly var cell = ref cells[column];
            if (cell.Meaning != CellMeaning.Number)
            {
                Counts[column].Add(block.CellOf(cell), cell.Meaning, cell.Number, cell.Look, place, weights);
                Repeats.Add(block.CellOf(cell), cell.Meaning, cell.Number);
                continue;
            }

            Counts[column].AddNumber(block.CellOf(cell), cell.Number, cell.Look, place, weights);
            Repeats.AddNumber(cell.Number);
            if (Steps.IsWatching)
            {
                Steps.Add(column, cell.Number);
            }

            if (Scales.IsWatching)
            {
                Scales.Add(column, cell.Number, place);
            }
        }

        Repeats.EndRow();
        Steps.EndRow(place);
    }

    // How many cells hold a value, none, one or more, and the last of those that were looked at.
    private static int Present(ReadOnlySpan<SurveyedCell> cells, out int last)
    {
        var present = 0;
        last = -1;
        for (var column = 0; column < cells.Length && present < 2; column++)
        {
            if (cells[column].Meaning != CellMeaning.Missing)
            {
                present++;
                last = column;
            }
        }

        return present;
    }

    private void Keep(ReadOnlySpan<SurveyedCell> cells)
    {
        if (!First.WantsMore)
        {
            return;
        }

        var numbers = new double[cells.Length];
        for (var column = 0; column < numbers.Length; column++)
        {
            numbers[column] = cells[column].Meaning is CellMeaning.Number ? cells[column].Number : double.NaN;
        }

        First.Add(numbers);
    }
}
