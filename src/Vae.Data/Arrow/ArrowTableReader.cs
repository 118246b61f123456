using Apache.Arrow;
using Apache.Arrow.Ipc;
using Vae.Data.Batches;

namespace Vae.Data.Arrow;

/// <summary>One pass over an Arrow file or stream.</summary>
internal sealed class ArrowTableReader(string path, ArrowStreamReader reader, BatchFields fields, IReadOnlyCollection<int> wanted) : BatchTableReader(fields, wanted)
{
    private readonly BatchFields fields = fields;
    private RecordBatch? batch;
    private int number;

    /// <summary>Reads a column of a batch.</summary>
    /// <exception cref="VaeDataException">It is damaged.</exception>
    public static BatchColumn ReadColumn(string path, string name, RecordBatch batch, int column) => ArrowFile.Library.Run(path, $"column '{CellText.Excerpt(name)}'", () =>
    {
        var array = batch.Column(column);
        return array.Length == batch.Length ? ArrowValues.Of(array) : throw new InvalidDataException("it has another number of values than the batch has rows");
    });

    protected override bool TryReadBatch(out int rows)
    {
        ArrowFile.Release(batch);
        batch = null;
        number++;
        batch = ArrowFile.Library.Run(path, Invariant($"batch {number}"), reader.ReadNextRecordBatch);
        rows = batch?.Length ?? 0;
        return batch is not null;
    }

    protected override BatchColumn ReadColumn(int column) => ReadColumn(path, fields.Columns[column].Name, batch!, column);

    protected override void Dispose(bool disposing)
    {
        ArrowFile.Release(batch);
        reader.Dispose();
    }
}
