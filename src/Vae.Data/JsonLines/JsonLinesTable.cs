using System.Buffers;
using System.Collections.Immutable;
using Vae.Data.Batches;
using Vae.Data.Files;
using Vae.Data.Tables;

namespace Vae.Data.JsonLines;

/// <summary>A file of JSON lines as a table: an object a line, whose names are the columns.</summary>
internal sealed class JsonLinesTable : ITable
{
    private const int MostNames = 1 << 17;
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789+-.eE"u8);

    private readonly int longestLine;
    private readonly BatchFields fields;

    /// <summary>Reads the file once: which names there are only its last line may say.</summary>
    /// <param name="path">The file.</param>
    /// <param name="longestLine">The longest line, in bytes.</param>
    /// <param name="cancellation">Ends that.</param>
    /// <exception cref="VaeDataException">The file is missing or empty, its first line is no object, or it has more names than a table has columns.</exception>
    public JsonLinesTable(string path, int longestLine, CancellationToken cancellation = default)
    {
        Path = path;
        this.longestLine = longestLine;
        using var lines = OpenLines();
        var record = new JsonRecord();
        var found = new List<Found>();
        long rows = 0;
        while (lines.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (lines.Line.Trim(" \t\r"u8).IsEmpty)
            {
                continue;
            }

            rows++;
            if (record.Read(lines.Line) is { } fault)
            {
                if (rows == 1)
                {
                    throw new VaeDataException(Invariant($"'{path}', line {lines.Number} {fault}; one object a line was wanted, such as {{\"a\": 1, \"b\": \"tcp\"}}."));
                }

                continue; // the policy for invalid rows decides about it when it is read
            }

            Look(record, found);
        }

        if (rows == 0)
        {
            throw new VaeDataException($"'{path}' is empty; an object a line was wanted.");
        }

        RowCount = rows;
        Warnings = rows == 1 && found.Count > 1 && found[0].ListLength > 1 && found.TrueForAll(column => column.ListLength == found[0].ListLength)
            ? [new DataWarning("columns-in-lists", null, Invariant($"'{path}' is one object whose lists hold {found[0].ListLength} values each, as a table has them that is written column by column; it is read as one row: if it is such a table, write an object a row."))]
            : NameAlike(path, [.. found.Index().Where(column => column.Item.IsThere).Select(column => (record.Names[column.Index], column.Item.Lines))], rows);
        fields = new BatchFields(path, [.. found.Index().Where(column => column.Item.IsThere).Select(column => column.Item.Field(record.Names[column.Index]))]);
    }

    public string Path { get; }

    public int FieldCount => fields.Names.Count;

    public IReadOnlyList<string> Names => fields.Names;

    public string Unit => "line";

    public long? RowCount { get; }

    public IReadOnlyList<DataWarning> Warnings { get; }

    /// <summary>Whether a file that starts so is of this format, an object whose first name stands between quotes; or a list of such objects, of lists or of numbers, of which an error says how JSON lines are made.</summary>
    public static bool IsStart(ReadOnlySpan<byte> head)
    {
        head = Trimmed(head.StartsWith("\uFEFF"u8) ? head[3..] : head);
        if (head is not [(byte)'[', ..])
        {
            return IsObject(head);
        }

        var item = Trimmed(head[1..]);
        var end = item.IndexOfAnyExcept(Digits);
        return IsObject(item) || (item is [(byte)'[', ..] && Trimmed(item[1..]) is [(byte)'"' or (byte)'-' or >= (byte)'0' and <= (byte)'9', ..]) || (end > 0 && Trimmed(item[end..]) is [(byte)',', ..] && !item.Contains((byte)')'));
    }

    private static bool IsObject(ReadOnlySpan<byte> text) => text is [(byte)'{', ..] && Trimmed(text[1..]) is [(byte)'"' or (byte)'}', ..];

    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> text) => text.TrimStart(" \t\r\n"u8);

    public string? Refusal(int field) => fields.Refusal(field);

    public string? ListOf(int field) => fields.ListOf(field);

    public ITableReader Open(IReadOnlyCollection<int> fields) => new JsonLinesTableReader(OpenLines(), this.fields, fields);

    // One column under two names, each of which has holes where the other has none.
    private static DataWarning[] NameAlike(string path, (string Name, long Lines)[] names, long rows) =>
    [
        .. names.GroupBy(name => Plain(name.Name), StringComparer.OrdinalIgnoreCase).Select(group => group.ToArray())
            .Where(group => group.Length > 1 && group.Sum(name => name.Lines) <= rows)
            .Select(group => new DataWarning("names-alike", group[1].Name, Invariant(
                $"'{path}': '{CellText.Excerpt(group[0].Name)}' is in {group[0].Lines} lines and '{CellText.Excerpt(group[1].Name)}' in {group[1].Lines} of {rows}, as where one name is written in two ways; they are read as two columns: write it alike."))),
    ];

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit));

    private LineReader OpenLines()
    {
        var stream = DataFile.Open(Path);
        try
        {
            return new LineReader(WideText.ToUtf8(stream), Path, longestLine);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private void Look(JsonRecord record, List<Found> found)
    {
        if (record.Names.Count > MostNames)
        {
            throw new VaeDataException(Invariant($"'{Path}' has more than {MostNames} different names in its objects; the same names in every line were wanted, one a column."));
        }

        while (found.Count < record.Names.Count)
        {
            found.Add(new Found());
        }

        for (var place = 0; place < found.Count; place++)
        {
            found[place].Lines += record.IsThere(place) ? 1 : 0;
            if (record.Has(place))
            {
                found[place].Add(record.Nested(place), record.ListLength(place), record.IsList(place));
            }
        }
    }

    /// <summary>What stands under a name in all lines.</summary>
    private sealed class Found
    {
        private string? nested;
        private int? listLength;

        /// <summary>Items of its first list; null where there is none.</summary>
        public int? ListLength => listLength;

        private bool hasLists;
        private bool hasValues;

        /// <summary>Lines that have the name.</summary>
        public long Lines { get; set; }

        /// <summary>Whether a line that can be read has the name.</summary>
        public bool IsThere => Lines > 0;

        public void Add(string? nested, int? listLength, bool isList)
        {
            this.nested ??= nested;
            this.listLength ??= listLength;
            hasLists |= isList;
            hasValues |= !isList;
        }

        public BatchField Field(string name) =>
            nested is not null ? new BatchField(name, Refusal: BatchField.Nested(nested))
            : hasLists && hasValues ? new BatchField(name, Refusal: "holds lists in some lines and single values in others; write one or the other")
            : listLength == 0 ? new BatchField(name, Refusal: "begins with an empty list, so that nobody can tell how long its lists are; fill the lists")
            : new BatchField(name, listLength);
    }
}
