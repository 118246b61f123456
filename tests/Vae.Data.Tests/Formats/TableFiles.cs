using System.Globalization;
using System.Text;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Parquet;
using Parquet.Schema;

namespace Vae.Data.Tests.Formats;

/// <summary>Writes a generated table in every format that is read.</summary>
internal static class TableFiles
{
    public static readonly string[] Endings = ["parquet", "arrow", "arrows", "jsonl"];

    /// <summary>The file of a table, in row groups or batches of some rows where the format has such.</summary>
    public static byte[] Write(GeneratedTable table, string ending, int batch) => ending switch
    {
        "parquet" => Parquet(table, batch).GetAwaiter().GetResult(),
        "jsonl" => JsonLines(table),
        _ => Arrow(table, ending == "arrow", batch),
    };

    private static async Task<byte[]> Parquet(GeneratedTable table, int batch)
    {
        var columns = Enumerable.Range(0, table.Width).Select(i => new DataField<double>($"n{i}", nullable: true)).ToArray();
        var name = new DataField("name", typeof(string));
        using var file = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema([.. columns, name]), file))
        {
            foreach (var rows in Enumerable.Range(0, table.Numbers.Length).Chunk(batch))
            {
                using var group = writer.CreateRowGroup();
                for (var i = 0; i < table.Width; i++)
                {
                    await group.WriteAsync<double>(columns[i], rows.Select(row => table.Numbers[row][i]).ToArray().AsMemory());
                }

                await group.WriteAsync(name, rows.Select(row => table.Names[row]!).ToArray());
                group.CompleteValidate();
            }
        }

        return file.ToArray();
    }

    private static byte[] Arrow(GeneratedTable table, bool isFile, int batch)
    {
        // Names as a dictionary in files and plainly in streams.
        IArrowType nameType = isFile ? new DictionaryType(Int32Type.Default, StringType.Default, ordered: false) : StringType.Default;
        var schema = new Apache.Arrow.Schema([.. Enumerable.Range(0, table.Width).Select(i => new Apache.Arrow.Field($"n{i}", DoubleType.Default, nullable: true)), new Apache.Arrow.Field("name", nameType, nullable: true)], null);
        string[] levels = [.. table.Names.OfType<string>().Distinct()];
        using var file = new MemoryStream();
        using (var writer = isFile ? new ArrowFileWriter(file, schema, leaveOpen: true) : new ArrowStreamWriter(file, schema, leaveOpen: true))
        {
            foreach (var rows in Enumerable.Range(0, table.Numbers.Length).Chunk(batch))
            {
                var arrays = new List<IArrowArray>();
                for (var i = 0; i < table.Width; i++)
                {
                    var numbers = new DoubleArray.Builder();
                    foreach (var row in rows)
                    {
                        numbers = table.Numbers[row][i] is { } number ? numbers.Append(number) : numbers.AppendNull();
                    }

                    arrays.Add(numbers.Build());
                }

                arrays.Add(isFile ? Dictionary(table, rows, levels, (DictionaryType)nameType) : Texts(rows.Select(row => table.Names[row])));
                writer.WriteRecordBatch(new RecordBatch(schema, arrays, rows.Length));
            }

            writer.WriteEnd();
        }

        return file.ToArray();
    }

    private static DictionaryArray Dictionary(GeneratedTable table, int[] rows, string[] levels, DictionaryType type)
    {
        var indices = new Int32Array.Builder();
        foreach (var row in rows)
        {
            indices = table.Names[row] is { } name ? indices.Append(System.Array.IndexOf(levels, name)) : indices.AppendNull();
        }

        return new DictionaryArray(type, indices.Build(), Texts(levels));
    }

    private static StringArray Texts(IEnumerable<string?> texts)
    {
        var builder = new StringArray.Builder();
        foreach (var text in texts)
        {
            builder = text is null ? builder.AppendNull() : builder.Append(text);
        }

        return builder.Build();
    }

    // Names come in another order in every other line, and a null may be left out.
    private static byte[] JsonLines(GeneratedTable table)
    {
        var text = new StringBuilder(table.Mark ? "\uFEFF" : "");
        for (var row = 0; row < table.Numbers.Length; row++)
        {
            List<string> values = [.. table.Numbers[row].Select((number, i) => $"\"n{i}\": {number?.ToString("R", CultureInfo.InvariantCulture) ?? "null"}")];
            if (row % 3 == 0 || table.Names[row] is not null)
            {
                values.Add($"\"name\":{JsonSerializer.Serialize(table.Names[row])}");
            }

            values = row % 2 == 1 ? [.. values.AsEnumerable().Reverse()] : values;
            text.Append('{').AppendJoin(", ", values).Append('}').Append(table.LineEnd).Append(table.Trailing ? table.LineEnd : "");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
