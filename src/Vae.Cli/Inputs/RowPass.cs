using Vae.Cli.Progress;
using Vae.Core.Data;

namespace Vae.Cli.Inputs;

/// <summary>One pass over a source in large batches; memory does not grow with the number of rows.</summary>
internal static class RowPass
{
    // 16 MiB of features a batch, which is many rows for the model's threads to share, and few passes through the loop.
    private const int FloatsABatch = 1 << 22;
    private const int MostRowsABatch = 1 << 14;

    /// <summary>Receives a batch: its rows, row-major, and their labels, which are empty where the source has none.</summary>
    public delegate void BatchAction(ReadOnlySpan<float> rows, ReadOnlySpan<float> labels);

    /// <summary>Rows that a batch has at most.</summary>
    public static int BatchRows(int columnCount) => Math.Clamp(FloatsABatch / columnCount, 1, MostRowsABatch);

    /// <summary>Receives a batch in 64-bit floats.</summary>
    public delegate void DoubleBatchAction(ReadOnlySpan<double> rows, ReadOnlySpan<float> labels);

    /// <summary>Gives all rows to <paramref name="action"/>.</summary>
    /// <returns>The number of rows.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static long Run(ILabelledRowSource source, BatchAction action, ScoringProgress progress, CancellationToken cancellationToken) => Run<float>(
        source,
        (reader, rows, labels) => labels.IsEmpty ? reader.Read(rows) : ((ILabelledRowReader)reader).Read(rows, labels),
        (rows, labels) => action(rows, labels),
        progress,
        cancellationToken);

    /// <summary>Gives all rows to <paramref name="action"/> in 64-bit floats.</summary>
    /// <inheritdoc cref="Run(ILabelledRowSource, BatchAction, ScoringProgress, CancellationToken)"/>
    public static long RunDoubles(ILabelledRowSource source, DoubleBatchAction action, ScoringProgress progress, CancellationToken cancellationToken) => Run<double>(
        source,
        (reader, rows, labels) => labels.IsEmpty ? reader.Read(rows) : ((ILabelledRowReader)reader).Read(rows, labels),
        (rows, labels) => action(rows, labels),
        progress,
        cancellationToken);

    private delegate int ReadBatch<T>(IRowReader reader, Span<T> rows, Span<float> labels);

    private delegate void UseBatch<T>(ReadOnlySpan<T> rows, ReadOnlySpan<float> labels);

    private static long Run<T>(ILabelledRowSource source, ReadBatch<T> read, UseBatch<T> use, ScoringProgress progress, CancellationToken cancellationToken)
    {
        var batchRows = BatchRows(source.ColumnCount);
        var rows = new T[batchRows * source.ColumnCount];
        var labels = source.LabelName is null ? [] : new float[batchRows];
        using var reader = source.LabelName is null ? source.OpenReader() : source.OpenLabelledReader();
        long total = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = read(reader, rows, labels);
            if (count == 0)
            {
                progress.Clear();
                return total;
            }

            use(rows.AsSpan(0, count * source.ColumnCount), labels.AsSpan(0, Math.Min(count, labels.Length)));
            total += count;
            progress.Report(total);
        }
    }
}
