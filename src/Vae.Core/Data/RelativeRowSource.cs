namespace Vae.Core.Data;

/// <summary>The rows of a source less an origin, which is subtracted in double before anything is rounded where the source has doubles.</summary>
internal sealed class RelativeRowSource : ILabelledRowSource
{
    private readonly IRowSource _source;
    private readonly RowOrigin _origin;

    private RelativeRowSource(IRowSource source, RowOrigin origin)
    {
        _source = source;
        _origin = origin;
    }

    public int ColumnCount => _source.ColumnCount;

    public IReadOnlyList<string>? ColumnNames => _source.ColumnNames;

    public TableSchema? Columns => _source.Columns;

    public long? RowCount => _source.RowCount;

    public string? LabelName => (_source as ILabelledRowSource)?.LabelName;

    /// <summary>Rows relative to an origin; the source itself where that is null.</summary>
    public static IRowSource Of(IRowSource source, RowOrigin? origin) => origin is null ? source : new RelativeRowSource(source, origin);

    /// <inheritdoc cref="Of(IRowSource, RowOrigin?)"/>
    public static ILabelledRowSource Of(ILabelledRowSource source, RowOrigin? origin) => origin is null ? source : new RelativeRowSource(source, origin);

    public IRowReader OpenReader() => new Reader(_source.OpenReader(), _source.HasDoubles, _origin);

    public ILabelledRowReader OpenLabelledReader() =>
        _source is ILabelledRowSource labelled ? new Reader(labelled.OpenLabelledReader(), _source.HasDoubles, _origin) : throw RowBuffers.NoLabels();

    private sealed class Reader(IRowReader inner, bool hasDoubles, RowOrigin origin) : ILabelledRowReader
    {
        private double[] _doubles = [];

        public long Position => inner.Position;

        public int Read(Span<float> rows) => Read(rows, [], (to, _) => inner.Read(to), (to, _) => inner.Read(to));

        public int Read(Span<float> rows, Span<float> labels)
        {
            var labelled = (ILabelledRowReader)inner;
            return Read(rows, labels, labelled.Read, labelled.Read);
        }

        public void Dispose() => inner.Dispose();

        private int Read(Span<float> rows, Span<float> labels, ReadFloats floats, ReadDoubles doubles)
        {
            int read;
            if (!hasDoubles)
            {
                read = floats(rows, labels);
                Span<float> filled = rows[..(read * origin.Width)];
                origin.Subtract(filled, filled);
                return read;
            }

            if (_doubles.Length < rows.Length)
            {
                _doubles = new double[rows.Length];
            }

            read = doubles(_doubles.AsSpan(0, rows.Length), labels);
            RowOrigin.Subtract(origin, _doubles.AsSpan(0, read * origin.Width), rows);
            return read;
        }

        private delegate int ReadFloats(Span<float> rows, Span<float> labels);

        private delegate int ReadDoubles(Span<double> rows, Span<float> labels);
    }
}
