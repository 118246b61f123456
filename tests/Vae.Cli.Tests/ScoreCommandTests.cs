using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Vae.Cli.Hosting;
using Vae.Core;
using Vae.Core.Models;

namespace Vae.Cli.Tests;

public sealed class ScoreCommandTests : IDisposable
{
    private const int Rows = 300;

    private static readonly string[] FieldsWithLabels =
    [
        "rows", "meanNegativeElbo", "anomalies", "aucRoc", "averagePrecision", "aucRocOfNorm", "threshold", "flagged", "precision", "recall",
        "flaggedRate", "flaggedRateLower", "flaggedRateUpper",
        "activeUnits", "rowsPerSecond", "warnings",
    ];

    private static readonly string[] FieldsWithoutLabels = ["rows", "meanNegativeElbo", "threshold", "flagged", "activeUnits", "rowsPerSecond", "warnings"];

    private readonly TemporaryFolder folder = new();
    private readonly string data;
    private readonly string model;

    public ScoreCommandTests()
    {
        data = folder.WriteTable("t.csv", Rows);
        model = folder["m"];
        var run = CliRun.Of("train", "--data", data, "--label", "label", "--normal-only", "--out", model, "--steps", "200", "--quiet");
        Assert.True(run.ExitCode == 0, run.Error);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Score_WithLabels_PrintsHowGoodTheScoresAre()
    {
        var json = CliRun.Of("score", "--model", model, "--data", data, "--label", "label", "--json");

        Assert.Equal(FieldsWithLabels, json.JsonFields);
        Assert.Equal(Rows, json.Json.GetProperty("rows").GetInt32());
        Assert.Equal(Rows / 10, json.Json.GetProperty("anomalies").GetInt32());
        Assert.InRange(json.Json.GetProperty("aucRoc").GetDouble(), 0.99, 1);
        Assert.InRange(json.Json.GetProperty("averagePrecision").GetDouble(), 0.95, 1);
        Assert.InRange(json.Json.GetProperty("aucRocOfNorm").GetDouble(), 0.5, 1);
        Assert.Equal(1, json.Json.GetProperty("recall").GetDouble());
        Assert.True(double.IsFinite(json.Json.GetProperty("meanNegativeElbo").GetDouble()));
    }

    [Fact]
    public void Score_WithoutLabels_LeavesTheirFieldsOut()
    {
        var run = CliRun.Of("score", "--model", model, "--data", data, "--ignore", "label", "--json");

        Assert.Equal(FieldsWithoutLabels, run.JsonFields);
    }

    [Fact]
    public void Score_NllSamples_PrintsTheEstimateBelowTheBound()
    {
        var run = CliRun.Of("score", "--model", model, "--data", data, "--ignore", "label", "--nll-samples", "200", "--json");

        Assert.Equal(["rows", "meanNegativeElbo", "meanImportanceWeightedNll", "threshold", "flagged", "activeUnits", "rowsPerSecond", "warnings"], run.JsonFields);
        Assert.True(run.Json.GetProperty("meanImportanceWeightedNll").GetDouble() < run.Json.GetProperty("meanNegativeElbo").GetDouble());
    }

    [Fact]
    public void S1_Score_PlainAutoencoder_HasNoBound()
    {
        var model = folder["ae"];
        var trained = CliRun.Of(
            "train", "--data", data, "--label", "label", "--out", model, "--steps", "20", "--objective", "autoencoder", "--corruption", "gaussian:0.2", "--json");

        var run = CliRun.Of("score", "--model", model, "--data", data, "--label", "label", "--json");
        var nll = CliRun.Of("score", "--model", model, "--data", data, "--label", "label", "--nll-samples", "0");
        var refused = CliRun.Of("score", "--model", model, "--data", data, "--label", "label", "--nll-samples", "5");

        Assert.Equal(0, trained.Json.GetProperty("kl").GetDouble());
        Assert.Equal(JsonValueKind.Null, run.Json.GetProperty("meanNegativeElbo").ValueKind);
        Assert.Equal((ExitCodes.Usage, ExitCodes.Usage), (nll.ExitCode, refused.ExitCode));
        Assert.Contains("--nll-samples is 0 but must be 1 or more", nll.Error, StringComparison.Ordinal);
        Assert.Contains("the model is a plain autoencoder, which has none", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_Out_HasOneLineARowThatAgreesWithTheFigures()
    {
        var run = CliRun.Of("score", "--model", this.model, "--data", data, "--label", "label", "--out", folder["s.csv"], "--json");

        var lines = File.ReadAllLines(folder["s.csv"]);
        Assert.Equal("row,score,isAnomaly,label", lines[0]);
        Assert.Equal(Rows + 1, lines.Length);
        var threshold = run.Json.GetProperty("threshold").GetSingle();
        var model = VaeModel.Load(this.model);
        var source = File.ReadAllLines(data);
        var flagged = 0;
        for (var row = 0; row < Rows; row++)
        {
            var fields = lines[row + 1].Split(',');
            var values = source[row + 1].Split(',').Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            var score = new float[1];
            model.Score(values.AsSpan(0, 3), score);
            Assert.Equal(row.ToString(CultureInfo.InvariantCulture), fields[0]);
            Assert.Equal(score[0], float.Parse(fields[1], CultureInfo.InvariantCulture), Math.Abs(score[0]) * 1e-4f);
            Assert.Equal(float.Parse(fields[1], CultureInfo.InvariantCulture) > threshold ? "1" : "0", fields[2]);
            Assert.Equal(row % 10 == 9 ? "1" : "0", fields[3]);
            flagged += fields[2] == "1" ? 1 : 0;
        }

        Assert.Equal(flagged, run.Json.GetProperty("flagged").GetInt32());
    }

    [Fact]
    public void Score_OutEndsInGz_IsTheSameFileCompressed()
    {
        CliRun.Of("score", "--model", model, "--data", data, "--ignore", "label", "--out", folder["s.csv"]);
        CliRun.Of("score", "--model", model, "--data", data, "--ignore", "label", "--out", folder["s.csv.gz"]);

        using var reader = new StreamReader(new GZipStream(File.OpenRead(folder["s.csv.gz"]), CompressionMode.Decompress));
        var text = reader.ReadToEnd();
        Assert.StartsWith("row,score,isAnomaly\n", text, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(folder["s.csv"]), text);
    }

    [Fact]
    public void Score_Threshold_ReplacesTheModels()
    {
        var run = CliRun.Of("score", "--model", model, "--data", data, "--label", "label", "--threshold", "-1", "--json");

        Assert.Equal(-1, run.Json.GetProperty("threshold").GetDouble());
        Assert.Equal(Rows, run.Json.GetProperty("flagged").GetInt32());
        Assert.Equal(0.1, run.Json.GetProperty("precision").GetDouble(), 1e-9);
    }

    [Fact]
    public void Score_AnyNumberOfThreads_GivesTheSameFile()
    {
        CliRun.Of("score", "--model", model, "--data", data, "--label", "label", "--threads", "1", "--out", folder["1.csv"]);
        CliRun.Of("score", "--model", model, "--data", data, "--label", "label", "--threads", "3", "--out", folder["3.csv"]);

        Assert.Equal(File.ReadAllText(folder["1.csv"]), File.ReadAllText(folder["3.csv"]));
    }

    [Fact]
    public void Score_RowWithAMissingValue_HasNoScoreAndASayInNoFigure()
    {
        var data = folder.Write("holes.csv", File.ReadAllText(this.data) + "1,,3,1\nNaN,2,3,0\n");

        var run = CliRun.Of("score", "--model", model, "--data", data, "--label", "label", "--out", folder["s.csv"], "--json");

        Assert.Contains("warning: 2 of 302 rows hold a missing value or an infinity and have no score.", run.Error, StringComparison.Ordinal);
        Assert.Equal(Rows + 2, run.Json.GetProperty("rows").GetInt32());
        Assert.InRange(run.Json.GetProperty("aucRoc").GetDouble(), 0.99, 1);
        Assert.Equal(["300,NaN,0,1", "301,NaN,0,0"], File.ReadAllLines(folder["s.csv"])[^2..]);
    }

    [Fact]
    public void Score_NoAnomalies_SaysSoAndLeavesTheAreasNull()
    {
        var normal = File.ReadAllLines(this.data).Where(line => !line.EndsWith(",1", StringComparison.Ordinal));
        var data = folder.Write("normal.csv", string.Join('\n', normal));

        var run = CliRun.Of("score", "--model", model, "--data", data, "--label", "label", "--json");

        Assert.Contains("0 of 270 scored rows are anomalies", run.Error, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, run.Json.GetProperty("aucRoc").ValueKind);
        Assert.Equal(JsonValueKind.Null, run.Json.GetProperty("recall").ValueKind);
        Assert.Equal(FieldsWithLabels, run.JsonFields);
    }

    [Fact]
    public void Score_Shuttle_BeatsTheNormByFar()
    {
        var model = folder["shuttle"];
        CliRun.Of("train", "--data", Datasets.Shuttle, "--label", "label", "--normal-only", "--out", model, "--steps", "400", "--quiet");

        var run = CliRun.Of("score", "--model", model, "--data", Datasets.Shuttle, "--label", "label", "--json");

        Assert.Equal(49097, run.Json.GetProperty("rows").GetInt32());
        Assert.Equal(3511, run.Json.GetProperty("anomalies").GetInt32());
        Assert.InRange(run.Json.GetProperty("aucRoc").GetDouble(), run.Json.GetProperty("aucRocOfNorm").GetDouble() + 0.002, 1);
    }

    [Fact]
    public void Score_ColumnsInAnotherOrderAndMore_AreTakenByName()
    {
        var ordered = CliRun.Of("score", "--model", model, "--data", folder.Write("u.csv", "a,b,c\n2,1,3\n"), "--out", folder["u.out"]);
        var other = CliRun.Of("score", "--model", model, "--data", folder.Write("v.csv", "b,d,a,c\n1,x,2,3\n"), "--out", folder["v.out"]);

        Assert.Equal((ExitCodes.Success, ExitCodes.Success), (ordered.ExitCode, other.ExitCode));
        Assert.Equal(File.ReadAllText(folder["u.out"]), File.ReadAllText(folder["v.out"]));
        Assert.DoesNotContain("no column of the model", ordered.Error, StringComparison.Ordinal);
        Assert.Contains("warning: '" + folder["v.csv"] + "': 'd' is no column of the model and is left out", other.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "has no column 'c', which the model was trained on")]
    [InlineData("1,2\n3,4\n", "has 2 columns of features but 3 were wanted;")]
    public void Score_OtherColumns_NamesThem(string table, string words)
    {
        var run = CliRun.Of("score", "--model", model, "--data", folder.Write("u.csv", table));

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_Rows_WritesTheCodesOfTheModel()
    {
        var run = CliRun.Of("encode", "--model", model, "--data", data, "--label", "label", "--out", folder["z.csv"], "--json");

        Assert.Equal(["rows", "latentDimension", "features", "rowsPerSecond", "warnings"], run.JsonFields);
        var lines = File.ReadAllLines(folder["z.csv"]);
        Assert.Equal("z0,z1,z2,label", lines[0]);
        Assert.Equal(Rows + 1, lines.Length);
        var row = File.ReadAllLines(data)[1].Split(',').Take(3).Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var code = new float[3];
        VaeModel.Load(model).Encode(row, code);
        var written = lines[1].Split(',').Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        Assert.All(code.Zip(written), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.Equal(0, written[3]);
    }

    [Theory]
    [InlineData("mean-and-log-variance", FeatureKind.MeanAndLogVariance, "z0,z1,z2,logvar0,logvar1,logvar2")]
    [InlineData("hidden", FeatureKind.Hidden, "h0,h1,h2,h3,h4")]
    public void S9_Encode_OtherKindOfFeatures_WritesThem(string name, FeatureKind kind, string header)
    {
        var model = folder["k.onnx"];
        Assert.Equal(0, CliRun.Of("train", "--data", data, "--label", "label", "--out", model, "--hidden", "7,5", "--steps", "3", "--quiet").ExitCode);

        var run = CliRun.Of("encode", "--model", model, "--data", data, "--label", "label", "--features", name, "--out", folder["k.csv"], "--json");

        var lines = File.ReadAllLines(folder["k.csv"]);
        Assert.Equal(header + ",label", lines[0]);
        var row = File.ReadAllLines(data)[1].Split(',').Take(3).Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var expected = new float[run.Json.GetProperty("features").GetInt32()];
        VaeModel.Load(model).Encode(row, kind, expected);
        var written = lines[1].Split(',').Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        Assert.All(expected.Zip(written), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.Equal(expected.Length + 1, written.Length);
    }

    [Fact]
    public void S9_Encode_FeaturesThatTheModelHasNot_AreRefused()
    {
        var model = folder["k.onnx"];
        Assert.Equal(0, CliRun.Of("train", "--data", data, "--out", model, "--hidden", "none", "--objective", "autoencoder", "--steps", "3", "--quiet").ExitCode);

        foreach (var (kind, words) in new[] { ("hidden", "has no hidden layer"), ("mean-and-log-variance", "is a plain autoencoder") })
        {
            var run = CliRun.Of("encode", "--model", model, "--data", data, "--features", kind, "--out", folder["k.csv"]);

            Assert.Equal(ExitCodes.Usage, run.ExitCode);
            Assert.Contains(words, run.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(folder["k.csv"]));
        }
    }

    [Fact]
    public void Encode_OutEndsInGz_IsCompressedAndLeavesOutTheLabelThatWasNotNamed()
    {
        Assert.Equal(0, CliRun.Of("encode", "--model", model, "--data", data, "--ignore", "label", "--out", folder["z.csv.gz"]).ExitCode);

        using var reader = new StreamReader(new GZipStream(File.OpenRead(folder["z.csv.gz"]), CompressionMode.Decompress));
        Assert.Equal("z0,z1,z2", reader.ReadLine());
    }
}
