using System.Globalization;
using System.Text.Json;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Processes;
using Vae.Core.Tests.Processes;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>Processes that read one table together: each reads the rows of its share as a whole pass does, and what the first finds in the columns all know.</summary>
public sealed class ShareTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, "a.csv")]
    [InlineData(3, "a.csv")]
    [InlineData(1, "a.csv b.csv c.jsonl")]
    [InlineData(3, "a.csv b.csv c.jsonl")]
    public void OpenReader_OfAShare_GivesItsRowsAsAWholePassDoes(int threads, string files)
    {
        folder.Write("a.csv", new LongTable(31, 0.01).Write());
        folder.Write("b.csv", new LongTable(32, 0.01).Write());
        folder.Write("c.jsonl", string.Concat(Enumerable.Range(0, 50).Select(row => $"{{\"a\":{row},\"b\":1,\"c\":2,\"d\":{row % 7},\"kind\":\"tcp\",\"port\":\"p{row % 40}\",\"label\":0}}\n")));
        var source = Open([.. files.Split(' ').Select(folder.PathOf)], Options(InvalidRowHandling.Nan, threads));
        var whole = Read(source, null, out _);
        var refused = source.LastTally!.InvalidRows;

        long found = 0;
        foreach (var share in (RowShare[])[new(5, 0, 2), new(5, 2, 1), new(5, 3, 2)])
        {
            var rows = Read(source, share, out var doubles);

            Assert.Equal(whole.Length, rows.Length);
            Assert.Equal(whole.Length, doubles.Length);
            Assert.All(Enumerable.Range(0, whole.Length).Where(row => share.Has(row)), row =>
            {
                Assert.Equal(whole[row], rows[row]);
                Assert.Equal(whole[row], doubles[row]);
            });
            found += source.LastTally!.InvalidRows;
        }

        Assert.True(refused > 10);
        Assert.Equal(refused, found);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void OpenReader_OfAShare_LeavesErrorsInOtherRowsToTheirShare(int threads)
    {
        var path = folder.Write("t.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 6000).Select(row => row == 5001 ? "1,x\n" : row == 5002 ? "1\n" : $"{row},2\n")));
        var source = Open([path], new CsvOptions { Threads = threads });

        Read(source, new RowShare(4, 3, 1), out _);

        Assert.Contains("line 5003, column 'b' (number 2): found 'x'", Assert.Throws<VaeDataException>(() => Read(source, new RowShare(4, 1, 1), out _)).Message, StringComparison.Ordinal);
        Assert.Contains("line 5004: found 1 fields", Assert.Throws<VaeDataException>(() => Read(source, new RowShare(4, 2, 1), out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenReader_OfAShareWhereRowsHaveWeights_ReadsAll()
    {
        var path = folder.Write("t.csv", "a,w\n" + string.Concat(Enumerable.Range(0, 50).Select(row => $"{row},{row % 3}\n")));
        var source = Open([path], new CsvOptions { WeightColumn = "w" });

        Assert.Equal(Read(source, null, out _), Read(source, new RowShare(4, 1, 1), out _));
    }

    [Fact]
    public void Open_InProcesses_GivesAllWhatOneFinds()
    {
        var path = folder.Write("t.csv", new LongTable(33, 0.0005).Write());
        CsvOptions options = new() { LabelColumn = "label", InvalidRows = InvalidRowHandling.Nan, Inference = new ColumnInference { NormalRowsOnly = true } };
        var alone = Told(Open([path], options));

        Assert.All(ThreadGroup.Run(3, group => Told(Open([path], options with { Processes = group }))), told => Assert.Equal(alone, told));
    }

    [Fact]
    public void Open_InProcessesATableThatCannotBeTrainedOn_FailsInAllWithWords()
    {
        var path = folder.Write("t.csv", "a\n" + string.Concat(Enumerable.Range(0, 200).Select(row => row == 150 ? "x\n" : $"{row}\n")));
        var options = new CsvOptions { Inference = new ColumnInference() };
        var alone = Assert.Throws<VaeDataException>(() => Open([path], options)).Message;

        var told = ThreadGroup.Run(2, group => Assert.ThrowsAny<Exception>(() => Open([path], options with { Processes = group })).Message);

        Assert.Equal(alone, told[0]);
        Assert.Equal($"Process 0 of 2, on host 'host-0', ended with: {alone}", told[1]);
    }

    [Fact]
    public void Open_InProcessesThatHaveOtherTables_IsRefused()
    {
        string[] paths = [folder.Write("0.csv", "a,b\n1,2\n3,4\n"), folder.Write("1.csv", "a,c\n1,2\n3,4\n")];

        var told = ThreadGroup.Run(2, group => Assert.ThrowsAny<Exception>(() => Open([paths[group.Rank]], new CsvOptions { Inference = new ColumnInference(), Processes = group })).Message);

        Assert.All(told, message => Assert.Contains("has other columns here than in process 0; give all processes the same file.", message, StringComparison.Ordinal));
    }

    [Fact]
    public void Refused_OfShares_SaysWhatAWholePassSays()
    {
        var path = folder.Write("t.csv", new LongTable(34, 0.002).Write());
        var options = Options(InvalidRowHandling.Nan, 1);
        var source = Open([path], options);
        Read(source, null, out _);
        var alone = source.LastTally!.Refused("were left out", null)!.Message;

        var told = ThreadGroup.Run(3, group =>
        {
            var own = Open([path], options);
            Read(own, new RowShare(3, group.Rank, 1), out _);
            return own.LastTally!.Refused("were left out", group)!.Message;
        });

        Assert.Contains($"of {LongTable.Rows.ToString(CultureInfo.InvariantCulture)} rows hold a value that cannot be read and were left out", alone, StringComparison.Ordinal);
        Assert.All(told, message => Assert.Equal(alone, message));
    }

    private static TableRowSource Open(string[] paths, CsvOptions options) => (TableRowSource)RowSourceFactory.Open(paths, new RowSourceOptions { Csv = options });

    private static string Told(TableRowSource source) =>
        JsonSerializer.Serialize(new { source.Columns!.Columns, source.ColumnNames, source.Profile, source.RowCount, source.NormalRowCount, source.Warnings });

    private static string[] Read(TableRowSource source, RowShare? share, out string[] doubles)
    {
        var (floats, wide) = (new List<string>(), new List<string>());
        using (var reader = share is { } some ? source.OpenReader(some) : source.OpenReader())
        {
            var rows = new float[701 * source.ColumnCount];
            for (int read; (read = reader.Read(rows)) > 0;)
            {
                floats.AddRange(rows.Chunk(source.ColumnCount).Take(read).Select(row => string.Join(' ', row)));
            }
        }

        using (var reader = share is { } some ? source.OpenReader(some) : source.OpenReader())
        {
            var rows = new double[333 * source.ColumnCount];
            for (int read; (read = reader.Read(rows)) > 0;)
            {
                wide.AddRange(rows.Chunk(source.ColumnCount).Take(read).Select(row => string.Join(' ', row.Select(value => (float)value))));
            }
        }

        doubles = [.. wide];
        return [.. floats];
    }

    private static CsvOptions Options(InvalidRowHandling invalid, int threads) => LongTable.Options(invalid, threads) with { IgnoredColumns = ["label"] };
}
