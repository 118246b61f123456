using System.Text.Unicode;
using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <summary>
/// Reads the cells of records as numbers, one a column: of a categorical column the place of its level, -1 where it is none. <see cref="TableForm.Expand"/> makes rows of them. Immutable; safe to use from many threads at once.
/// </summary>
internal sealed class RowParser
{
    private const int NoLevel = -1;

    private readonly TableForm form;
    private readonly int[] fields;
    private readonly bool[] isPlain;

    public RowParser(TableForm form)
    {
        this.form = form;
        fields = [.. form.Layout.Features.Select(feature => feature.Field)];
        isPlain = [.. form.Columns.Select((column, i) => column.Kind == ColumnKind.Numeric && form.Layout.Features[i].Date is null && form.Cells.ReadsPlainNumbers)];
    }

    /// <summary>Reads the features of a record.</summary>
    /// <param name="record">A reader that stands on it.</param>
    /// <param name="cells">Receives one number a column; what is beyond a cell that cannot be read is left as it is.</param>
    /// <param name="odd">Told of what is odd.</param>
    public RowState Read(ITableReader record, Span<double> cells, IOddCells odd)
    {
        if (record.Fault is { } fault)
        {
            odd.Add(new OddCell(OddCellKind.Fault, record.Place, -1, fault));
            return RowState.Refused;
        }

        var state = RowState.Plain;
        for (var column = 0; column < fields.Length; column++)
        {
            var cell = record.Cell(fields[column]);
            if (isPlain[column] && PlainNumber.TryRead(cell.Text, out cells[column]))
            {
                continue;
            }

            var found = ReadCell(record, column, cell, cells, odd);
            if (found == RowState.Refused)
            {
                return found;
            }

            state = found == RowState.Unseen ? found : state;
        }

        return state;
    }

    /// <summary>Reads the weight of a record; 1 where the record cannot be read, or there are no weights.</summary>
    public float ReadWeight(ITableReader record, IOddCells odd)
    {
        if (form.Layout.WeightField < 0 || record.Fault is not null)
        {
            return 1;
        }

        var cell = record.Cell(form.Layout.WeightField);
        if (!WeightReader.TryRead(form.Cells, cell, out var weight))
        {
            odd.Add(new OddCell(OddCellKind.Weight, record.Place, -1, CellText.Excerpt(cell.ToString())));
        }

        return weight;
    }

    /// <summary>Reads the label of a record; NaN where it has none.</summary>
    public float ReadLabel(ITableReader record, IOddCells odd)
    {
        if (record.Fault is not null)
        {
            return float.NaN;
        }

        var cell = record.Cell(form.Layout.LabelField);
        if (!form.Labels.TryRead(cell, out var label))
        {
            odd.Add(new OddCell(OddCellKind.Label, record.Place, -1, CellText.Excerpt(cell.ToString())));
            return float.NaN;
        }

        return label;
    }

    private RowState ReadCell(ITableReader record, int column, TableCell cell, Span<double> cells, IOddCells odd)
    {
        var meaning = form.Cells.Read(cell, out var number);
        var levels = form.Levels[column];
        if (meaning == CellMeaning.Missing && levels is not null && form.Cells.MayBeName(cell) && levels.Find(cell.Text) is >= 0 and var named)
        {
            cells[column] = named;
            return RowState.Plain;
        }

        if (meaning == CellMeaning.Missing || (meaning == CellMeaning.Infinite && levels is null))
        {
            cells[column] = number;
            return form.RefusesMissing ? Refuse(meaning == CellMeaning.Missing ? OddCellKind.Missing : OddCellKind.Infinite, record, column, "", odd) : RowState.Plain;
        }

        if (form.Layout.Features[column].Date is { } date)
        {
            if (!(cell.Type == CellType.Text && DateText.TryRead(cell.Text.Trim(" \t"u8), out var time)) && !(meaning == CellMeaning.Number && DateText.TryReadUnix(number, out time)))
            {
                return Refuse(OddCellKind.NoTime, record, column, CellText.Excerpt(cell.ToString()), odd);
            }

            cells[column] = date.Of(time);
            return RowState.Plain;
        }

        return levels is null ? ReadNumber(record, column, cell, meaning, number, cells, odd) : ReadLevel(record, column, cell, levels, cells, odd);
    }

    private RowState ReadNumber(ITableReader record, int column, TableCell cell, CellMeaning meaning, double number, Span<double> cells, IOddCells odd)
    {
        var fits = form.Columns[column].Kind switch
        {
            ColumnKind.Binary => meaning is CellMeaning.Number or CellMeaning.Truth && number is 0 or 1,
            ColumnKind.Count => meaning == CellMeaning.Number && number >= 0,
            _ => meaning == CellMeaning.Number,
        };
        if (!fits)
        {
            return Refuse(OddCellKind.OtherKind, record, column, CellText.Excerpt(cell.ToString()), odd);
        }

        cells[column] = number;
        return float.IsInfinity((float)number) ? Refuse(OddCellKind.Huge, record, column, CellText.Excerpt(cell.ToString()), odd) : RowState.Plain;
    }

    private static RowState ReadLevel(ITableReader record, int column, TableCell cell, LevelIndex levels, Span<double> cells, IOddCells odd)
    {
        var text = cell.Type == CellType.Text ? cell.Text.Trim(" \t"u8) : System.Text.Encoding.UTF8.GetBytes(cell.ToString());
        var level = cell.Type == CellType.Number && levels.IsNumeric ? levels.Find(cell.Number) : levels.Find(text);
        cells[column] = level;
        if (level != NoLevel)
        {
            return RowState.Plain;
        }

        if (!Utf8.IsValid(text))
        {
            return Refuse(OddCellKind.NotUtf8, record, column, CellText.Excerpt(text), odd);
        }

        odd.Add(new OddCell(OddCellKind.Unseen, record.Place, column, odd.WantsUnseen(column) ? CellText.Excerpt(text) : ""));
        return RowState.Unseen;
    }

    private static RowState Refuse(OddCellKind kind, ITableReader record, int column, string found, IOddCells odd)
    {
        odd.Add(new OddCell(kind, record.Place, column, found));
        return RowState.Refused;
    }
}
