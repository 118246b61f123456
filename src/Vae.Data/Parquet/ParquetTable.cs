using System.Collections.Immutable;
using Parquet;
using Parquet.Schema;
using Vae.Data.Batches;
using Vae.Data.Files;
using Vae.Data.Tables;

namespace Vae.Data.Parquet;

/// <summary>A Parquet file as a table, of which one row group is held at a time, and of that the columns that are asked for.</summary>
internal sealed class ParquetTable : ITable
{
    private readonly Lock gate = new();
    private readonly BatchFields fields;
    private SpooledFile? copy;

    /// <summary>Reads the footer, and of columns of lists as much as shows how long they are.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="VaeDataException">The file is missing, damaged, cut short, or has no columns or rows.</exception>
    public ParquetTable(string path)
    {
        Path = path;
        using var file = ParquetFile.Open(path, ref copy);
        (RowCount, fields, Warnings) = ParquetFile.Library.Run(path, "its schema", () => (
            CountRows(path, file.Reader),
            new BatchFields(path, [.. file.Reader.Schema.Fields.Select(field => Describe(path, file, field))]),
            ParquetZones.Warnings(path, file.Reader.Schema.Fields, file.Reader.CustomMetadata).ToArray()));
    }

    public string Path { get; }

    public int FieldCount => fields.Names.Count;

    public IReadOnlyList<string> Names => fields.Names;

    public string Unit => "row";

    public long? RowCount { get; }

    public IReadOnlyList<DataWarning> Warnings { get; }

    public string? Refusal(int field) => fields.Refusal(field);

    public string? ListOf(int field) => fields.ListOf(field);

    public ITableReader Open(IReadOnlyCollection<int> fields)
    {
        ParquetFile file;
        lock (gate)
        {
            file = ParquetFile.Open(Path, ref copy);
        }

        try
        {
            var found = file.Reader.Schema.Fields;
            if (found.Count != this.fields.Columns.Length || CountRows(Path, file.Reader) != RowCount || found.Index().Any(field => field.Item.Name != this.fields.Columns[field.Index].Name))
            {
                throw new VaeDataException($"'{Path}' was changed while it was read; let its writer come to its end, and start again.");
            }

            return new ParquetTableReader(Path, file, this.fields, fields);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static long CountRows(string path, ParquetReader reader)
    {
        long rows = 0;
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            var found = reader.RowGroups[group].RowCount;
            if (found < 0 || found > ParquetTableReader.MostRows)
            {
                throw new VaeDataException(Invariant($"'{path}' says that row group {group + 1} has {found} rows; at most {ParquetTableReader.MostRows} can be read. Write the file in smaller row groups, or anew if it is damaged."));
            }

            rows += found;
        }

        return rows > 0 ? rows : throw new VaeDataException($"'{path}' has no rows; add at least one.");
    }

    private static BatchField Describe(string path, ParquetFile file, Field field) => field switch
    {
        DataField { IsArray: false } data => new BatchField(field.Name, Refusal: ParquetValues.Refusal(data)),
        DataField data => List(path, file, field, data),
        ListField { Item: DataField item } => List(path, file, field, item),
        ListField => new BatchField(field.Name, Refusal: BatchField.Nested("lists of lists or of structs")),
        MapField => new BatchField(field.Name, Refusal: BatchField.Nested("maps")),
        _ => new BatchField(field.Name, Refusal: BatchField.Nested("structs")),
    };

    private static BatchField List(string path, ParquetFile file, Field list, DataField item)
    {
        if (!ParquetValues.IsNumber(item))
        {
            return new BatchField(list.Name, Refusal: BatchField.Nested("lists of what is no number"));
        }

        try
        {
            return ListOfLength(path, file, list);
        }
        catch (VaeDataException error)
        {
            return new BatchField(list.Name, Refusal: $"cannot be read: {error.Message.TrimEnd('.')}"); // an error where it is asked for, but not where it is left out
        }
    }

    private static BatchField ListOfLength(string path, ParquetFile file, Field list)
    {
        foreach (var group in Enumerable.Range(0, file.Reader.RowGroupCount).Where(group => file.Reader.RowGroups[group].RowCount > 0))
        {
            var column = ParquetTableReader.ReadColumn(path, file, group, list);
            for (var row = 0; row < file.Reader.RowGroups[group].RowCount; row++)
            {
                if (column.Length(row) is { } length)
                {
                    return length > 0 ? new BatchField(list.Name, length) : new BatchField(list.Name, Refusal: "begins with an empty list, so that nobody can tell how long its lists are; fill the lists");
                }
            }
        }

        return new BatchField(list.Name, Refusal: "holds no list at all; fill it");
    }
}
