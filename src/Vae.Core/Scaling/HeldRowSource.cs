using Vae.Core.Data;

namespace Vae.Core.Scaling;

/// <summary>The rows of a source with their constant columns held (<see cref="ConstantColumns.Hold"/>), as a network is to see them.</summary>
internal sealed class HeldRowSource(IRowSource source, ConstantColumns constants) : IRowSource
{
    public int ColumnCount => source.ColumnCount;

    public IReadOnlyList<string>? ColumnNames => source.ColumnNames;

    public TableSchema? Columns => source.Columns;

    public int ContextColumnCount => source.ContextColumnCount;

    public long? RowCount => source.RowCount;

    public string? WeightName => source.WeightName;

    /// <summary>Rows of a source, held where columns are constant.</summary>
    public static IRowSource Of(IRowSource source, ConstantColumns? constants) => constants is null ? source : new HeldRowSource(source, constants);

    public IRowReader OpenReader() => new Reader(source.OpenReader(), constants);

    private sealed class Reader(IRowReader inner, ConstantColumns constants) : IRowReader
    {
        public long Position => inner.Position;

        public ReadOnlySpan<float> Weights => inner.Weights;

        public int Read(Span<float> rows)
        {
            int read = inner.Read(rows);
            constants.Hold(rows[..(read * constants.Width)]);
            return read;
        }

        public void Dispose() => inner.Dispose();
    }
}
