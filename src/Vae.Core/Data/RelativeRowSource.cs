namespace Vae.Core.Data;

/// <summary>The rows of a source less an origin, which is subtracted in double before anything is rounded where the source has doubles.</summary>
internal sealed class RelativeRowSource : ILabelledRowSource
{
    private readonly IRowSource source;
    private readonly RowOrigin origin;

    private RelativeRowSource(IRowSource source, RowOrigin origin)
    {
        this.source = source;
        this.origin = origin;
    }

    public int ColumnCount => source.ColumnCount;

    public IReadOnlyList<string>? ColumnNames => source.ColumnNames;

    public TableSchema? Columns => source.Columns;

    public int ContextColumnCount => source.ContextColumnCount;

    public long? RowCount => source.RowCount;

    public string? WeightName => source.WeightName;

    public string? LabelName => (source as ILabelledRowSource)?.LabelName;

    /// <summary>Rows relative to an origin; the source itself where that is null.</summary>
    public static IRowSource Of(IRowSource source, RowOrigin? origin) => origin is null ? source : new RelativeRowSource(source, origin);

    /// <inheritdoc cref="Of(IRowSource, RowOrigin?)"/>
    public static ILabelledRowSource Of(ILabelledRowSource source, RowOrigin? origin) => origin is null ? source : new RelativeRowSource(source, origin);

    public IRowReader OpenReader() => new Reader(source.OpenReader(), source.HasDoubles, origin);

    public IRowReader OpenReader(RowShare share) => new Reader(source.OpenReader(share), source.HasDoubles, origin);

    public ILabelledRowReader OpenLabelledReader() =>
        source is ILabelledRowSource labelled ? new Reader(labelled.OpenLabelledReader(), source.HasDoubles, origin) : throw RowBuffers.NoLabels();

    private sealed class Reader(IRowReader inner, bool hasDoubles, RowOrigin origin) : ILabelledRowReader
    {
        private double[] doubles = [];

        public long Position => inner.Position;

        public ReadOnlySpan<float> Weights => inner.Weights;

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

            if (this.doubles.Length < rows.Length)
            {
                this.doubles = new double[rows.Length];
            }

            read = doubles(this.doubles.AsSpan(0, rows.Length), labels);
            RowOrigin.Subtract(origin, this.doubles.AsSpan(0, read * origin.Width), rows);
            return read;
        }

        private delegate int ReadFloats(Span<float> rows, Span<float> labels);

        private delegate int ReadDoubles(Span<double> rows, Span<float> labels);
    }
}
