namespace Vae.Core.Data;

/// <summary>Conveniences over row sources.</summary>
public static class RowSourceExtensions
{
    /// <summary>Reads a whole source into memory, with its labels and weights where it has any.</summary>
    /// <param name="source">What to read.</param>
    /// <param name="maximumBytes">Most bytes that the features may take, 4 a value. Default 1 GiB.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="VaeDataException">The rows take more than that, or a row is malformed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static MemoryRowSource ReadAll(
        this IRowSource source, long maximumBytes = 1L << 30, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumBytes);
        if (source is MemoryRowSource memory && sizeof(float) * (long)memory.Values.Length <= maximumBytes)
        {
            return memory;
        }

        ILabelledRowSource? labelled = source is ILabelledRowSource { LabelName: not null } withLabels ? withLabels : null;
        int columns = source.ColumnCount;
        int maximumRows = (int)(Math.Min(maximumBytes / sizeof(float), Array.MaxLength) / columns);
        using IRowReader reader = labelled is null ? source.OpenReader() : labelled.OpenLabelledReader();
        float[] values = new float[FirstCapacity(source, maximumRows) * columns];
        float[] labels = new float[values.Length / columns];
        var weights = new List<float>();
        int rows = 0;
        int read;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            int capacity = values.Length / columns;
            if (rows == capacity)
            {
                if (rows == maximumRows)
                {
                    ThrowUnlessAtEnd(reader, columns, maximumBytes);
                    break;
                }

                capacity = (int)Math.Min(2L * rows, maximumRows);
                Array.Resize(ref values, capacity * columns);
                Array.Resize(ref labels, capacity);
            }

            // Blocks of about 4 MB, so that cancelling does not wait for long.
            int end = Math.Min(capacity, rows + Math.Max(1, (1 << 20) / columns));
            Span<float> free = values.AsSpan(rows * columns, (end - rows) * columns);
            read = labelled is null ? reader.Read(free) : ((ILabelledRowReader)reader).Read(free, labels.AsSpan(rows, end - rows));
            rows += read;
            if (source.WeightName is not null)
            {
                weights.AddRange(WeightSums.Of(reader, read));
            }
        }
        while (read > 0);

        // The cast matters: a bare null would become an empty memory.
        ReadOnlyMemory<float>? allLabels = labelled is null ? (ReadOnlyMemory<float>?)null : labels.AsMemory(0, rows);
        return new MemoryRowSource(
            values.AsMemory(0, rows * columns), columns, source.ColumnNames, allLabels, labelled?.LabelName ?? "Label")
        {
            Columns = source.Columns,
            ContextColumnCount = source.ContextColumnCount,
            Weights = source.WeightName is null ? (ReadOnlyMemory<float>?)null : weights.ToArray(),
            WeightName = source.WeightName,
        };
    }

    private static void ThrowUnlessAtEnd(IRowReader reader, int columns, long maximumBytes)
    {
        if (reader.Read(new float[columns]) > 0)
        {
            throw new VaeDataException(
                Invariant($"The rows take more than the {maximumBytes} bytes they may, with {columns} columns of 4 bytes; read fewer rows or ")
                + "raise the limit.");
        }
    }

    // A claimed number of rows saves regrowing, but is trusted for 64 MB only until the rows are really there.
    private static int FirstCapacity(IRowSource source, int maximumRows)
    {
        const int TrustedValues = 1 << 24;
        long rows = Math.Min(source.RowCount ?? 256, Math.Max(1, TrustedValues / source.ColumnCount));
        return (int)Math.Min(Math.Max(1, rows), maximumRows);
    }
}
