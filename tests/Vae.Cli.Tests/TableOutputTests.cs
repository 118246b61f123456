using System.Globalization;
using System.IO.Compression;
using System.Text;
using ParquetSharp;
using Vae.Cli.Hosting;
using Vae.Core.Data;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Cli.Tests;

/// <summary>Tables are written as CSV or Parquet by the ending of their name, compressed where it says so, or to the standard output.</summary>
public sealed class TableOutputTests : IClassFixture<TableOutputTests.TrainedModel>, IDisposable
{
    private readonly TrainedModel trained;
    private readonly TemporaryFolder folder = new();

    public TableOutputTests(TrainedModel trained) => this.trained = trained;

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Commands => [.. TrainedModel.Commands.Keys];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Out_EveryFormat_HoldsTheSameTable(string command)
    {
        var csv = Run(command, "t.csv");

        Assert.Equal(csv, Run(command, "t.csv.gz"));
        Assert.Equal(csv, Run(command, "t.csv.zst"));
        Assert.Equal(csv, Run(command, "t.parquet"));
        Assert.Equal(csv, Run(command, "t.tsv"));
        Assert.Contains('\t', File.ReadLines(folder["t.tsv"]).First());
        using var gzip = new GZipStream(File.OpenRead(folder["t.csv.gz"]), CompressionMode.Decompress);
        Assert.Equal(File.ReadAllBytes(folder["t.csv"]), All(gzip));
        using var zstandard = new ZstdSharp.DecompressionStream(File.OpenRead(folder["t.csv.zst"]));
        Assert.Equal(File.ReadAllBytes(folder["t.csv"]), All(zstandard));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Out_StandardOutput_HoldsTheRowsAndNothingElse(string command)
    {
        Run(command, "t.csv");
        var rows = new MemoryStream();
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = VaeApplication.Run([.. trained.Arguments(command), "--out", "-"], new CliEnvironment { Output = output, Error = error, OpenStandardOutput = () => rows });

        Assert.Equal(0, code);
        Assert.Equal(File.ReadAllBytes(folder["t.csv"]), rows.ToArray());
        Assert.Empty(output.ToString());
        Assert.Matches("(?m)^rows ", error.ToString());
    }

    [Fact]
    public void Out_ParquetOfScores_IsReadByTheLibraryOfOthers()
    {
        Run("score", "t.parquet");
        var lines = Lines("score");

        using var file = new ParquetFileReader(folder["t.parquet"]);
        using var group = file.RowGroup(0);

        Assert.Equal(["row", "score", "isAnomaly", "probability", "label"], Enumerable.Range(0, 5).Select(i => file.FileMetaData.Schema.Column(i).Name));
        Assert.Equal([PhysicalType.Int64, PhysicalType.Float, PhysicalType.Boolean, PhysicalType.Float, PhysicalType.Float], Enumerable.Range(0, 5).Select(i => file.FileMetaData.Schema.Column(i).PhysicalType));
        Assert.Equal(lines.Select(line => (long?)long.Parse(line[0], CultureInfo.InvariantCulture)), Read<long?>(group, 0));
        Assert.Equal(lines.Select(line => Number(line[1])), Read<float?>(group, 1));
        Assert.Equal(lines.Select(line => (bool?)(line[2] == "1")), Read<bool?>(group, 2));
        Assert.Equal(lines.Select(line => Number(line[4])), Read<float?>(group, 4));
        Assert.Contains(null, Read<float?>(group, 1)); // a row without a score
    }

    [Fact]
    public void Out_ParquetOfATable_HasTextsTruthAndDoubles()
    {
        Run("impute", "t.parquet");
        var lines = Lines("impute");

        using var file = new ParquetFileReader(folder["t.parquet"]);
        using var group = file.RowGroup(0);

        Assert.Equal(["a", "b", "name, quoted", "truth", "label"], Enumerable.Range(0, 5).Select(i => file.FileMetaData.Schema.Column(i).Name));
        Assert.Equal([PhysicalType.Double, PhysicalType.Double, PhysicalType.ByteArray, PhysicalType.Boolean, PhysicalType.Double], Enumerable.Range(0, 5).Select(i => file.FileMetaData.Schema.Column(i).PhysicalType));
        Assert.Equal(lines.Select(line => line[0].Length == 0 ? (double?)null : double.Parse(line[0], CultureInfo.InvariantCulture)), Read<double?>(group, 0));
        Assert.Equal(["tcp", "caf\u00E9", "d\"p"], Read<string?>(group, 2).Take(3));
        Assert.Equal(lines.Select(line => line[3].Length == 0 ? (bool?)null : bool.Parse(line[3])), Read<bool?>(group, 3));
        Assert.Null(Read<double?>(group, 0)[^1]); // a row of which nothing is known
    }

    [Fact]
    public void Out_ParquetCompressedOnceMore_IsRefused()
    {
        var run = CliRun.Of([.. trained.Arguments("score"), "--out", folder["t.parquet.gz"]]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("Parquet is compressed within; leave out '.gz'", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("t.csv.zst")]
    [InlineData("t.parquet")]
    [InlineData("-")]
    public void Out_AnErrorOnTheWay_LeavesNothingBehind(string name)
    {
        var data = folder.Write("x.csv", "a,b,\"name, quoted\",truth,label\n" + string.Concat(Enumerable.Repeat("0.5,0.5,tcp,1,0\n", 20)) + "0.5,abc,tcp,1,0\n");
        var rows = new MemoryStream();
        using var error = new StringWriter();
        using var output = new StringWriter();

        var code = VaeApplication.Run(
            ["score", "--model", trained.Model, "--data", data, "--label", "label", "--invalid-rows", "error", "--out", name == "-" ? name : folder[name]],
            new CliEnvironment { Output = output, Error = error, OpenStandardOutput = () => rows });

        Assert.Equal(ExitCodes.Data, code);
        Assert.Equal(["x.csv"], folder.Files);
        Assert.Equal(0, rows.Length);
    }

    [Fact]
    public void Out_ManyRowsOfParquet_AreSeveralRowGroups()
    {
        Assert.Equal(0, CliRun.Of("sample", "--model", trained.Model, "--count", "300000", "--out", folder["t.parquet"]).ExitCode);

        using var file = new ParquetFileReader(folder["t.parquet"]);
        Assert.True(file.FileMetaData.NumRowGroups > 1);
        Assert.Equal(300_000, file.FileMetaData.NumRows);
        Assert.Equal(300_000, RowSourceFactory.Open(folder["t.parquet"], new RowSourceOptions { Inference = new ColumnInference() }).RowCount);
    }

    private static float? Number(string text) => text is "" or "NaN" ? null : float.Parse(text, CultureInfo.InvariantCulture);

    private static T[] Read<T>(RowGroupReader group, int column)
    {
        using var reader = group.Column(column).LogicalReader<T>();
        return reader.ReadAll((int)group.MetaData.NumRows);
    }

    private static byte[] All(Stream stream)
    {
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }

    /// <summary>Runs a command and reads the table back: the texts of every row and, missing ones alike, all numbers.</summary>
    private string[] Run(string command, string name)
    {
        var run = CliRun.Of([.. trained.Arguments(command), "--out", folder[name]]);
        Assert.True(run.ExitCode == 0, run.Error);
        var source = RowSourceFactory.Open(folder[name], new RowSourceOptions { Inference = new ColumnInference { Kinds = command == "score" ? new Dictionary<string, ColumnKind> { ["isAnomaly"] = ColumnKind.Binary } : [] } });
        var rows = new List<string> { string.Join('|', source.ColumnNames!) };
        var row = new float[source.ColumnCount];
        using var reader = source.OpenReader();
        while (reader.Read(row.AsSpan()) > 0)
        {
            rows.Add(string.Join('|', row.Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
        }

        return [.. rows];
    }

    private string[][] Lines(string command)
    {
        Run(command, "lines.csv");
        return [.. File.ReadAllLines(folder["lines.csv"]).Skip(1).Select(line => line.Replace("\"d\"\"p\"", "d", StringComparison.Ordinal).Split(','))];
    }

    /// <summary>A model of numbers, texts and truth values, of which some are missing.</summary>
    public sealed class TrainedModel : IDisposable
    {
        public static readonly Dictionary<string, string> Commands = new()
        {
            ["score"] = "score --data DATA --label label --probability",
            ["encode"] = "encode --data DATA --label label",
            ["impute"] = "impute --data DATA --label label",
            ["sample"] = "sample --count 50 --codes",
            ["reconstruct"] = "reconstruct --data DATA --label label --count 5",
            ["interpolate"] = "interpolate --data DATA --label label --rows 0,3",
            ["traverse"] = "traverse --dimension 0",
        };

        private readonly TemporaryFolder folder = new();

        public TrainedModel()
        {
            var random = new Random(1);
            var text = new StringBuilder("a,b,\"name, quoted\",truth,label\n");
            string[] names = ["tcp", "caf\u00E9", "\"d\"\"p\""];
            for (var i = 0; i < 200; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{random.NextDouble():F3},{(i % 11 == 4 ? "" : (3 * random.NextDouble()).ToString("F3", CultureInfo.InvariantCulture))},{names[i % 3]},{(i % 2 == 0 ? "true" : "false")},{(i % 7 == 5 ? "" : i % 10 == 9 ? "1" : "0")}\n");
            }

            Data = folder.Write("x.csv", text.Append(",,,,\n").ToString());
            var run = CliRun.Of("train", "--data", Data, "--label", "label", "--missing", "observed", "--invalid-rows", "skip", "--steps", "30", "--latent", "3", "--quiet", "--out", Model);
            Assert.True(run.ExitCode == 0, run.Error);
        }

        public string Data { get; }

        public string Model => folder["m.onnx"];

        public string[] Arguments(string command)
        {
            var words = Commands[command].Replace("DATA", Data, StringComparison.Ordinal).Split(' ');
            return [words[0], "--model", Model, .. words[1..]];
        }

        public void Dispose() => folder.Dispose();
    }
}
