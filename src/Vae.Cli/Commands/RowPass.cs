using Vae.Cli.Progress;
using Vae.Core.Data;

namespace Vae.Cli.Commands;

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

    /// <summary>Gives all rows to <paramref name="action"/>.</summary>
    /// <returns>The number of rows.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static long Run(ILabelledRowSource source, BatchAction action, ScoringProgress progress, CancellationToken cancellationToken)
    {
        var batchRows = BatchRows(source.ColumnCount);
        var rows = new float[batchRows * source.ColumnCount];
        var labels = source.LabelName is null ? [] : new float[batchRows];
        using var labelled = source.LabelName is null ? null : source.OpenLabelledReader();
        using var plain = labelled is null ? source.OpenReader() : null;
        long total = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = labelled?.Read(rows, labels) ?? plain!.Read(rows);
            if (count == 0)
            {
                progress.Clear();
                return total;
            }

            action(rows.AsSpan(0, count * source.ColumnCount), labels.AsSpan(0, Math.Min(count, labels.Length)));
            total += count;
            progress.Report(total);
        }
    }
}
