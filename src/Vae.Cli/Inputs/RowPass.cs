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
        (rows, labels, _) => action(rows, labels),
        progress,
        cancellationToken);

    /// <summary>Receives a batch with the weights of its rows too, which are empty where the source has none.</summary>
    public delegate void WeightedBatchAction(ReadOnlySpan<float> rows, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights);

    /// <summary>Gives all rows to <paramref name="action"/>, with their weights.</summary>
    /// <inheritdoc cref="Run(ILabelledRowSource, BatchAction, ScoringProgress, CancellationToken)"/>
    public static long RunWeighted(ILabelledRowSource source, WeightedBatchAction action, ScoringProgress progress, CancellationToken cancellationToken) => Run<float>(
        source,
        (reader, rows, labels) => labels.IsEmpty ? reader.Read(rows) : ((ILabelledRowReader)reader).Read(rows, labels),
        (rows, labels, weights) => action(rows, labels, weights),
        progress,
        cancellationToken);

    /// <summary>Gives all rows to <paramref name="action"/> in 64-bit floats.</summary>
    /// <inheritdoc cref="Run(ILabelledRowSource, BatchAction, ScoringProgress, CancellationToken)"/>
    public static long RunDoubles(ILabelledRowSource source, DoubleBatchAction action, ScoringProgress progress, CancellationToken cancellationToken) => Run<double>(
        source,
        (reader, rows, labels) => labels.IsEmpty ? reader.Read(rows) : ((ILabelledRowReader)reader).Read(rows, labels),
        (rows, labels, _) => action(rows, labels),
        progress,
        cancellationToken);

    private delegate int ReadBatch<T>(IRowReader reader, Span<T> rows, Span<float> labels);

    private delegate void UseBatch<T>(ReadOnlySpan<T> rows, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights);

    private static long Run<T>(ILabelledRowSource source, ReadBatch<T> read, UseBatch<T> use, ScoringProgress progress, CancellationToken cancellationToken)
    {
        var (current, next) = (new Batch<T>(source), default(Batch<T>));
        using var reader = source.LabelName is null ? source.OpenReader() : source.OpenLabelledReader();
        Task? reading = null;
        long total = 0;
        try
        {
            current.Fill(reader, read);
            while (current.Count > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (current.IsFull)
                {
                    // The next rows are read while these are used.
                    var following = next ??= new Batch<T>(source);
                    reading = Task.Run(() => following.Fill(reader, read), CancellationToken.None);
                }

                use(current.Rows, current.Labels, current.Weights);
                total += current.Count;
                progress.Report(total);
                if (reading is null)
                {
                    break;
                }

                reading.GetAwaiter().GetResult();
                reading = null;
                (current, next) = (next!, current);
            }
        }
        finally
        {
            // The reader is in use until then.
            Task.WaitAny([reading ?? Task.CompletedTask], CancellationToken.None);
        }

        cancellationToken.ThrowIfCancellationRequested();
        progress.Clear();
        return total;
    }

    /// <summary>Room for the rows of a batch, and their labels where there are such.</summary>
    private sealed class Batch<T>(ILabelledRowSource source)
    {
        private readonly T[] rows = new T[BatchRows(source.ColumnCount) * source.ColumnCount];
        private readonly float[] labels = source.LabelName is null ? [] : new float[BatchRows(source.ColumnCount)];

        private readonly float[] weights = source.WeightName is null ? [] : new float[BatchRows(source.ColumnCount)];

        public int Count { get; private set; }

        /// <summary>Whether more may follow: a reader gives fewer rows than fit at the end of the table alone.</summary>
        public bool IsFull => Count * source.ColumnCount == rows.Length;

        public ReadOnlySpan<T> Rows => rows.AsSpan(0, Count * source.ColumnCount);

        public ReadOnlySpan<float> Labels => labels.AsSpan(0, Math.Min(Count, labels.Length));

        public ReadOnlySpan<float> Weights => weights.AsSpan(0, Math.Min(Count, weights.Length));

        public void Fill(IRowReader reader, ReadBatch<T> read)
        {
            Count = read(reader, rows, labels);
            if (weights.Length > 0)
            {
                reader.Weights.CopyTo(weights);
            }
        }
    }
}
