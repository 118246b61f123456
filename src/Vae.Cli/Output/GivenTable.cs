using Vae.Core.Data;
using Vae.Data;
using Vae.Data.Columns;
using Vae.Data.Options;
using Vae.Data.Tables;

namespace Vae.Cli.Output;

/// <summary>A table as it came, with all of its columns, read once more beside the rows that are made of it and written with their holes filled.</summary>
internal sealed class GivenTable : IDisposable
{
    private readonly ColumnLayout layout;
    private readonly ITableWriter writer;
    private readonly FilledRow filled;
    private readonly CellReader cells;
    private readonly int[] fields;
    private readonly int[] columns;
    private readonly OutputType[] types;
    private readonly ITableReader reader;

    /// <param name="source">The rows.</param>
    /// <param name="options">How they are read.</param>
    /// <param name="writer">Where they go.</param>
    /// <param name="filled">Receives each row before it is written.</param>
    public GivenTable(TableRowSource source, TableOptions options, ITableWriter writer, FilledRow filled)
    {
        layout = source.Layout;
        this.writer = writer;
        this.filled = filled;
        cells = new CellReader(options);
        fields = [.. Enumerable.Range(0, layout.Table.FieldCount).Where(field => layout.Table.Refusal(field) is null)];
        columns = new int[layout.Table.FieldCount];
        Array.Fill(columns, -1);
        foreach (var (column, feature) in layout.Features.Index())
        {
            columns[feature.Field] = feature.Date is null ? column : -1;
        }

        types = writer.TakesTexts ? [] : Types();
        reader = layout.Table.Open(fields);
    }

    /// <summary>Columns that hold what is not read, such as objects within others, and that are not written.</summary>
    public IReadOnlyList<string> LeftOut() => [.. Enumerable.Range(0, layout.Table.FieldCount).Except(fields).Select(left => layout.Names.All[left])];

    /// <summary>Writes the names, where the table has any or the format needs them.</summary>
    public void WriteHeader()
    {
        if (writer.TakesTexts)
        {
            if (layout.Names.AreThere)
            {
                writer.WriteHeader([.. fields.Select(field => new OutputColumn(string.IsNullOrWhiteSpace(layout.Table.Names![field]) ? "" : layout.Names.Given[field], OutputType.Text))]);
            }

            return;
        }

        var names = layout.Names.All;
        writer.WriteHeader([.. fields.Select(field => new OutputColumn(names.Count(name => name == names[field]) > 1 ? Invariant($"{names[field]}.{field + 1}") : names[field], types[field]))]);
    }

    /// <summary>Writes the next row; what was filled in of it stands in the row that was given.</summary>
    public void WriteRow()
    {
        reader.Read();
        foreach (var field in fields)
        {
            if (reader.Fault is not null)
            {
                writer.WriteMissing();
                continue;
            }

            var cell = reader.Cell(field);
            var column = columns[field];
            if (column >= 0 && (filled.IsFilled(column) || (!writer.TakesTexts && filled.KindOf(column) != ColumnKind.Categorical)))
            {
                filled.Write(writer, column);
            }
            else if (cell.Type == CellType.Missing)
            {
                writer.WriteMissing();
            }
            else if (writer.TakesTexts)
            {
                WriteText(cell);
            }
            else
            {
                WriteTyped(cell, types[field], mayBeName: column >= 0);
            }
        }

        writer.EndRow();
    }

    public void Dispose() => reader.Dispose();

    private void WriteText(TableCell cell)
    {
        if (cell.Type == CellType.Number)
        {
            writer.Write(cell.Number);
        }
        else
        {
            writer.Write(cell.ToString());
        }
    }

    // NA that was not filled in a column of names is one of them.
    private void WriteTyped(TableCell cell, OutputType type, bool mayBeName)
    {
        var meaning = cells.Read(cell, out var number);
        if (meaning == CellMeaning.Missing && !(mayBeName && type == OutputType.Text && cells.MayBeName(cell)))
        {
            writer.WriteMissing();
        }
        else if (type == OutputType.Double)
        {
            writer.Write(number);
        }
        else if (type == OutputType.Truth)
        {
            writer.Write(number != 0);
        }
        else
        {
            writer.Write(cell.ToString());
        }
    }

    // A column of another use is numbers or truth values where all of it is, and its numbers are no codes.
    private OutputType[] Types()
    {
        var (isNumber, isTruth, hasValue) = (new bool[columns.Length], new bool[columns.Length], new bool[columns.Length]);
        Array.Fill(isNumber, true);
        Array.Fill(isTruth, true);
        using var pass = layout.Table.Open(fields);
        while (pass.Read())
        {
            foreach (var field in pass.Fault is null ? fields : [])
            {
                var cell = pass.Cell(field);
                var meaning = cells.Read(cell, out var number);
                var isPlain = (DigitLooks.Of(cell, number) & (DigitLook.Padded | DigitLook.BeyondDoubles)) == 0;
                hasValue[field] |= meaning != CellMeaning.Missing;
                isNumber[field] &= meaning is CellMeaning.Missing or CellMeaning.Infinite || (meaning == CellMeaning.Number && isPlain);
                isTruth[field] &= meaning is CellMeaning.Missing or CellMeaning.Truth;
            }
        }

        return [.. columns.Select((column, field) => column >= 0
            ? filled.KindOf(column) switch { ColumnKind.Categorical => OutputType.Text, ColumnKind.Binary => OutputType.Truth, _ => OutputType.Double }
            : hasValue[field] && isNumber[field] ? OutputType.Double : hasValue[field] && isTruth[field] ? OutputType.Truth : OutputType.Text)];
    }
}
