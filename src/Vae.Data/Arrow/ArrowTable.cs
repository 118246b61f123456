using System.Collections.Immutable;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Vae.Data.Batches;
using Vae.Data.Files;
using Vae.Data.Tables;

namespace Vae.Data.Arrow;

/// <summary>An Arrow file or stream as a table, of which one batch is held at a time.</summary>
internal sealed class ArrowTable : ITable
{
    private readonly Lock gate = new();
    private readonly BatchFields fields;
    private SpooledFile? copy;

    /// <summary>Reads the schema, and of columns of lists as many batches as show how long they are.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="VaeDataException">The file is missing, damaged, or has no columns or rows.</exception>
    public ArrowTable(string path)
    {
        Path = path;
        using var reader = ArrowFile.Open(path, ref copy, out var isWhole);
        var fields = ArrowFile.Library.Run(path, "its schema", () => reader.Schema.FieldsList.ToArray());
        this.fields = new BatchFields(path, Describe(path, reader, fields));
        Warnings =
        [
            .. isWhole ? [] : new[] { new DataWarning("no-end", null, $"'{path}' is a stream without a mark at its end; if it was cut short there, rows are missing.") },
            .. fields.Where(field => ArrowValues.ZoneOf(field.DataType) is not null).Select(field => ZoneNote.Of(path, field.Name, ArrowValues.ZoneOf(field.DataType)!)),
        ];
    }

    public string Path { get; }

    public int FieldCount => fields.Names.Count;

    public IReadOnlyList<string> Names => fields.Names;

    public string Unit => "row";

    public long? RowCount => null;

    public IReadOnlyList<DataWarning> Warnings { get; }

    public string? Refusal(int field) => fields.Refusal(field);

    public string? ListOf(int field) => fields.ListOf(field);

    public ITableReader Open(IReadOnlyCollection<int> fields)
    {
        ArrowStreamReader reader;
        lock (gate)
        {
            reader = ArrowFile.Open(Path, ref copy, out _);
        }

        try
        {
            var names = ArrowFile.Library.Run(Path, "its schema", () => reader.Schema.FieldsList.Select(field => field.Name).ToArray());
            return names.SequenceEqual(this.fields.Columns.Select(column => column.Name))
                ? new ArrowTableReader(Path, reader, this.fields, fields)
                : throw new VaeDataException($"'{Path}' was changed while it was read; let its writer come to its end, and start again.");
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static ImmutableArray<BatchField> Describe(string path, ArrowStreamReader reader, Field[] fields)
    {
        var found = fields.Select(field => new BatchField(field.Name, Refusal: ArrowValues.Refusal(field.DataType))).ToArray();
        var open = fields.Index().Where(field => ArrowValues.IsList(field.Item.DataType) && found[field.Index].Refusal is null).Select(field => field.Index).ToList();
        long rows = 0;
        while ((rows == 0 || open.Count > 0) && ArrowFile.Library.Run(path, "its first batches", reader.ReadNextRecordBatch) is { } batch)
        {
            rows += batch.Length;
            foreach (var column in open.ToArray())
            {
                if (FirstLength(path, fields[column].Name, batch, column) is { } length)
                {
                    found[column] = length > 0 ? new BatchField(fields[column].Name, length) : new BatchField(fields[column].Name, Refusal: "begins with an empty list, so that nobody can tell how long its lists are; fill the lists");
                    open.Remove(column);
                }
            }

            ArrowFile.Release(batch);
        }

        foreach (var column in open)
        {
            found[column] = new BatchField(fields[column].Name, Refusal: "holds no list at all; fill it");
        }

        return rows > 0 ? [.. found] : throw new VaeDataException($"'{path}' has no rows; add at least one.");
    }

    private static int? FirstLength(string path, string name, RecordBatch batch, int column)
    {
        var lists = ArrowTableReader.ReadColumn(path, name, batch, column);
        for (var row = 0; row < batch.Length; row++)
        {
            if (lists.Length(row) is { } length)
            {
                return length;
            }
        }

        return null;
    }
}
