using Vae.Data.Batches;
using Vae.Data.Tables;

namespace Vae.Data.JsonLines;

/// <summary>One pass over the lines of a file.</summary>
internal sealed class JsonLinesTableReader : ITableReader
{
    private readonly LineReader lines;
    private readonly BatchFields fields;
    private readonly int[] lists;
    private readonly JsonRecord record = new();
    private readonly Dictionary<string, int> columns;
    private readonly int[] places;
    private int known;

    /// <param name="lines">The lines, before the first.</param>
    /// <param name="fields">The columns.</param>
    /// <param name="wanted">The fields that will be asked for.</param>
    public JsonLinesTableReader(LineReader lines, BatchFields fields, IReadOnlyCollection<int> wanted)
    {
        this.lines = lines;
        this.fields = fields;
        lists = [.. fields.ColumnsOf(wanted).Where(column => fields.Columns[column].ListLength is not null)];
        columns = fields.Columns.Index().ToDictionary(column => column.Item.Name, column => column.Index);
        places = new int[fields.Columns.Length];
        Array.Fill(places, int.MaxValue);
    }

    public long Place => lines.Number;

    public long Number { get; private set; }

    public string? Fault { get; private set; }

    public bool Read()
    {
        do
        {
            if (!lines.Read())
            {
                return false;
            }
        }
        while (lines.Line.Trim(" \t\r"u8).IsEmpty);

        Number++;
        Fault = record.Read(lines.Line);
        Learn();
        Fault ??= OddList();
        return true;
    }

    public TableCell Cell(int field)
    {
        var (column, item) = fields[field];
        return record.Cell(places[column], item);
    }

    public void Dispose() => lines.Dispose();

    // Names get their places in the record as lines bring them.
    private void Learn()
    {
        for (; known < record.Names.Count; known++)
        {
            if (columns.TryGetValue(record.Names[known], out var column))
            {
                places[column] = known;
            }
        }
    }

    private string? OddList()
    {
        foreach (var column in lists)
        {
            if (record.ListLength(places[column]) is { } length && length != fields.Columns[column].ListLength)
            {
                return BatchField.OddList(fields.Columns[column], length);
            }
        }

        return null;
    }
}
