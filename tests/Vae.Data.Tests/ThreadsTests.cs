using System.Text;
using System.Text.Json;
using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>What several threads read is what one reads: rows, labels, findings, and errors by their words.</summary>
public sealed class ThreadsTests : IDisposable
{
    private static readonly JsonSerializerOptions WithInfinities = new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0.0, 2)]
    [InlineData(0.0005, 3)]
    [InlineData(0.02, 2)]
    [InlineData(0.3, 5)]
    public void Read_OnSeveralThreads_GivesWhatOneGives(double oddShare, int threads)
    {
        var path = folder.Write("t.csv", new LongTable(7, oddShare).Write());

        Assert.Equal(Read(path, Options(InvalidRowHandling.Nan, 1)), Read(path, Options(InvalidRowHandling.Nan, threads)));
    }

    [Fact]
    public void Read_OnSeveralThreadsWithMissingRefused_GivesWhatOneGives()
    {
        var path = folder.Write("t.csv", new LongTable(8, 0.01).Write());

        Assert.Equal(
            Read(path, Options(InvalidRowHandling.Nan, 1) with { RefusesMissing = true }),
            Read(path, Options(InvalidRowHandling.Nan, 4) with { RefusesMissing = true }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Read_OnSeveralThreadsWhereAValueIsAnError_StopsWhereOneStops(int seed)
    {
        var path = folder.Write("t.csv", new LongTable(seed, 0.00002 * seed).Write());

        Assert.Equal(Read(path, Options(InvalidRowHandling.Error, 1)), Read(path, Options(InvalidRowHandling.Error, 3)));
    }

    [Fact]
    public void Read_QuoteThatIsNeverClosedOnSeveralThreads_NamesItsLineBehindTheRowsBefore()
    {
        var lines = Enumerable.Range(0, 8000).Select(row => row == 6000 ? "1,\"2" : $"{row},2");
        var path = folder.Write("t.csv", "a,b\n" + string.Join('\n', lines));

        var found = Read(path, new CsvOptions { Threads = 2 });

        Assert.Equal(Read(path, new CsvOptions { Threads = 1 }), found);
        Assert.Contains($"'{path}', line 6002: ", found, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GzipThatIsCutShortOnSeveralThreads_SaysWhatOneSays()
    {
        var whole = DataFolder.Gzip(new LongTable(5, 0).Write());
        var path = folder.Write("t.csv.gz", whole[..^4000]);

        var found = Read(path, Options(InvalidRowHandling.Nan, 3)).Split('\n')[^1];

        Assert.EndsWith("Copy or download it again.", found, StringComparison.Ordinal);
        Assert.Equal(Read(path, Options(InvalidRowHandling.Nan, 1)).Split('\n')[^1], found);
    }

    [Fact]
    public void Read_LongLineOnSeveralThreads_IsRefusedByItsLength()
    {
        var path = folder.Write("t.csv", "a,b\n" + string.Join('\n', Enumerable.Repeat("1,2", 5000)) + "\n1," + new string('2', 3 << 20));

        var found = Read(path, new CsvOptions { Threads = 2, MaximumLineBytes = 1 << 20 });

        Assert.Contains("1048576 bytes", found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.0003)]
    [InlineData(0.05)]
    [InlineData(0.4)]
    public void Inference_OnSeveralThreads_FindsWhatOneFinds(double oddShare)
    {
        var path = folder.Write("t.csv", new LongTable(11, oddShare).Write());
        CsvOptions options = new() { LabelColumn = "label", NormalLabel = "0", InvalidRows = InvalidRowHandling.Nan, Inference = new ColumnInference { MaximumLevels = 5000 }, MissingTexts = ["x"] };

        Assert.Equal(Profile(path, options with { Threads = 1 }), Profile(path, options with { Threads = 3 }));
    }

    [Fact]
    public void Inference_Rows_AreCountedWithTheNormalOnes()
    {
        var path = folder.Write("t.csv", "a,label\n" + string.Concat(Enumerable.Range(0, 5000).Select(row => $"{row}.5,{row % 4}\n")));

        var counted = new CsvRowSource(path, new CsvOptions { LabelColumn = "label", Inference = new ColumnInference() });
        var plain = new CsvRowSource(path, new CsvOptions { LabelColumn = "label" });

        Assert.Equal((5000, 1250), (counted.RowCount, new NormalRowsSource(counted).RowCount));
        Assert.Equal((null, null), (plain.RowCount, new NormalRowsSource(plain).RowCount));
    }

    [Fact]
    public void Inference_TextsLongerThanABlockOfThem_AreCounted()
    {
        var levels = Enumerable.Range(0, 3).Select(level => new string((char)('a' + level), 70_000 + level)).ToArray();
        var path = folder.Write("t.csv", "x,text\n" + string.Join('\n', Enumerable.Range(0, 2500).Select(row => $"{row % 11}.5,{(row > 2400 ? levels[row % 3] : "short")}")));
        var options = new CsvOptions { IgnoredColumns = [], Inference = new ColumnInference() };

        Assert.Equal(Profile(path, options with { Threads = 1 }), Profile(path, options with { Threads = 2 }));
    }

    [Fact]
    public void Read_FilesOfOneTableOnSeveralThreads_GivesWhatOneGives()
    {
        string[] paths = [folder.Write("1.csv", new LongTable(21, 0.001).Write()), folder.Write("2.csv", new LongTable(22, 0.001).Write()), folder.Write("3.csv", "label,port,kind,d,c,b,a\n0,p1,tcp,1,2,3,x\n")];

        Assert.Equal(Read(paths, Options(InvalidRowHandling.Nan, 1)), Read(paths, Options(InvalidRowHandling.Nan, 3)));
    }

    [Fact]
    public void Read_SomeRowsAlone_LeavesTheOthers()
    {
        var path = folder.Write("t.csv", new LongTable(9, 0).Write());
        var rows = new float[3000 * 45];

        using (var reader = new CsvRowSource(path, Options(InvalidRowHandling.Nan, 3)).OpenReader())
        {
            Assert.Equal(3000, reader.Read(rows));
        }

        File.Delete(path);
    }

    [Fact]
    public void Constructor_NegativeThreads_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CsvRowSource(folder.Write("t.csv", "a\n1\n"), new CsvOptions { Threads = -1 }));

    private static CsvOptions Options(InvalidRowHandling invalid, int threads) => LongTable.Options(invalid, threads) with { LabelColumn = "label" };

    private static string Read(string path, CsvOptions options) => Read([path], options);

    /// <summary>All that a pass gives, as a text.</summary>
    private static string Read(string[] paths, CsvOptions options)
    {
        var read = new StringBuilder();
        var source = (TableRowSource)RowSourceFactory.Open(paths, new RowSourceOptions { Csv = options });
        var rows = new double[700 * source.ColumnCount];
        var labels = new float[700];
        try
        {
            using var reader = source.LabelName is null ? null : source.OpenLabelledReader();
            using var plain = reader is null ? source.OpenReader() : null;
            int count;
            while ((count = reader?.Read(rows, labels) ?? plain!.Read(rows)) > 0)
            {
                for (var row = 0; row < count; row++)
                {
                    read.AppendJoin(' ', rows.Skip(row * source.ColumnCount).Take(source.ColumnCount).Select(BitConverter.DoubleToInt64Bits)).Append(' ').Append(labels[row]).AppendLine();
                }
            }

            read.AppendJoin('\n', source.LastTally!.Warnings().Select(warning => warning.Message)).AppendLine();
            read.Append(JsonSerializer.Serialize(source.LastTally));
        }
        catch (VaeDataException error)
        {
            read.Append(error.Message);
        }

        return read.ToString();
    }

    private static string Profile(string path, CsvOptions options)
    {
        var found = RowSourceFactory.Inspect(path, new RowSourceOptions { Csv = options });
        return JsonSerializer.Serialize(found, WithInfinities);
    }
}
