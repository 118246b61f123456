using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Vae.Data.Options;

namespace Vae.Data.Tests.Formats;

/// <summary>Columns of Arrow's less common types are read as what they say, or refused by name.</summary>
public sealed class ArrowTypeTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_DecimalsWithNullsInEveryPlace_AreTheNearestDoubles()
    {
        var type = new Decimal128Type(20, 3);
        var builder = new Decimal128Array.Builder(type);
        foreach (var value in new decimal?[] { null, -1.005m, 0m, null, 12345678901234.567m, -0.001m, null })
        {
            builder = value is { } number ? builder.Append(number) : builder.AppendNull();
        }

        Assert.Equal([double.NaN, -1.005, 0, double.NaN, 12345678901234.567, -0.001, double.NaN], Numbers(Write(type, builder.Build())));
    }

    [Fact]
    public void Open_SliceOfAColumn_IsWhatItShows()
    {
        var array = new DoubleArray.Builder().AppendRange([1, 2, 3]).AppendNull().AppendRange([5, 6, 7, 8]).Build();

        Assert.Equal([3, double.NaN, 5, 6], Numbers(Write(DoubleType.Default, (DoubleArray)array.Slice(2, 4))));
    }

    [Fact]
    public void Open_StreamWhoseBatchesHaveDictionariesOfTheirOwn_ReadsEachByItsOwn()
    {
        var type = new DictionaryType(Int8Type.Default, StringType.Default, ordered: false);
        var first = Stream(type, new DictionaryArray(type, new Int8Array.Builder().AppendRange([0, 1, 1]).Build(), Texts("red", "green")));
        var second = Stream(type, new DictionaryArray(type, new Int8Array.Builder().AppendRange([0, 1]).AppendNull().Build(), Texts("green", "blue", "red")));

        // A stream ends in eight bytes that mark its end, and begins with its schema.
        var path = folder.Write("t.arrows", [.. first[..^8], .. second[SchemaLength(second)..]]);
        var found = RowSourceFactory.Inspect(path);

        Assert.Equal("red,green,blue", string.Join(',', found.Profile.Columns[0].Examples));
        Assert.Equal(6, found.Profile.Rows);
        Assert.Equal(1, found.Profile.Columns[0].Missing);
        var source = RowSourceFactory.Open(path, new RowSourceOptions { Inference = new ColumnInference() });
        string[] names = [.. Readings.Read(source).Select(row => row.AsSpan().IndexOf(1.0) is >= 0 and var level ? source.Columns!.Columns[0].Levels[level] : "none")];
        Assert.Equal(["red", "green", "green", "green", "blue", "none"], names);
    }

    [Fact]
    public void Inspect_StreamWhoseWriterKeptTheFirstDictionary_IsRefusedWhereALevelIsNotInIt()
    {
        var type = new DictionaryType(Int8Type.Default, StringType.Default, ordered: false);
        var path = folder.Write("t.arrows", Stream(type,
            new DictionaryArray(type, new Int8Array.Builder().AppendRange([0, 1, 1]).Build(), Texts("red", "green")),
            new DictionaryArray(type, new Int8Array.Builder().AppendRange([0, 1, 2]).Build(), Texts("blue", "white", "black"))));

        Assert.Contains("column 'a' cannot be read (it holds a level that its dictionary has not, as where Apache.Arrow of .NET wrote batches with dictionaries of their own",
            Assert.Throws<Core.VaeDataException>(() => RowSourceFactory.Inspect(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TimesOfAZone_AreToldToBeThoseOfGreenwich()
    {
        var type = new TimestampType(TimeUnit.Second, "Europe/Berlin");
        var builder = new TimestampArray.Builder(type);
        for (var i = 0; i < 30; i++)
        {
            builder.Append(DateTimeOffset.FromUnixTimeSeconds(1_583_748_000 + (i * 5000)));
        }

        var warnings = RowSourceFactory.Inspect(Write(type, builder.Build()), new RowSourceOptions { Csv = new CsvOptions { Dates = new Dictionary<string, IReadOnlyList<DatePart>> { ["a"] = [DatePart.Hour] } } }).Profile.Warnings;

        Assert.Contains("holds times of the zone 'Europe/Berlin', which the format keeps as those of Greenwich", Assert.Single(warnings, warning => warning.Code == "zone").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TimesOfGreenwich_AreRead()
    {
        var type = new TimestampType(TimeUnit.Second, "UTC");
        Assert.DoesNotContain(RowSourceFactory.Inspect(Write(type, new TimestampArray.Builder(type).Append(DateTimeOffset.UnixEpoch).Append(DateTimeOffset.UnixEpoch).Build())).Profile.Warnings, warning => warning.Code == "zone");
    }

    [Fact]
    public void Open_Durations_AreRefusedByName() =>
        Assert.Contains("column 'a' (number 1): holds durations, whose unit is not kept; write them as numbers, such as of seconds",
            Assert.Throws<Core.VaeDataException>(() => RowSourceFactory.Inspect(Write(DurationType.Second, new DurationArray.Builder(DurationType.Second).Append(5).Append(6).Build()))).Message, StringComparison.Ordinal);

    private static int SchemaLength(byte[] stream) => 8 + BinaryPrimitives.ReadInt32LittleEndian(stream.AsSpan(4));

    private static StringArray Texts(params string[] texts) => new StringArray.Builder().AppendRange(texts).Build();

    private static byte[] Stream(IArrowType type, params IArrowArray[] arrays)
    {
        var schema = new Schema([new Field("a", type, nullable: true)], null);
        using var file = new MemoryStream();
        using (var writer = new ArrowStreamWriter(file, schema, leaveOpen: true))
        {
            foreach (var array in arrays)
            {
                writer.WriteRecordBatch(new RecordBatch(schema, [array], array.Length));
            }

            writer.WriteEnd();
        }

        return file.ToArray();
    }

    private string Write(IArrowType type, IArrowArray array) => folder.Write("t.arrows", Stream(type, array));

    private static double[] Numbers(string path) => [.. Readings.Read(RowSourceFactory.Open(path)).Select(row => row[0])];
}
