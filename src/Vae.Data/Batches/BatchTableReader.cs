using Vae.Data.Tables;

namespace Vae.Data.Batches;

/// <summary>One pass over a file that has its values in batches, of which one is held at a time, and of that the columns that are asked for.</summary>
internal abstract class BatchTableReader : ITableReader
{
    private readonly BatchFields fields;
    private readonly int[] wanted;
    private readonly int[] lists;
    private readonly BatchColumn?[] columns;
    private int rows;
    private int row = -1;

    /// <param name="fields">The columns of the file.</param>
    /// <param name="wanted">The fields that will be asked for.</param>
    protected BatchTableReader(BatchFields fields, IReadOnlyCollection<int> wanted)
    {
        this.fields = fields;
        this.wanted = fields.ColumnsOf(wanted);
        lists = [.. this.wanted.Where(column => fields.Columns[column].ListLength is not null)];
        columns = new BatchColumn?[fields.Columns.Length];
    }

    public long Place { get; private set; }

    public long Number => Place;

    public string? Fault { get; private set; }

    public bool Read()
    {
        while (row + 1 >= rows)
        {
            Array.Clear(columns); // what was read before may go while more is read
            if (!TryReadBatch(out rows))
            {
                return false;
            }

            row = -1;
            if (rows == 0)
            {
                continue; // what is empty has no pages either
            }

            foreach (var column in wanted)
            {
                columns[column] = ReadColumn(column);
            }
        }

        row++;
        Place++;
        Fault = lists.Length == 0 ? null : OddList();
        return true;
    }

    public TableCell Cell(int field)
    {
        var (column, item) = fields[field];
        return columns[column]!.Cell(row, item);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Moves to the next batch.</summary>
    /// <param name="rows">Its records; there may be none.</param>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="VaeDataException">The file is damaged or cut short.</exception>
    protected abstract bool TryReadBatch(out int rows);

    /// <summary>Reads a column of the batch.</summary>
    /// <exception cref="VaeDataException">The file is damaged, or of a kind that cannot be read.</exception>
    protected abstract BatchColumn ReadColumn(int column);

    /// <summary>Closes the file.</summary>
    protected abstract void Dispose(bool disposing);

    private string? OddList()
    {
        foreach (var column in lists)
        {
            if (columns[column]!.Length(row) is { } length && length != fields.Columns[column].ListLength)
            {
                return BatchField.OddList(fields.Columns[column], length);
            }
        }

        return null;
    }
}
