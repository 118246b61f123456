using Vae.Core;
using Vae.Data.Options;

namespace Vae.Data.Tests.Formats;

/// <summary>Files of writers that are none of ours hold what was written, whatever the format.</summary>
public sealed class OtherWritersTests
{
    [Theory]
    [InlineData("duckdb.csv", "v")]
    [InlineData("duckdb.parquet")]
    [InlineData("duckdb-plain.parquet")]
    [InlineData("duckdb-gzip.parquet")]
    [InlineData("duckdb-zstd.parquet")]
    [InlineData("duckdb-lz4.parquet")]
    [InlineData("duckdb-brotli.parquet")]
    [InlineData("duckdb-v2.parquet", "t", "w")]
    [InlineData("hyparquet.parquet", "v")]
    [InlineData("parquet-wasm.parquet")]
    [InlineData("parquetsharp.parquet")]
    [InlineData("polars.parquet")]
    [InlineData("arrow.arrow")]
    [InlineData("arrow.arrows")]
    [InlineData("polars.arrow")]
    [InlineData("polars.arrows")]
    [InlineData("polars-lz4.arrow")]
    [InlineData("polars-zstd.arrow")]
    [InlineData("duckdb.jsonl")]
    [InlineData("polars.jsonl", "v")]
    public void Open_FileOfAnotherWriter_HoldsWhatWasWritten(string name, params string[] without)
    {
        var source = (TableRowSource)RowSourceFactory.Open(Readings.PathOf(name), Readings.Options(hasTime: !without.Contains("w")));

        Readings.AssertAre(Readings.Expected(without), Readings.Read(source));
        Assert.Equal(Readings.Rows, source.Profile!.Rows);
        Readings.AssertAre(Readings.Expected(without), Readings.Read(source)); // and again in the next pass
    }

    [Fact]
    public void Open_TypesOfDuckDb_AreNumbersTextsAndTruthValues()
    {
        var source = (TableRowSource)RowSourceFactory.Open(Readings.PathOf("duckdb-types.parquet"), new RowSourceOptions
        {
            Inference = new ColumnInference(),
            Csv = new CsvOptions { IgnoredColumns = ["d", "tod", "utc", "ns", "id", "bytes", "absent"] },
        });
        var rows = Readings.Read(source);

        Assert.Equal(["i8", "u8", "i16", "u16", "i32", "u32", "u64", "f32", "d9", "d18", "d38", "e=low", "e=high", "special"], source.ColumnNames);
        Assert.Equal([-1, 1, -1, 1, -1, 4000000001, 18446744073709551614, 1.5, 1.25, 1.25, 99999999999999999999999999999999.125, 0, 1, double.NaN], rows[1]);
        Assert.Equal([0, 2, 0, 2, 0, 4000000002, 18446744073709551613, 3, 2.5, 2.5, 99999999999999999999999999999999.125, 1, 0, double.PositiveInfinity], rows[2]);
    }

    [Fact]
    public void ReadTexts_TimesOfDuckDb_AreInTheFormOfIso8601()
    {
        var source = (TableRowSource)RowSourceFactory.Open(Readings.PathOf("duckdb-types.parquet"), new RowSourceOptions
        {
            Inference = new ColumnInference { Kinds = new Dictionary<string, Vae.Core.Data.ColumnKind> { ["d"] = Vae.Core.Data.ColumnKind.Categorical } },
            Csv = new CsvOptions { IgnoredColumns = ["absent"] },
        });

        var texts = source.ReadTexts([1])[0];

        Assert.Equal(["2024-02-29", "10:11:12.5", "2024-02-29T10:11:12Z", "2024-02-29T10:11:12.1234567", "2b2b1f38-9d3f-4c62-8e0e-0d6b1b4e2f01", "raw"], texts[11..17]);
    }

    [Theory]
    [InlineData("st", "holds structs")]
    [InlineData("mp", "holds maps")]
    [InlineData("ll", "holds lists of lists or of structs")]
    [InlineData("ls", "holds lists of lists or of structs")]
    [InlineData("lt", "holds lists of what is no number")]
    [InlineData("iv", "holds intervals")]
    public void Open_NestedColumn_IsRefusedInWordsUnlessItIsLeftOut(string name, string words)
    {
        string[] others = [.. new[] { "st", "mp", "ll", "ls", "lt", "iv", "ragged" }.Where(other => other != name)];
        var path = Readings.PathOf("duckdb-nested.parquet");

        var error = Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(path, Readings.Options(hasTime: false, others)));

        Assert.Contains($"column '{name}' (number", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains("leave the column out (TableOptions.IgnoredColumns)", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, Readings.Read(RowSourceFactory.Open(path, Readings.Options(hasTime: false, [.. others, name]))).Length);
    }

    [Fact]
    public void Open_ListsOfSeveralLengths_NamesTheRow()
    {
        var options = Readings.Options(hasTime: false, "st", "mp", "ll", "ls", "lt", "iv");

        var error = Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(Readings.PathOf("duckdb-nested.parquet"), options));

        Assert.Contains("duckdb-nested.parquet', row 1 (counted from 0): the list in column 'ragged' holds 2 values where the first of the file holds 1", error.Message, StringComparison.Ordinal);
        var skips = options with { Csv = options.Csv with { InvalidRows = InvalidRowHandling.Nan } };
        var rows = Readings.Read(RowSourceFactory.Open(Readings.PathOf("duckdb-nested.parquet"), skips));
        Assert.Equal([false, true, false, true], rows.Select(row => double.IsNaN(row[0])));
    }

    [Fact]
    public void Open_ParquetWithoutRows_SaysSo() => Assert.Contains(
        "has no rows", Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(Readings.PathOf("duckdb-empty.parquet"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_IntegersThatMeanSomethingElseInPagesOfVersion2_AreReadAsWhatTheyMean()
    {
        string[] times = ["d", "us", "ms", "ns", "utc"];
        var source = (TableRowSource)RowSourceFactory.Open(Readings.PathOf("duckdb-v2-packed.parquet"), new RowSourceOptions
        {
            Inference = new ColumnInference { Kinds = times.ToDictionary(name => name, _ => Vae.Core.Data.ColumnKind.Categorical) },
        });
        var texts = source.ReadTexts([0, 1, 3, 5, 11]);

        Assert.Equal(["0", "2024-02-29", "2024-02-29T10:11:12.125", "1969-12-31T23:59:59.5", "2024-02-29T10:11:12.123456", "2024-02-29T10:11:12Z", "-0.5", "0", "0", "240"], texts[0]);
        Assert.Equal(["1", "2024-03-01", "2024-02-29T10:12:12.125", "1970-01-01T00:00:00.5", "2024-02-29T11:11:12.123456", "2024-03-01T10:11:12Z", "-0.375", "1000000000001.25", "-1", "241"], texts[1]);
        Assert.Equal(["3", "", "-0.125"], [texts[2][0], texts[2][1], texts[2][6]]);
        Assert.Equal(["2024-03-05", "0.125", "NaN", "-5", "245"], [texts[3][1], .. texts[3][6..]]);
        Assert.Equal(["2024-03-11", "0.875", "11000000000013.75", "-11", "251"], [texts[4][1], .. texts[4][6..]]);
    }

    [Fact]
    public void Open_ParquetInAnEncodingThatTheLibraryLacks_NamesTheColumn()
    {
        var path = Readings.PathOf("parquet-wasm-v2.parquet");

        var error = Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(path, Readings.Options(hasTime: false, "v", "w")));

        Assert.Contains("column 't' of row group 1 is written in a way that is not read", error.Message, StringComparison.Ordinal);
        Assert.Equal(Readings.Rows, Readings.Read(RowSourceFactory.Open(path, Readings.Options(hasTime: false, "v", "w", "t"))).Length);
    }
}
