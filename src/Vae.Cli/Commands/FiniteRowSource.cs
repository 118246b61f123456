using Vae.Core;
using Vae.Core.Data;

namespace Vae.Cli.Commands;

/// <summary>The rows of a source that have a likelihood: those that hold no missing value or, where values may be missing, at least one that is not.</summary>
/// <param name="source">All rows.</param>
/// <param name="allowsMissing">Whether values may be missing.</param>
internal sealed class FiniteRowSource(IRowSource source, bool allowsMissing) : IRowSource
{
    public int ColumnCount => source.ColumnCount;

    public IReadOnlyList<string>? ColumnNames => source.ColumnNames;

    public TableSchema? Columns => source.Columns;

    public long? RowCount => null;

    /// <summary>Whether the models to which values may be missing, or may not, have a score for a row.</summary>
    public static bool IsUsable(ReadOnlySpan<float> row, bool allowsMissing)
    {
        var missing = 0;
        foreach (var value in row)
        {
            missing += float.IsNaN(value) ? 1 : 0;
            if (float.IsInfinity(value))
            {
                return false;
            }
        }

        return missing == 0 || (allowsMissing && missing < row.Length);
    }

    /// <inheritdoc cref="IsUsable(ReadOnlySpan{float}, bool)"/>
    public static bool IsUsable(ReadOnlySpan<float> row, VaeModel model) => IsUsable(row, Allows(model));

    /// <summary>Whether values of a model's rows may be missing.</summary>
    public static bool Allows(VaeModel model) => model.Options.MissingValues == MissingValueHandling.Observed;

    public IRowReader OpenReader() => new Reader(source.OpenReader(), ColumnCount, allowsMissing);

    private sealed class Reader(IRowReader inner, int columnCount, bool allowsMissing) : IRowReader
    {
        public long Position { get; private set; }

        public int Read(Span<float> rows)
        {
            var wanted = rows.Length / columnCount;
            var kept = 0;
            while (kept < wanted)
            {
                // Rows are read into the free end of the buffer, and the whole ones moved up to close the gaps.
                var free = rows[(kept * columnCount)..];
                var read = inner.Read(free);
                if (read == 0)
                {
                    break;
                }

                kept += Compact(free, read);
            }

            Position += kept;
            return kept;
        }

        public void Dispose() => inner.Dispose();

        private int Compact(Span<float> rows, int count)
        {
            var kept = 0;
            for (var row = 0; row < count; row++)
            {
                var values = rows.Slice(row * columnCount, columnCount);
                if (IsUsable(values, allowsMissing))
                {
                    values.CopyTo(rows[(kept * columnCount)..]);
                    kept++;
                }
            }

            return kept;
        }
    }
}
