using System.Text.Json;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Parquet;
using Parquet.Schema;
using Vae.Core;
using Vae.Data.Options;

namespace Vae.Data.Tests.Formats;

/// <summary>Columns of Parquet's less common types, and what writers say beside the schema, are read as what they mean or told of.</summary>
public sealed class ParquetTypeTests : IDisposable
{
    private static readonly Dictionary<string, IReadOnlyList<DatePart>> Hours = new() { ["t"] = [DatePart.Hour] };

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_HalvesInRowGroupsOfWhichSomeAreEmpty_AreWhatWasWritten()
    {
        var source = RowSourceFactory.Open(Readings.PathOf("parquetsharp-halves.parquet"), new RowSourceOptions { Inference = new ColumnInference() });

        Assert.Equal(["h", "v.0", "v.1"], source.ColumnNames);
        Assert.Equal([[-0.25, 0, 0], [double.NaN, 1, -1], [0, 2, -2], [0.125, 3, -3], [0.25, 4, -4]], Readings.Read(source));
    }

    [Fact]
    public void Open_TruthValuesInRuns_AreRefusedAndNotMisread()
    {
        // The library reads them as others: some without a word, and some end in an error of its own.
        var error = Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(Readings.PathOf("parquetsharp-runs.parquet"), new RowSourceOptions { Inference = new ColumnInference() }));

        Assert.Contains("column 't' of row group 1 is written in a way that is not read (truth values in runs, RLE). Write the file with plain or dictionary encoding", error.Message, StringComparison.Ordinal);
        Assert.Equal(40, Readings.Read(RowSourceFactory.Open(Readings.PathOf("parquetsharp-runs.parquet"), new RowSourceOptions { Csv = new CsvOptions { IgnoredColumns = ["t"] } })).Length);
    }

    [Fact]
    public void ReadTexts_DecimalsInBytesAndTimesOfDayPastTheLast_AreWhatTheyAre()
    {
        var source = (TableRowSource)RowSourceFactory.Open(Readings.PathOf("parquetsharp-avro.parquet"), new RowSourceOptions
        {
            Inference = new ColumnInference { Kinds = new Dictionary<string, Vae.Core.Data.ColumnKind> { ["c"] = Vae.Core.Data.ColumnKind.Categorical, ["c2"] = Vae.Core.Data.ColumnKind.Categorical } },
        });

        Assert.Equal(["-0.01,01:00:00.5,00:00:00", "NaN,,", "2.56,24:00:00,23:59:59.999999", "-2.3611832414348227E+19,before 00:00:00,after 24:00:00"], source.ReadTexts([0, 1, 2, 3]).Select(row => string.Join(',', row)));
    }

    [Fact]
    public async Task ReadTexts_WholeNumbersBeyondDoubles_HaveAllTheirDigits()
    {
        DataField numbers = new DataField<long>("n", nullable: true), large = new DataField<ulong>("u"), decimals = new DecimalDataField("d", 38, 0);
        using var file = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(numbers, large, decimals), file))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<long>(numbers, new long?[] { null, 9007199254740993, -9223372036854775807 }.AsMemory());
            await group.WriteAsync<ulong>(large, new ulong[] { 1, ulong.MaxValue, 3 }.AsMemory());
            await group.WriteAsync<decimal>(decimals, new[] { 1m, 12345678901234567890123m, -9007199254740993m }.AsMemory());
            group.CompleteValidate();
        }

        var source = (TableRowSource)RowSourceFactory.Open(folder.Write("t.parquet", file.ToArray()), new RowSourceOptions { Inference = new ColumnInference() });

        Assert.Equal(["NaN,1,1", "9007199254740993,18446744073709551615,12345678901234567890123", "-9223372036854775807,3,-9007199254740993"], source.ReadTexts([0, 1, 2]).Select(row => string.Join(',', row)));
    }

    [Theory]
    [InlineData("d", "t", "row 3 (counted from 0), column 'd' (number 2): found 'after the year 9999', a date or a time was wanted")]
    [InlineData("t", "d", "row 4 (counted from 0), column 't' (number 3): found 'before the year 1', a date or a time was wanted")]
    public void Open_InfiniteTimeOfADatabase_IsOneOddValueAndNoDamage(string column, string other, string words)
    {
        var options = new RowSourceOptions
        {
            Inference = new ColumnInference(),
            Csv = new CsvOptions { IgnoredColumns = [other], Dates = new Dictionary<string, IReadOnlyList<DatePart>> { [column] = [DatePart.Weekday] } },
        };

        var error = Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(Readings.PathOf("duckdb-infinity.parquet"), options));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("arrow", "Europe/Berlin", "holds times of the zone 'Europe/Berlin', which the format keeps as those of Greenwich")]
    [InlineData("pandas", "US/Eastern", "holds times of the zone 'US/Eastern', which the format keeps as those of Greenwich")]
    [InlineData("arrow", "UTC", null)]
    [InlineData("pandas", "UTC", null)]
    [InlineData("none", "", "holds times that are kept as those of Greenwich, and the file does not say of which zone they were")]
    [InlineData("broken", "", "holds times that are kept as those of Greenwich, and the file does not say of which zone they were")]
    public async Task Open_TimesThatAreKeptAsThoseOfGreenwich_AreToldOfUnlessTheyWere(string writer, string zone, string? words)
    {
        var path = await WriteAsync(new DateTimeDataField("t", DateTimeFormat.Timestamp, isAdjustedToUTC: true), Metadata(writer, zone));

        var told = Zones(path, new CsvOptions { Dates = Hours });

        Assert.Equal(words is null ? 0 : 1, told.Length);
        Assert.Contains(words ?? "", string.Concat(told), StringComparison.Ordinal);
        Assert.Empty(Zones(path, new CsvOptions { IgnoredColumns = ["t"] })); // what is left out is not told of
    }

    [Fact]
    public async Task Open_TimesOf96Bits_AreToldOf() =>
        Assert.Contains("some programs keep as those of Greenwich", Assert.Single(Zones(await WriteAsync(new DateTimeDataField("t", DateTimeFormat.Impala), []), new CsvOptions { Dates = Hours })), StringComparison.Ordinal);

    [Fact]
    public async Task Open_TimesWithoutAZone_AreTheHoursThatTheyAre() =>
        Assert.Empty(Zones(await WriteAsync(new DateTimeDataField("t", DateTimeFormat.Timestamp, isAdjustedToUTC: false), []), new CsvOptions { Dates = Hours }));

    private static string[] Zones(string path, CsvOptions options) =>
        [.. RowSourceFactory.Inspect(path, new RowSourceOptions { Csv = options }).Profile.Warnings.Where(warning => warning.Code == "zone").Select(warning => warning.Message)];

    private static Dictionary<string, string> Metadata(string writer, string zone) => writer switch
    {
        "arrow" => new() { ["ARROW:schema"] = ArrowSchema(zone) },
        "pandas" => new() { ["pandas"] = JsonSerializer.Serialize(new { columns = new object[] { new { name = "x", metadata = (object?)null }, new { name = "t", metadata = new { timezone = zone } } } }) },
        "broken" => new() { ["ARROW:schema"] = "no base of 64" },
        _ => [],
    };

    private static string ArrowSchema(string zone)
    {
        using var message = new MemoryStream();
        using (var writer = new ArrowStreamWriter(message, new Apache.Arrow.Schema([new Apache.Arrow.Field("t", new TimestampType(TimeUnit.Microsecond, zone), nullable: true)], null), leaveOpen: true))
        {
            writer.WriteStart();
        }

        return Convert.ToBase64String(message.ToArray());
    }

    private async Task<string> WriteAsync(DateTimeDataField times, Dictionary<string, string> metadata)
    {
        var numbers = new DataField<double>("x");
        using var file = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(numbers, times), file))
        {
            writer.CustomMetadata = metadata;
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<double>(numbers, Enumerable.Range(0, 40).Select(i => i * 7 % 40 / 3.0).ToArray().AsMemory());
            await group.WriteAsync<DateTime>(times, Enumerable.Range(0, 40).Select(i => new DateTime(2024, 2, 29, 10, 11, 12, DateTimeKind.Utc).AddMinutes(i * 37)).ToArray().AsMemory());
            group.CompleteValidate();
        }

        return folder.Write("t.parquet", file.ToArray());
    }
}
