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

    [Theory]
    [InlineData(9007199254740993L)]
    [InlineData(-9223372036854775807L)]
    [InlineData(long.MaxValue)]
    public void ReadTexts_WholeNumberBeyondDoubles_HasAllItsDigits(long whole)
    {
        var decimals = new Decimal128Type(38, 0);
        var digits = whole.ToString(System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(["5", digits, "NaN"], Texts(Write(Int64Type.Default, new Int64Array.Builder().Append(5).Append(whole).AppendNull().Build()), 3));
        Assert.Equal(["5", digits, "NaN"], Texts(Write(decimals, new Decimal128Array.Builder(decimals).Append(5m).Append((decimal)whole).AppendNull().Build()), 3));
        Assert.Equal(["18446744073709551615"], Texts(Write(UInt64Type.Default, new UInt64Array.Builder().Append(ulong.MaxValue).Build()), 1));
    }

    [Fact]
    public void Open_DecimalsOfNegativeScale_HaveTheirZeros()
    {
        var type = new Decimal128Type(5, -2);
        ArrowBuffer.Builder<long> halves = new();
        halves.AppendRange([0, 0, 7, 0, -12, -1, 150, 0]);

        Assert.Equal([0, 700, -1200, 15000], Numbers(Write(type, new Decimal128Array(new ArrayData(type, 4, 0, 0, [ArrowBuffer.Empty, halves.Build()])))));
    }

    [Fact]
    public void ReadTexts_TimesThatNoTextCanBe_AreOddValuesAndNoDamage()
    {
        var time = new TimestampType(TimeUnit.Microsecond, timezone: (string?)null);
        var clock = new Time32Type(TimeUnit.Second);

        Assert.Equal(["after the year 9999", "before the year 1", "1970-01-01T00:00:00"], Texts(Write(time, new TimestampArray(time, new ArrowBuffer.Builder<long>().AppendRange([long.MaxValue, long.MinValue, 0]).Build(), ArrowBuffer.Empty, 3, 0, 0)), 3));
        Assert.Equal(["24:00:00", "before 00:00:00", "after 24:00:00", "23:59:59"], Texts(Write(clock, new Time32Array(clock, new ArrowBuffer.Builder<int>().AppendRange([86400, -1, int.MaxValue, 86399]).Build(), ArrowBuffer.Empty, 4, 0, 0)), 4));
    }

    [Fact]
    public void ReadTexts_DaysInMillisecondsWithATimeOfDay_KeepIt()
    {
        static Date64Array Days(params long[] milliseconds) => new(new ArrayData(Date64Type.Default, milliseconds.Length, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer.Builder<long>().AppendRange(milliseconds).Build()]));

        Assert.Equal(["1970-01-01T12:00:00", "1969-12-31T00:00:00"], Texts(Write(Date64Type.Default, Days(43_200_000, -86_400_000)), 2));
        Assert.Equal(["1970-01-02", "1969-12-31"], Texts(Write(Date64Type.Default, Days(86_400_000, -86_400_000)), 2));
    }

    [Theory]
    [InlineData(CompressionCodecType.Lz4Frame)]
    [InlineData(CompressionCodecType.Zstd)]
    public void ReadTexts_CompressedDictionaryOfSeveralBatches_IsThatOfEach(CompressionCodecType codec)
    {
        var type = new DictionaryType(Int8Type.Default, StringType.Default, ordered: false);
        var schema = new Schema([new Field("a", type, nullable: true)], null);
        using var file = new MemoryStream();
        using (var writer = new ArrowStreamWriter(file, schema, leaveOpen: true, new IpcOptions { CompressionCodec = codec, CompressionCodecFactory = new Apache.Arrow.Compression.CompressionCodecFactory() }))
        {
            foreach (var places in new sbyte[][] { [0, 1, 1], [1, 0], [1, 1, 0] })
            {
                writer.WriteRecordBatch(new RecordBatch(schema, [new DictionaryArray(type, new Int8Array.Builder().AppendRange(places).Build(), Texts("red", "green"))], places.Length));
            }

            writer.WriteEnd();
        }

        Assert.Equal(["red", "green", "green", "green", "red", "green", "green", "red"], Texts(folder.Write("t.arrows", file.ToArray()), 8));
    }

    private static string[] Texts(string path, int rows)
    {
        var options = new RowSourceOptions { Inference = new ColumnInference { Kinds = new Dictionary<string, Vae.Core.Data.ColumnKind> { ["a"] = Vae.Core.Data.ColumnKind.Categorical } } };
        return [.. ((TableRowSource)RowSourceFactory.Open(path, options)).ReadTexts([.. Enumerable.Range(0, rows)]).Select(row => row[0])];
    }

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
