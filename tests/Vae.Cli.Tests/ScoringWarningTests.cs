using System.Globalization;

namespace Vae.Cli.Tests;

/// <summary>What scoring and training say of rows that are not as they should be.</summary>
public sealed class ScoringWarningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

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
    public void EncodeAndScore_CollapsedModel_BothSaySo()
    {
        var model = Trained("x.csv", "--beta", "1000");

        foreach (var run in new[]
        {
            CliRun.Of("encode", "--model", model, "--data", _folder["x.csv"], "--out", _folder["z.csv"]),
            CliRun.Of("score", "--model", model, "--data", _folder["x.csv"]),
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

        var run = CliRun.Of("train", "--data", data, "--out", _folder["m"], "--steps", "100", "--beta", "1000", "--quiet");

        Assert.Contains("nothing to learn", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("has collapsed", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_NormalOnlyOfAnomaliesAlone_SaysThatNoRowHasLabelZero()
    {
        var data = Write("x.csv", 60, 1, 0, label: "1");

        var run = CliRun.Of("train", "--data", data, "--label", "label", "--normal-only", "--out", _folder["m"], "--steps", "10", "--quiet");

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("No row has label 0", run.Error, StringComparison.Ordinal);
    }

    private string Trained(string name, params string[] more)
    {
        var data = Write(name, 600, 1, 0, label: null);
        var run = CliRun.Of(["train", "--data", data, "--out", _folder["m"], "--steps", "100", "--quiet", .. more]);
        Assert.True(run.ExitCode == 0, run.Error);
        return _folder["m"];
    }

    private string Write(string name, int rows, int seed, double shift, string? label)
    {
        var random = new Random(seed);
        using var writer = new StreamWriter(_folder[name]);
        writer.WriteLine("a,b,c" + (label is null ? "" : ",label"));
        for (var i = 0; i < rows; i++)
        {
            var values = Enumerable.Range(0, 3).Select(_ => (random.NextDouble() + random.NextDouble() + random.NextDouble() + shift).ToString("F4", CultureInfo.InvariantCulture));
            writer.WriteLine(string.Join(',', values) + (label is null ? "" : "," + label));
        }

        return _folder[name];
    }
}
