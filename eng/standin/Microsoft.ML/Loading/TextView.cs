namespace Microsoft.ML.Data;

/// <summary>A text file as a view; every cursor reads it anew, one line at a time.</summary>
internal sealed class TextView : IDataView
{
    private readonly string _path;
    private readonly TextLoader.Options _options;
    private readonly TextColumn[] _columns;

    // Only one of the loading methods shows its loader the file before it makes the columns, so only there the header can name slots.
    public TextView(string path, TextLoader.Options options, bool namesFromHeader)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new ArgumentOutOfRangeException(nameof(path), $"File does not exist at path: {path}");
        }

        if (options.AllowSparse)
        {
            throw new NotSupportedException("The stand-in for Microsoft.ML reads no sparse text files.");
        }

        _path = path;
        _options = options;
        var first = new List<ReadOnlyMemory<char>>();
        if (Lines(options.HasHeader).FirstOrDefault() is { Text: { } line })
        {
            new LineSplitter(options).Split(line, first);
        }

        TextLoader.Column[] columns = options.Columns ?? [new TextLoader.Column("Label", DataKind.Single, 0), new TextLoader.Column("Features", DataKind.Single, [new TextLoader.Range(1, null)])];
        _columns = columns.Select(column => new TextColumn(column, first, options, namesFromHeader)).ToArray();
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_columns.Select(column => column.Detached));
        Schema = builder.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        => new Cursor(this, Active.In(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    // Blank lines and comments are not rows; the header is, where it is asked for.
    private IEnumerable<(int Number, string Text)> Lines(bool withHeader)
    {
        int number = 0;
        bool isHeader = _options.HasHeader;
        foreach (string line in File.ReadLines(_path))
        {
            number++;
            if (line.Length == 0 || line.StartsWith("//", StringComparison.Ordinal))
            {
                continue;
            }

            if (!isHeader || withHeader)
            {
                yield return (number, line);
            }

            isHeader = false;
        }
    }

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly TextView _view;
        private readonly bool[] _active;
        private readonly LineSplitter _splitter;
        private readonly List<ReadOnlyMemory<char>> _fields = [];
        private readonly IEnumerator<(int Number, string Text)> _lines;
        private long _position = -1;

        public Cursor(TextView view, bool[] active)
        {
            _view = view;
            _active = active;
            _splitter = new LineSplitter(view._options);
            _lines = view.Lines(withHeader: false).GetEnumerator();
        }

        public override DataViewSchema Schema => _view.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            if (_position + 1 >= _view._options.MaxRows || !_lines.MoveNext())
            {
                return false;
            }

            _splitter.Split(_lines.Current.Text, _fields);
            _position++;
            return true;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[Schema.Checked(column).Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            TextColumn own = _view._columns[Active.Checked(this, column).Index];
            return Active.Typed<TValue>(own.MakeGetter(_fields, () => _lines.Current.Number), column);
        }

        protected override void Dispose(bool disposing) => _lines.Dispose();
    }
}
