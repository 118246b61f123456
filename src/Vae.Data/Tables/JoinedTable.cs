namespace Vae.Data.Tables;

/// <summary>Several tables, one below the other, as one. The first says which columns there are; the others have them in whatever order.</summary>
internal sealed class JoinedTable : ITable
{
    // A place is the number of the part, and below it the place in the part.
    private const int PlaceBits = 40;

    // What holds nothing in the first table need not be there in others.
    private const int Absent = -1;

    private readonly ITable[] parts;
    private readonly int[][] fields;

    /// <param name="path">What all of them together are called.</param>
    /// <param name="parts">The tables; at least one.</param>
    /// <exception cref="VaeDataException">A table lacks a column of the first, or some have names and some have none.</exception>
    public JoinedTable(string path, ITable[] parts)
    {
        Path = path;
        this.parts = parts;
        fields = new int[parts.Length][];
        var warnings = new List<DataWarning>(parts.SelectMany(part => part.Warnings));
        for (var part = 0; part < parts.Length; part++)
        {
            fields[part] = parts[0].Names is { } names ? ByName(parts[part], names, warnings) : ByPlace(parts[part]);
        }

        Warnings = warnings;
        RowCount = parts.All(part => part.RowCount is not null) ? parts.Sum(part => part.RowCount) : null;
    }

    public string Path { get; }

    public int FieldCount => parts[0].FieldCount;

    public IReadOnlyList<string>? Names => parts[0].Names;

    public string Unit => parts[0].Unit;

    public long? RowCount { get; }

    public IReadOnlyList<DataWarning> Warnings { get; }

    public string? Refusal(int field)
    {
        for (var part = 0; part < parts.Length; part++)
        {
            if (fields[part][field] != Absent && parts[part].Refusal(fields[part][field]) is { } refusal)
            {
                return part == 0 ? refusal : $"in '{parts[part].Path}' it {refusal}";
            }
        }

        return null;
    }

    public string? ListOf(int field) => parts[0].ListOf(field);

    public bool IsBlank(int field) => parts.Index().All(part => fields[part.Index][field] == Absent || part.Item.IsBlank(fields[part.Index][field]));

    public bool HasSemicolons => parts.All(part => part.HasSemicolons);

    public int PartCount => parts.Length;

    public int PartOf(long place) => (int)(place >> PlaceBits);

    public string PathOf(int part) => parts[part].Path;

    public string At(long place) => parts[place >> PlaceBits].At(place & ((1L << PlaceBits) - 1));

    public string Within(long place) => $"{parts[place >> PlaceBits].Within(place & ((1L << PlaceBits) - 1))} of '{parts[place >> PlaceBits].Path}'";

    public ITableReader Open(IReadOnlyCollection<int> fields) => new Reader(this, fields);

    private int[] ByPlace(ITable part)
    {
        if (part.Names is not null)
        {
            throw new VaeDataException($"'{part.Path}' names its columns but '{parts[0].Path}' does not; give tables that are alike, or say whether the first lines are names (CsvOptions.Header).");
        }

        return part.FieldCount == FieldCount
            ? [.. Enumerable.Range(0, FieldCount)]
            : throw new VaeDataException(Invariant($"'{part.Path}' has {part.FieldCount} columns where '{parts[0].Path}' has {FieldCount}; give tables that are alike."));
    }

    private int[] ByName(ITable part, IReadOnlyList<string> wanted, List<DataWarning> warnings)
    {
        if (part.Names is null)
        {
            throw new VaeDataException($"'{part.Path}' does not name its columns but '{parts[0].Path}' does; give tables that are alike, or say whether the first lines are names (CsvOptions.Header).");
        }

        // Of columns of one name the first is the first.
        var fields = part.Names.Index().GroupBy(name => Normal(name.Item)).ToDictionary(group => group.Key, group => new Queue<int>(group.Select(name => name.Index)));
        var found = new int[wanted.Count];
        for (var field = 0; field < found.Length; field++)
        {
            found[field] = fields.TryGetValue(Normal(wanted[field]), out var left) && left.Count > 0 ? left.Dequeue()
                : parts[0].IsBlank(field) ? Absent
                : throw new VaeDataException($"'{part.Path}' has no column '{CellText.Excerpt(wanted[field])}', which '{parts[0].Path}' has; give tables that are alike.");
        }

        var extra = fields.Values.SelectMany(left => left).Where(field => !part.IsBlank(field)).Order().Select(field => part.Names[field]).ToArray();
        if (extra.Length > 0)
        {
            warnings.Add(new DataWarning(
                "columns-left-out", null,
                $"'{part.Path}': '{CellText.Excerpt(extra[0])}'{(extra.Length > 1 ? Invariant($" and {extra.Length - 1} more are no columns") : " is no column")} of '{parts[0].Path}', the first of the files, and {(extra.Length > 1 ? "are" : "is")} left out."));
        }

        return found;
    }

    private static string Normal(string name) => NormalForm.Compose(name.Trim().TrimStart('\uFEFF'));

    private static long PlaceIn(int part, long place) => ((long)part << PlaceBits) | place;

    /// <summary>A record of one of the tables, as one of all of them.</summary>
    private sealed class Record(int part, int[] fields, long before, ITableReader record) : ITableReader
    {
        public long Place => PlaceIn(part, record.Place);

        public long Number => before + record.Number;

        public string? Fault => record.Fault;

        public bool Read() => throw new NotSupportedException("A record does not move on.");

        public TableCell Cell(int field) => fields[field] == Absent ? TableCell.Missing : record.Cell(fields[field]);

        public void Dispose()
        {
        }
    }

    private sealed class Reader(JoinedTable table, IReadOnlyCollection<int> fields) : ITableReader
    {
        private int part;
        private ITableReader? reader;

        public long Place => PlaceIn(part, reader!.Place);

        public long Number { get; private set; }

        public string? Fault => reader!.Fault;

        public bool Read()
        {
            while (part < table.parts.Length)
            {
                if (Open().Read())
                {
                    Number++;
                    return true;
                }

                MoveOn();
            }

            return false;
        }

        public bool CanShare => part < table.parts.Length && Open().CanShare;

        public IEnumerable<T> ReadOn<T>(int threads, Func<ITableReader, T> select)
        {
            for (; part < table.parts.Length; MoveOn())
            {
                var (number, own, before) = (part, table.fields[part], Number - Open().Number);
                foreach (var result in Open().ReadOn(threads, record => select(new Record(number, own, before, record))))
                {
                    Number++;
                    yield return result;
                }
            }
        }

        public TableCell Cell(int field) => table.fields[part][field] == Absent ? TableCell.Missing : reader!.Cell(table.fields[part][field]);

        public void Dispose() => reader?.Dispose();

        private ITableReader Open() => reader ??= table.parts[part].Open([.. fields.Select(field => table.fields[part][field]).Where(field => field != Absent)]);

        private void MoveOn()
        {
            reader?.Dispose();
            reader = null;
            part++;
        }
    }
}
