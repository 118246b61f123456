using Parquet.Schema;
using Vae.Data.Batches;

namespace Vae.Data.Parquet;

/// <summary>One pass over a Parquet file.</summary>
internal sealed class ParquetTableReader(string path, ParquetFile file, BatchFields fields, IReadOnlyCollection<int> wanted) : BatchTableReader(fields, wanted)
{
    /// <summary>The most rows of a row group: a column of them is half a gigabyte.</summary>
    public const int MostRows = 1 << 26;

    private int group = -1;

    /// <summary>Reads a column of a row group.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="file">The file.</param>
    /// <param name="group">The row group, from 0.</param>
    /// <param name="field">The column.</param>
    /// <exception cref="VaeDataException">It is damaged, or of a kind that cannot be read.</exception>
    public static BatchColumn ReadColumn(string path, ParquetFile file, int group, Field field) => ParquetFile.Library.Await(path, Invariant($"column '{CellText.Excerpt(field.Name)}' of row group {group + 1}"), async () =>
    {
        using var rows = file.Reader.OpenRowGroupReader(group);
        var data = field as DataField ?? (DataField)((ListField)field).Item;
        if (!rows.ColumnExists(data))
        {
            throw new InvalidDataException("the row group has no such column");
        }

        ParquetPages.ThrowIfUnreadable(file.Stream, rows.GetMetadata(data)?.MetaData ?? throw new InvalidDataException("it has no metadata"));
        try
        {
            using var raw = await rows.ReadRawColumnDataBaseAsync(data).ConfigureAwait(false);
            var values = new ParquetValues(raw, data);
            return field is DataField { IsArray: false } ? values.Column((int)rows.RowCount) : values.Lists((int)rows.RowCount, field);
        }
        catch (Exception error) when (error is NotSupportedException or ArgumentOutOfRangeException or OverflowException && PackedIntegers.Of(data) is not null)
        {
            using var raw = await rows.ReadRawColumnDataBaseAsync(PackedIntegers.Of(data)!).ConfigureAwait(false);
            return PackedIntegers.Column(raw, data, (int)rows.RowCount);
        }
    });

    protected override bool TryReadBatch(out int rows)
    {
        group++;
        var isThere = group < file.Reader.RowGroupCount;
        rows = isThere ? (int)file.Reader.RowGroups[group].RowCount : 0;
        return isThere;
    }

    protected override BatchColumn ReadColumn(int column) => ReadColumn(path, file, group, file.Reader.Schema.Fields[column]);

    protected override void Dispose(bool disposing) => file.Dispose();
}
