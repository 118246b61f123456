using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Training;
using Vae.Data.Options;

namespace Vae.Data.Tests.Formats;

/// <summary>A table means the same in whatever format it comes.</summary>
public sealed class SameTableTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_AnyTableInAnyFormat_IsReadAsCsvIsOrRefusedAsCsvIs() => Check(
        from table in GeneratedTable.Generator
        from batch in Gen.Choose(1, 45)
        select (table, batch),
        given =>
        {
            var (wanted, refusal) = Open("csv", given.table.Write());
            foreach (var ending in TableFiles.Endings)
            {
                var (found, refused) = Open(ending, TableFiles.Write(given.table, ending, given.batch));

                Assert.Equal(refusal is null, refused is null);
                if (wanted is null || found is null)
                {
                    continue;
                }

                // Columns of JSON lines come in the order in which their names do.
                Assert.Equal(wanted.ColumnNames!.Order(), found.ColumnNames!.Order());
                var order = wanted.ColumnNames!.Select(name => found.ColumnNames!.ToList().IndexOf(name)).ToArray();
                Assert.Equal(Readings.Read(wanted), Readings.Read(found).Select(row => order.Select(i => row[i]).ToArray()));
                Assert.Equal(wanted.Profile!.Warnings.Select(warning => warning.Code).Order(), found.Profile!.Warnings.Select(warning => warning.Code).Order());
            }
        });

    [Fact]
    public void Open_AnyTableWithATextAmongNumbers_NamesItsPlaceInJsonLinesToo() => Check(
        from table in GeneratedTable.Generator
        from at in Gen.Choose(0, 10_000)
        select (table, at),
        given =>
        {
            var rows = Enumerable.Range(0, 60).Select(i => Array.ConvertAll(given.table.Numbers[i % given.table.Numbers.Length], number => (double?)(number ?? 1))).ToArray();
            var table = given.table with { Numbers = rows, Names = [.. rows.Select((_, i) => i % 2 == 0 ? "tcp" : "udp")], Trailing = false };
            var row = given.at % rows.Length;
            var lines = Encoding.UTF8.GetString(TableFiles.Write(table, "jsonl", 1)).Split(table.LineEnd);
            var start = lines[row].IndexOf("\"n0\": ", StringComparison.Ordinal) + 6;
            var end = lines[row].AsSpan(start).IndexOfAny(',', '}') + start;
            lines[row] = lines[row][..start] + "\"-\"" + lines[row][end..];

            var error = Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(folder.Write("t.jsonl", string.Join(table.LineEnd, lines)), new RowSourceOptions { Inference = new ColumnInference() }));

            Assert.Contains($"line {row + 1}, column 'n0' (number 1): found '-'", error.Message, StringComparison.Ordinal);
        });

    [Fact]
    public void Fit_TheSameTableInEveryFormat_GivesTheSameModelByteForByte()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 200).Select(i => new double?[] { random.Next(1000) / 64.0, i % 7, 1.7e9 + random.Next(100_000) }).ToArray();
        var table = new GeneratedTable(rows, [.. rows.Select((_, i) => (string?)new[] { "tcp", "udp", "caf\u00E9" }[i * i % 3])], ',', "\n", Mark: false, Quotes: false, Trailing: false);
        var wanted = Model("csv", table.Write());

        foreach (var ending in TableFiles.Endings)
        {
            Assert.True(wanted.AsSpan().SequenceEqual(Model(ending, TableFiles.Write(table, ending, 64))), ending);
        }
    }

    private byte[] Model(string ending, byte[] content)
    {
        var source = RowSourceFactory.Open(folder.Write($"t.{ending}", content), new RowSourceOptions { Inference = new ColumnInference() });
        var model = new VaeTrainer(new VaeOptions { Network = new NetworkOptions { LatentDimension = 2 }, Training = new TrainingOptions { Epochs = 2 } }).Fit(source);
        using var file = new MemoryStream();
        model.Save(file);
        return file.ToArray();
    }

    private (TableRowSource? Source, string? Refusal) Open(string ending, byte[] content)
    {
        try
        {
            return ((TableRowSource)RowSourceFactory.Open(folder.Write($"t.{ending}", content), new RowSourceOptions { Inference = new ColumnInference() }), null);
        }
        catch (VaeDataException error)
        {
            return (null, error.Message);
        }
    }

    private static void Check<T>(Gen<T> generator, Action<T> property) =>
        Prop.ForAll(generator.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(new Replay(new Rnd(7, 9), null)));
}
