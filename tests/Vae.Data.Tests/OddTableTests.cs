using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>Whatever is in a table, under whatever culture: it is read as the rules say, or refused in words, and nothing else.</summary>
public sealed class OddTableTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Infer_AnyTable_ReadsEachCellByTheRulesOrRefusesTheTable() => Check(OddTable.Generator, table =>
    {
        CsvRowSource source;
        try
        {
            source = Open(table, new CsvOptions { Inference = new ColumnInference(), Header = CsvHeader.Present, Delimiter = table.Delimiter, InvalidRows = InvalidRowHandling.Nan });
        }
        catch (VaeDataException refused)
        {
            Assert.Contains("t.csv", refused.Message, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(table.Called, (source.Columns?.Columns.Select(column => column.Name) ?? source.ColumnNames)!);
        var schema = source.Columns ?? TableSchema.Numeric(source.ColumnNames!);
        AssertRows(source, table.Rows, schema);
        Assert.Equal(table.Rows.Length, source.Profile!.Rows);
    });

    [Fact]
    public void Infer_AnyTableWithErrors_IsThatWithoutErrorsOrNamesALine() => Check(OddTable.Generator, table =>
    {
        var options = new CsvOptions { Inference = new ColumnInference(), Header = CsvHeader.Present, Delimiter = table.Delimiter };
        try
        {
            var source = Open(table, options);
            AssertRows(source, table.Rows, source.Columns ?? TableSchema.Numeric(source.ColumnNames!));
        }
        catch (VaeDataException refused)
        {
            Assert.Contains("t.csv", refused.Message, StringComparison.Ordinal);
        }
    });

    [Fact]
    public void Read_AnyColumnsInAnyOrder_AreFoundByNameAndReadByTheRules() => Check(
        from table in OddTable.Generator
        from order in Gen.Shuffle(Enumerable.Range(0, table.Names.Length).ToArray())
        from count in Gen.Choose(1, table.Names.Length)
        from kinds in Gen.Elements(ColumnKind.Numeric, ColumnKind.Binary, ColumnKind.Count, ColumnKind.Categorical).ArrayOf(count)
        from numbers in Gen.Elements(true, false)
        select (table, order: order[..count], kinds, numbers),
        given => given.table.Culture,
        given =>
        {
            var called = given.table.Called;
            var schema = new TableSchema([.. given.order.Select((field, i) => given.kinds[i] switch
            {
                ColumnKind.Categorical => TableColumn.Categorical(called[field], given.numbers ? ["1", "80", "0.10"] : ["tcp", "cafe\u0301", "1", "\uD83D\uDE00"]),
                ColumnKind.Binary => TableColumn.Binary(called[field]),
                ColumnKind.Count => TableColumn.Count(called[field]),
                _ => TableColumn.Numeric(called[field]),
            })]);

            var source = Open(given.table, new CsvOptions { Columns = schema, Header = CsvHeader.Present, Delimiter = given.table.Delimiter, InvalidRows = InvalidRowHandling.Nan });

            AssertRows(source, [.. given.table.Rows.Select(row => Array.ConvertAll(given.order, field => row[field]))], schema);
            Assert.Equal(given.order.Length < called.Length, source.Warnings.Any(warning => warning.Code == "columns-left-out"));
        });

    [Fact]
    public void Read_AnyTable_CountsTheRowsThatItCannotRead() => Check(OddTable.Generator, table =>
    {
        var schema = TableSchema.Numeric(table.Called);
        var source = Open(table, new CsvOptions { Columns = schema, Header = CsvHeader.Present, Delimiter = table.Delimiter, InvalidRows = InvalidRowHandling.Nan });

        DataFolder.ReadAll(source);

        // A row is refused where it is NaN throughout though not everything in it is missing.
        var refused = table.Rows.Count(row => OddTable.Expected(row, schema).All(double.IsNaN) && row.Index().Any(cell => !OddTable.Expected([cell.Item], TableSchema.Numeric(["x"])).All(double.IsNaN)
            || OddTable.Expected([cell.Item], new TableSchema(TableColumn.Categorical("x", "y")))[0] == 0));
        Assert.Equal(refused, source.LastTally!.InvalidRows);
    });

    private CsvRowSource Open(OddTable table, CsvOptions options) => new(folder.Write("t.csv", table.Write()), options);

    private static void AssertRows(CsvRowSource source, string[][] rows, TableSchema schema)
    {
        var row = new double[source.ColumnCount];
        using var reader = source.OpenReader();
        foreach (var written in rows)
        {
            Assert.Equal(1, reader.Read(row));
            Assert.Equal(OddTable.Expected(written, schema), row);
        }

        Assert.Equal(0, reader.Read(row));
    }

    private static void Check(Gen<OddTable> generator, Action<OddTable> property) => Check(generator, table => table.Culture, property);

    private static void Check<T>(Gen<T> generator, Func<T, CultureInfo> culture, Action<T> property) => Prop.ForAll(generator.ToArbitrary(), given =>
    {
        var own = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture(given);
        try
        {
            property(given);
        }
        finally
        {
            CultureInfo.CurrentCulture = own;
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithReplay(new Replay(new Rnd(5, 77), null)));
}
