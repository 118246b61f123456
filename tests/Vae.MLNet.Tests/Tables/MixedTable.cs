using System.Globalization;
using System.IO.Compression;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Parquet;
using Parquet.Schema;

namespace Vae.MLNet.Tests.Tables;

/// <summary>A table with columns of every kind, in every format that is read.</summary>
internal static class MixedTable
{
    public static readonly string[] Endings = ["csv", "csv.gz", "csv.zst", "jsonl", "jsonl.gz", "parquet", "arrow"];

    private static readonly DateTime Start = new(2020, 3, 9, 10, 0, 0, DateTimeKind.Unspecified);

    public static double[] Pressure(int rows) => [.. Enumerable.Range(0, rows).Select(i => 101325.0 + (((i * 37) % 101) / 256.0))];

    public static string[] Protocol(int rows) => [.. Enumerable.Range(0, rows).Select(i => (i % 7) switch { 0 or 1 or 2 => "tcp", 3 or 4 => "udp", 5 => "icmp", _ => "caf\u00E9, \"noir\"" })];

    public static bool[] Truth(int rows) => [.. Enumerable.Range(0, rows).Select(i => i % 3 == 0)];

    public static long[] Bytes(int rows) => [.. Enumerable.Range(0, rows).Select(i => (long)(i * 31 % 17) * 1000)];

    public static string[] When(int rows) => [.. Enumerable.Range(0, rows).Select(i => Start.AddMinutes(397 * i).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture))];

    public static string[] Label(int rows) => [.. Enumerable.Range(0, rows).Select(i => i % 10 == 9 ? "attack" : "normal")];

    /// <summary>Writes the table.</summary>
    /// <returns>The path of the file.</returns>
    public static string Write(string folder, string ending, int rows)
    {
        var path = Path.Combine(folder, "t." + ending);
        switch (ending)
        {
            case "parquet":
                WriteParquet(path, rows).GetAwaiter().GetResult();
                break;
            case "arrow":
                WriteArrow(path, rows);
                break;
            default:
                var text = Encoding.UTF8.GetBytes(ending.StartsWith("csv", StringComparison.Ordinal) ? Csv(rows) : JsonLines(rows));
                using (var file = File.Create(path))
                using (Stream content = ending.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest)
                    : ending.EndsWith(".zst", StringComparison.Ordinal) ? new ZstdSharp.CompressionStream(file) : file)
                {
                    content.Write(text);
                }

                break;
        }

        return path;
    }

    public static string Csv(int rows)
    {
        var text = new StringBuilder("pressure,protocol,truth,bytes,when,label\n");
        for (var i = 0; i < rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Pressure(rows)[i]:R},\"{Protocol(rows)[i].Replace("\"", "\"\"", StringComparison.Ordinal)}\",{(Truth(rows)[i] ? "true" : "false")},{Bytes(rows)[i]},{When(rows)[i]},{Label(rows)[i]}\n");
        }

        return text.ToString();
    }

    private static string JsonLines(int rows)
    {
        var text = new StringBuilder();
        for (var i = 0; i < rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{{\"pressure\":{Pressure(rows)[i]:R},\"protocol\":\"{Protocol(rows)[i].Replace("\"", "\\\"", StringComparison.Ordinal)}\",\"truth\":{(Truth(rows)[i] ? "true" : "false")},\"bytes\":{Bytes(rows)[i]},\"when\":\"{When(rows)[i]}\",\"label\":\"{Label(rows)[i]}\"}}\n");
        }

        return text.ToString();
    }

    private static async Task WriteParquet(string path, int rows)
    {
        var pressure = new DataField<double>("pressure");
        var truth = new DataField<bool>("truth");
        var bytes = new DataField<long>("bytes");
        DataField[] texts = [new("protocol", typeof(string)), new("when", typeof(string)), new("label", typeof(string))];
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(pressure, texts[0], truth, bytes, texts[1], texts[2]), file);
        using var group = writer.CreateRowGroup();
        await group.WriteAsync<double>(pressure, Pressure(rows).AsMemory());
        await group.WriteAsync(texts[0], Protocol(rows));
        await group.WriteAsync<bool>(truth, Truth(rows).AsMemory());
        await group.WriteAsync<long>(bytes, Bytes(rows).AsMemory());
        await group.WriteAsync(texts[1], When(rows));
        await group.WriteAsync(texts[2], Label(rows));
        group.CompleteValidate();
    }

    private static void WriteArrow(string path, int rows)
    {
        static StringArray Texts(string[] texts) => new StringArray.Builder().AppendRange(texts).Build();
        var schema = new Apache.Arrow.Schema(
            [
                new("pressure", DoubleType.Default, nullable: false), new("protocol", StringType.Default, nullable: false), new("truth", BooleanType.Default, nullable: false),
                new("bytes", Int64Type.Default, nullable: false), new("when", StringType.Default, nullable: false), new("label", StringType.Default, nullable: false),
            ],
            null);
        using var file = File.Create(path);
        using var writer = new ArrowFileWriter(file, schema);
        writer.WriteRecordBatch(new RecordBatch(
            schema,
            [
                new DoubleArray.Builder().AppendRange(Pressure(rows)).Build(), Texts(Protocol(rows)), new BooleanArray.Builder().AppendRange(Truth(rows)).Build(),
                new Int64Array.Builder().AppendRange(Bytes(rows)).Build(), Texts(When(rows)), Texts(Label(rows)),
            ],
            rows));
        writer.WriteEnd();
    }
}
