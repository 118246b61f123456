using System.Globalization;
using Vae.Cli.Hosting;
using Vae.Core.Models;

namespace Vae.Cli.Tests;

/// <summary>Rows that count by a column of the file.</summary>
public sealed class WeightCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Train_RowsOfWeight0_AreLeftOut()
    {
        var weighted = Trained("weighted", i => i % 5 == 0 ? 0 : 1, "--weight", "w");
        var fewer = Trained("fewer", i => i % 5 == 0 ? -1 : 1, "--ignore", "w");

        Assert.Equal(fewer.Threshold, weighted.Threshold);
        Assert.Equal(fewer.Report.TrainingRows, weighted.Report.TrainingRows);
        Assert.Equal(["a", "b"], weighted.FeatureNames!);
    }

    [Fact]
    public void Score_Weights_CountInTheFiguresAndNotInTheScores()
    {
        Trained("m", _ => 1, "--weight", "w");
        var test = folder.Write("test.csv", "a,b,w,label\n" + string.Concat(Enumerable.Range(0, 40).Select(i => Line(i, i % 4 == 0 ? 0 : 3, i is 4 or 5 or 8 ? 1 : 0))));
        var once = folder.Write("once.csv", "a,b,w,label\n" + string.Concat(Enumerable.Range(0, 40).Where(i => i % 4 != 0).Select(i => Line(i, 1, i is 5 ? 1 : 0))));

        var weighted = CliRun.Of("score", "--model", folder["m.onnx"], "--data", test, "--label", "label", "--weight", "w", "--out", folder["s.csv"], "--json");
        var fewer = CliRun.Of("score", "--model", folder["m.onnx"], "--data", once, "--label", "label", "--ignore", "w", "--json");

        Assert.Equal(41, File.ReadLines(folder["s.csv"]).Count());
        Assert.Equal(fewer.Json.GetProperty("aucRoc").GetDouble(), weighted.Json.GetProperty("aucRoc").GetDouble(), 1e-12);
        Assert.Equal(fewer.Json.GetProperty("averagePrecision").GetDouble(), weighted.Json.GetProperty("averagePrecision").GetDouble(), 1e-12);
    }

    [Theory]
    [InlineData("-1", "as the weight of the row, a finite number was wanted, 0 or more: 0 leaves the row out, 2 counts it twice; correct it, or name another column (--weight).")]
    [InlineData("much", "found 'much' as the weight of the row")]
    public void Train_ValueThatIsNoWeight_ExitsWith3(string weight, string words)
    {
        var run = CliRun.Of("train", "--data", folder.Write("t.csv", "a,b,w,label\n1,2,1,0\n3,4," + weight + ",0\n5,7,1,0\n"), "--label", "label", "--weight", "w", "--out", folder["m.onnx"], "--quiet");

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("line 3, column 'w'", run.Error, StringComparison.Ordinal);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.Equal(["t.csv"], folder.Files);
    }

    private static string Line(int i, float weight, int label) =>
        string.Create(CultureInfo.InvariantCulture, $"{i * 37 % 41 * 0.25},{(i * 37 % 41 * 0.5) + (i * 7 % 11 * 0.01) + (label * 9)},{weight},{label}\n");

    private VaeModel Trained(string name, Func<int, float> weight, params string[] flags)
    {
        var data = folder.Write(name + ".csv", "a,b,w,label\n" + string.Concat(Enumerable.Range(0, 200).Where(i => weight(i) >= 0).Select(i => Line(i, weight(i), 0))));
        Assert.Equal(0, CliRun.Of(["train", "--data", data, "--label", "label", "--out", folder[name + ".onnx"], "--steps", "60", "--quiet", .. flags]).ExitCode);
        return VaeModel.Load(folder[name + ".onnx"]);
    }
}
