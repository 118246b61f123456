using FsCheck;
using FsCheck.Fluent;
using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>Over tables that are made up: what is read is what was written, or an error or a warning says what is not.</summary>
public sealed class GeneratedTableTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_AnyTable_IsWhatWasWritten() => Check(
        GeneratedTable.Generator,
        table =>
        {
            var source = new CsvRowSource(folder.Write("t.csv", table.Write()), new CsvOptions { Columns = Schema(table) });
            var levels = source.Columns!.Columns[^1].Levels;
            var rows = Doubles(source);
            for (var row = 0; row < table.Numbers.Length; row++)
            {
                Assert.Equal(table.Numbers[row].Select(number => number ?? double.NaN), rows[row][..table.Width]);
                Assert.Equal(
                    levels.Select(level => table.Names[row] is null ? double.NaN : level == table.Names[row] ? 1.0 : 0), rows[row][table.Width..]);
            }
        });

    [Fact]
    public void Infer_AnyTable_ReadsWhatWasWrittenOrRefusesItInWords() => Check(
        GeneratedTable.Generator,
        table =>
        {
            CsvRowSource source;
            try
            {
                source = new CsvRowSource(folder.Write("t.csv", table.Write()), new CsvOptions { Inference = new ColumnInference() });
            }
            catch (VaeDataException error)
            {
                // A column of names that all differ, or of none; or one of no numbers.
                var isEmpty = Enumerable.Range(0, table.Width).Any(i => table.Numbers.All(row => row[i] is null));
                Assert.Contains(isEmpty && !error.Message.Contains("'name'", StringComparison.Ordinal) ? "holds no value in any row" : "'name'", error.Message, StringComparison.Ordinal);
                return;
            }

            Assert.Equal(table.Numbers.Length, source.Profile!.Rows);
            Assert.Equal(table.Numbers.Select(row => row[0] ?? double.NaN), Doubles(source).Select(row => row[0]));
        });

    [Fact]
    public void Infer_AnyTableWithOneTextAmongManyNumbers_NamesItsLine() => Check(
        from table in GeneratedTable.Generator
        from repeats in Gen.Choose(1, 3)
        from at in Gen.Choose(0, 10_000)
        from text in Gen.Elements("-", "None", "12,5", "7 %", "abc", "0x1F", "1.2.3", "n0")
        select (table, repeats, at, text),
        given =>
        {
            // Enough rows that one text is less than a twentieth of them.
            var table = given.table;
            var rows = Enumerable.Range(0, 60 * given.repeats).Select(i => Array.ConvertAll(table.Numbers[i % table.Numbers.Length], number => (double?)(number ?? 1))).ToArray();
            table = table with { Numbers = rows, Names = [.. rows.Select((_, i) => i % 2 == 0 ? "tcp" : "udp")] };
            var (row, column) = (given.at % rows.Length, given.at % table.Width);

            var error = Assert.Throws<VaeDataException>(() => new CsvRowSource(
                folder.Write("t.csv", table.Write((r, c, cell) => r == row && c == column ? given.text : cell)), new CsvOptions { Inference = new ColumnInference() }));

            Assert.Contains($"line {row + 2}, column 'n{column}' (number {column + 1}): found '{given.text}'", error.Message, StringComparison.Ordinal);
        });

    [Fact]
    public void Read_AnyTableInAnyOrderOfColumns_IsTheSameByName() => Check(
        GeneratedTable.Generator.SelectMany(table => Gen.Shuffle(Enumerable.Range(0, table.Width).ToArray()), (table, order) => (table, order)),
        given =>
        {
            var wanted = given.table;
            var written = wanted with { Numbers = [.. wanted.Numbers.Select(row => given.order.Select(i => row[i]).ToArray())] };
            var bytes = System.Text.Encoding.UTF8.GetString(written.Write());
            var names = bytes.IndexOf('\n', StringComparison.Ordinal);
            var header = bytes[..names];
            for (var i = 0; i < wanted.Width; i++)
            {
                header = header.Replace($"n{i}", $"#{given.order[i]}", StringComparison.Ordinal);
            }

            var source = new CsvRowSource(
                folder.Write("t.csv", header.Replace('#', 'n') + bytes[names..]), new CsvOptions { Columns = Schema(wanted), Header = CsvHeader.Present });

            Assert.Equal(wanted.Numbers.Select(row => row[0] ?? double.NaN), Doubles(source).Select(row => row[0]));
        });

    private static TableSchema Schema(GeneratedTable table) => new(
    [
        .. Enumerable.Range(0, table.Width).Select(i => TableColumn.Numeric($"n{i}")),
        TableColumn.Categorical("name", [.. table.Names.OfType<string>().Append("tcp").Distinct()]),
    ]);

    private static List<double[]> Doubles(CsvRowSource source)
    {
        var rows = new List<double[]>();
        var row = new double[source.ColumnCount];
        using var reader = source.OpenReader();
        while (reader.Read(row) > 0)
        {
            rows.Add([.. row]);
        }

        return rows;
    }

    private static void Check<T>(Gen<T> generator, Action<T> property) =>
        Prop.ForAll(generator.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(new Replay(new Rnd(7, 9), null)));
}
