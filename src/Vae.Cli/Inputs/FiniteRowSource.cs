using System.Numerics;
using Vae.Core.Data;
using Vae.Core.Models;

namespace Vae.Cli.Inputs;

/// <summary>The rows of a source that have a likelihood: those that hold no missing value or, where values may be missing, at least one that is not.</summary>
/// <param name="source">All rows.</param>
/// <param name="allowsMissing">Whether values may be missing.</param>
/// <param name="context">How many of the last values of a row are its context, which must be known.</param>
internal sealed class FiniteRowSource(IRowSource source, bool allowsMissing, int context = 0) : IRowSource
{
    public int ColumnCount => source.ColumnCount;

    public IReadOnlyList<string>? ColumnNames => source.ColumnNames;

    public TableSchema? Columns => source.Columns;

    public int ContextColumnCount => source.ContextColumnCount;

    public long? RowCount => null;

    public bool HasDoubles => source.HasDoubles;

    /// <summary>Whether the models to which values may be missing, or may not, have a score for a row.</summary>
    public static bool IsUsable<T>(ReadOnlySpan<T> row, bool allowsMissing, int context)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var missing = 0;
        for (var i = 0; i < row.Length; i++)
        {
            missing += T.IsNaN(row[i]) ? 1 : 0;
            if (T.IsInfinity(row[i]) || (i >= row.Length - context && T.IsNaN(row[i])))
            {
                return false;
            }
        }

        return missing == 0 || (allowsMissing && missing < row.Length - context);
    }

    /// <inheritdoc cref="IsUsable{T}(ReadOnlySpan{T}, bool, int)"/>
    public static bool IsUsable<T>(ReadOnlySpan<T> row, VaeModel model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => IsUsable(row, Allows(model), model.ContextDimension);

    /// <summary>Whether values of a model's rows may be missing.</summary>
    public static bool Allows(VaeModel model) => model.Options.MissingValues == MissingValueHandling.Observed;

    public IRowReader OpenReader() => new Reader(source.OpenReader(), ColumnCount, allowsMissing, context);

    private sealed class Reader(IRowReader inner, int columnCount, bool allowsMissing, int context) : IRowReader
    {
        public long Position { get; private set; }

        public int Read(Span<float> rows) => Read(rows, inner.Read);

        public int Read(Span<double> rows) => Read(rows, inner.Read);

        public void Dispose() => inner.Dispose();

        private delegate int ReadBlock<T>(Span<T> rows);

        private int Read<T>(Span<T> rows, ReadBlock<T> readBlock)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var wanted = rows.Length / columnCount;
            var kept = 0;
            while (kept < wanted)
            {
                // Rows are read into the free end of the buffer, and the whole ones moved up to close the gaps.
                var free = rows[(kept * columnCount)..];
                var read = readBlock(free);
                if (read == 0)
                {
                    break;
                }

                kept += Compact(free, read);
            }

            Position += kept;
            return kept;
        }

        private int Compact<T>(Span<T> rows, int count)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var kept = 0;
            for (var row = 0; row < count; row++)
            {
                var values = rows.Slice(row * columnCount, columnCount);
                if (IsUsable<T>(values, allowsMissing, context))
                {
                    values.CopyTo(rows[(kept * columnCount)..]);
                    kept++;
                }
            }

            return kept;
        }
    }
}
