using System.Globalization;
using Vae.Cli.Hosting;

namespace Vae.Cli.Tests;

/// <summary>What scoring and training say of rows that are not as they should be.</summary>
public sealed class ScoringWarningTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0, false)]
    [InlineData(4, true)]
    public void Score_RowsElsewhere_SaysThatFarMoreAreFlaggedThanPromised(double shift, bool warns)
    {
        var model = Trained("x.csv");
        var later = Write("later.csv", 500, 2, shift, label: null);

        var run = CliRun.Of("score", "--model", model, "--data", later);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(warns, run.Error.Contains("rows are flagged, where", StringComparison.Ordinal));
    }

    [Fact]
    public void Score_OneBadCellAndOneMissing_AreCountedOnceEach()
    {
        var model = Trained("x.csv");
        var names = File.ReadLines(folder["x.csv"]).First();
        var width = names.Count(character => character == ',');
        var later = folder.Write("later.csv", names + "\n" + string.Concat(new[] { "0.5", "abc", "", "0.5" }.Select(first => first + string.Concat(Enumerable.Repeat(",0.5", width)) + "\n")));

        var run = CliRun.Of("score", "--model", model, "--data", later);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("warning: 1 of 4 rows hold a missing value or an infinity and have no score.", Assert.Single(run.Error.Split('\n'), line => line.Contains("missing value", StringComparison.Ordinal)));
        Assert.StartsWith("warning: 1 of 4 rows hold a value that cannot be read and have no score", Assert.Single(run.Error.Split('\n'), line => line.Contains("cannot be read", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1", "--count", "a")]
    [InlineData("1e39")]
    [InlineData("abc")]
    public void Train_InvalidRowsSkipped_SaysOnceWhichWereLeftOutAndWhy(string bad, params string[] flags)
    {
        var data = folder.WriteTable("t.csv", 100);
        File.WriteAllLines(data, File.ReadAllLines(data).Select((line, i) => i == 40 ? bad + line[line.IndexOf(',', StringComparison.Ordinal)..] : line));

        var run = CliRun.Of(["train", "--data", data, "--label", "label", "--invalid-rows", "skip", "--steps", "20", "--quiet", "--out", folder["m"], .. flags]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"line 41, column 'a' (number 1): found '{bad}'", Assert.Single(run.Error.Split('\n'), line => line.Contains("found '", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("warning: 1 row was left out for a missing value, an infinity, or a value that cannot be read.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compare")]
    [InlineData("threshold", "--false-positive-rate", "0.1", "--out", "OUT")]
    [InlineData("explain")]
    public void AnyCommand_RowsOfWhichNoneCanBeRead_SaysWhyBeforeTheError(string command, params string[] flags)
    {
        var model = Trained("x.csv");
        var names = File.ReadLines(folder["x.csv"]).First();
        var later = folder.Write("later.csv", names + "\n" + string.Concat(Enumerable.Repeat("\"0,5\"" + string.Concat(Enumerable.Repeat(",0.5", names.Count(character => character == ','))) + "\n", 20)));

        var run = CliRun.Of([command, "--model", model, "--data", later, .. flags.Select(flag => flag == "OUT" ? folder["m2"] : flag)]);

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("numbers with a decimal comma, as this looks, are not read: say so (--decimal ,)", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_OneBadCell_IsCountedOnce()
    {
        var model = Trained("x.csv");
        var names = File.ReadLines(folder["x.csv"]).First();
        var later = folder.Write("later.csv", names + "\nabc" + string.Concat(Enumerable.Repeat(",0.5", names.Count(character => character == ','))) + "\n");

        Assert.DoesNotContain("missing value", CliRun.Of("score", "--model", model, "--data", later).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("threshold", "--best-f1")]
    [InlineData("calibrate")]
    public void ThresholdAndCalibrate_TheMinorityTakenForNormal_SaySoAsScoreDoes(string command, params string[] flags)
    {
        var data = folder.WriteTable("t.csv", 200);
        Assert.Equal(0, CliRun.Of("train", "--data", data, "--label", "label", "--steps", "50", "--quiet", "--out", folder["m"]).ExitCode);

        var run = CliRun.Of([command, "--model", folder["m"], "--data", data, "--label", "label", "--normal-label", "1", "--out", folder["m2"], .. flags]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("warning: Label 0, the normal one, is 20 of 200 rows; if another is normal, say so (--normal-label).", run.Error, StringComparison.Ordinal);
        Assert.Contains("warning: The area under ROC is 0.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void EncodeAndScore_CollapsedModel_BothSaySo()
    {
        var model = Trained("x.csv", "--beta", "1000");

        foreach (var run in new[]
        {
            CliRun.Of("encode", "--model", model, "--data", folder["x.csv"], "--out", folder["z.csv"]),
            CliRun.Of("score", "--model", model, "--data", folder["x.csv"]),
        })
        {
            Assert.Equal(0, run.ExitCode);
            Assert.Contains("None of the model's latent dimensions carries information", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Train_IndependentColumns_SaysThatThereIsNothingToLearnAndNotThatItCollapsed()
    {
        var data = Write("x.csv", 400, 1, 0, label: null);

        var run = CliRun.Of("train", "--data", data, "--out", folder["m"], "--steps", "100", "--beta", "1000", "--quiet");

        Assert.Contains("nothing to learn", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("has collapsed", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_NormalOnlyOfAnomaliesAlone_SaysThatNoRowHasLabelZero()
    {
        var data = Write("x.csv", 60, 1, 0, label: "1");

        var run = CliRun.Of("train", "--data", data, "--label", "label", "--normal-only", "--out", folder["m"], "--steps", "10", "--quiet");

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("no row has the label 0 of normal rows", run.Error, StringComparison.Ordinal);
    }

    private string Trained(string name, params string[] more)
    {
        var data = Write(name, 600, 1, 0, label: null);
        var run = CliRun.Of(["train", "--data", data, "--out", folder["m"], "--steps", "100", "--quiet", .. more]);
        Assert.True(run.ExitCode == 0, run.Error);
        return folder["m"];
    }

    private string Write(string name, int rows, int seed, double shift, string? label)
    {
        var random = new Random(seed);
        using var writer = new StreamWriter(folder[name]);
        writer.WriteLine("a,b,c" + (label is null ? "" : ",label"));
        for (var i = 0; i < rows; i++)
        {
            var values = Enumerable.Range(0, 3).Select(_ => (random.NextDouble() + random.NextDouble() + random.NextDouble() + shift).ToString("F4", CultureInfo.InvariantCulture));
            writer.WriteLine(string.Join(',', values) + (label is null ? "" : "," + label));
        }

        return folder[name];
    }
}
