using Vae.Data.Batches;
using Vae.Data.Tables;

namespace Vae.Data.JsonLines;

/// <summary>One pass over the lines of a file.</summary>
internal sealed class JsonLinesTableReader : ITableReader
{
    private readonly LineReader _lines;
    private readonly BatchFields _fields;
    private readonly int[] _lists;
    private readonly JsonRecord _record = new();
    private readonly Dictionary<string, int> _columns;
    private readonly int[] _places;
    private int _known;

    /// <param name="lines">The lines, before the first.</param>
    /// <param name="fields">The columns.</param>
    /// <param name="wanted">The fields that will be asked for.</param>
    public JsonLinesTableReader(LineReader lines, BatchFields fields, IReadOnlyCollection<int> wanted)
    {
        _lines = lines;
        _fields = fields;
        _lists = [.. fields.ColumnsOf(wanted).Where(column => fields.Columns[column].ListLength is not null)];
        _columns = fields.Columns.Index().ToDictionary(column => column.Item.Name, column => column.Index);
        _places = new int[fields.Columns.Length];
        Array.Fill(_places, int.MaxValue);
    }

    public long Place => _lines.Number;

    public string? Fault { get; private set; }

    public bool Read()
    {
        do
        {
            if (!_lines.Read())
            {
                return false;
            }
        }
        while (_lines.Line.Trim(" \t\r"u8).IsEmpty);

        Fault = _record.Read(_lines.Line);
        Learn();
        Fault ??= OddList();
        return true;
    }

    public TableCell Cell(int field)
    {
        var (column, item) = _fields[field];
        return _record.Cell(_places[column], item);
    }

    public void Dispose() => _lines.Dispose();

    // Names get their places in the record as lines bring them.
    private void Learn()
    {
        for (; _known < _record.Names.Count; _known++)
        {
            if (_columns.TryGetValue(_record.Names[_known], out var column))
            {
                _places[column] = _known;
            }
        }
    }

    private string? OddList()
    {
        foreach (var column in _lists)
        {
            if (_record.ListLength(_places[column]) is { } length && length != _fields.Columns[column].ListLength)
            {
                return BatchField.OddList(_fields.Columns[column], length);
            }
        }

        return null;
    }
}
