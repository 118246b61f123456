using Vae.Data.Options;
using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <summary>The first pass over a whole table: what is in its columns.</summary>
internal sealed class TableSurvey
{
    private readonly ColumnLayout layout;
    private readonly TableOptions options;
    private readonly CellReader cells;
    private readonly LabelReader labels;
    private readonly float[] row;

    private TableSurvey(ColumnLayout layout, TableOptions options, ColumnKind?[] declared)
    {
        this.layout = layout;
        this.options = options;
        cells = new CellReader(options);
        labels = new LabelReader(options, cells);
        Labels = new LabelCount(options.NormalLabel);
        var budget = new LevelBudget();
        Counts = [.. declared.Select(kind => new FieldCount(budget, kind == ColumnKind.Categorical))];
        row = new float[Counts.Length];
        Leak = layout.LabelField < 0 ? null : new LabelLeak(Counts.Length);
    }

    /// <summary>One for each column that holds features; those that are made of times have what is in the times.</summary>
    public FieldCount[] Counts { get; }

    /// <summary>Labels of all rows.</summary>
    public LabelCount Labels { get; }

    /// <summary>What ranks the labels by itself; null where there are none.</summary>
    public LabelLeak? Leak { get; }

    /// <summary>Rows, all of them.</summary>
    public long Rows { get; private set; }

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
        while (reader.Read())
        {
            survey.Rows++;
            if (reader.Fault is { } fault)
            {
                refusals.Refuse(reader.Place, fault);
                continue;
            }

            survey.Add(reader, refusals);
        }

        return survey;
    }

    private void Add(ITableReader reader, Refusals refusals)
    {
        var label = float.NaN;
        if (layout.LabelField >= 0)
        {
            if (!labels.TryRead(reader.Cell(layout.LabelField), out label))
            {
                refusals.RefuseLabel(reader.Place, layout.LabelField, CellText.Excerpt(reader.Cell(layout.LabelField).ToString()));
                return;
            }

            Labels.Add(label, options.NormalLabel is null ? null : CellText.Excerpt(reader.Cell(layout.LabelField).ToString().Trim()));
        }

        var isTrained = options.Inference is not { NormalRowsOnly: true } || layout.LabelField < 0 || label == 0;
        Abnormal += isTrained ? 0 : 1;
        for (var column = 0; column < Counts.Length; column++)
        {
            var cell = reader.Cell(layout.Features[column].Field);
            var meaning = cells.Read(cell, out var number);
            if (layout.Features[column].Date is not null && meaning != CellMeaning.Missing)
            {
                (meaning, number) = Time(cell, meaning, number);
            }

            row[column] = meaning is CellMeaning.Number or CellMeaning.Truth ? (float)number : float.NaN;
            if (isTrained)
            {
                Counts[column].Add(cell, meaning, number, reader.Place);
            }
        }

        Leak?.Offer(row, label);
    }

    /// <summary>A time as its seconds since 1970; what is none counts as a text.</summary>
    private static (CellMeaning Meaning, double Number) Time(TableCell cell, CellMeaning meaning, double number)
    {
        var isTime = cell.Type == CellType.Text && DateText.TryRead(cell.Text.Trim(" \t"u8), out var time) || (DateText.TryReadUnix(number, out time) && meaning == CellMeaning.Number);
        return isTime ? (CellMeaning.Number, (time - DateTime.UnixEpoch).TotalSeconds) : (CellMeaning.Text, 0);
    }
}
