using System.Globalization;
using System.Text;

namespace Vae.Cli.Tests;

/// <summary>Columns whose values differ in digits that 32-bit floats do not have, and columns of one value.</summary>
public sealed class OffsetColumnTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Score_UnixTimeAYearLater_IsFlagged() => Assert.Equal(
        ["0", "1"],
        Flags(Table(600, "t,x", (i, x) => $"{1732780800 + i},{x:F4}"), "t,x\n1732780900,0.5\n1764316800,0.5\n"));

    [Fact]
    public void Score_PressureOutOfItsFewHundredths_IsFlagged() => Assert.Equal(
        ["0", "1", "1"],
        Flags(Table(600, "p,x", (i, x) => $"{101325 + (0.04 * ((i * 37) % 600) / 600):F4},{x:F4}"), "p,x\n101325.02,0.5\n101425,0.5\n111325,0.5\n"));

    [Fact]
    public void Score_StationaryCoordinatesFiveDegreesOff_AreFlagged() => Assert.Equal(
        ["0", "1", "1"],
        Flags(
            Table(600, "lat,lon,x", (i, x) => $"{52.52 + (1e-6 * (i % 11)):F7},{13.405 + (1e-6 * (i % 7)):F7},{x:F4}"),
            "lat,lon,x\n52.520005,13.405003,0.5\n57.520005,13.405003,0.5\n52.520005,18.405003,0.5\n"));

    [Fact]
    public void Explain_ConstantThatMoved_NamesIt()
    {
        var model = Train(Table(500, "a,b,k", (i, x) => $"{x:F4},{1 - x:F4},1000000"));
        var rows = folder.Write("q.csv", "a,b,k\n0.5,0.5,1000000\n0.5,0.5,1000100\n0.5,0.5,1100000\n");

        var run = CliRun.Of("explain", "--model", model, "--data", rows, "--rows", "1,2", "--features", "1");

        Assert.Contains("k is 1000100, constantly 1000000 in training", run.Output, StringComparison.Ordinal);
        Assert.Contains("k is 1100000, constantly 1000000 in training", run.Output, StringComparison.Ordinal);
        Assert.Equal(["0", "1", "1"], Flags(model, rows));
    }

    [Fact]
    public void Impute_DatesAsNumbers_StayAsTheyWere()
    {
        var model = Train(Table(600, "d,x,y", (i, x) => $"{20200101 + (i % 31)},{x:F4},{2 * x:F4}"), "--missing", "observed");
        var rows = folder.Write("q.csv", "d,x,y\n20200103,0.5,\n,0.5,1\n20200104,,1\n");

        var run = CliRun.Of("impute", "--model", model, "--data", rows, "--out", folder["filled.csv"]);

        Assert.True(run.ExitCode == 0, run.Error);
        var filled = File.ReadAllLines(folder["filled.csv"]).Skip(1).Select(line => line.Split(',')).ToArray();
        Assert.Equal("20200103", filled[0][0]);
        Assert.Equal("20200104", filled[2][0]);
        Assert.InRange(double.Parse(filled[1][0], CultureInfo.InvariantCulture), 20200090, 20200142);
        Assert.True(filled[1][0].Length <= 16, filled[1][0]);
    }

    [Fact]
    public void Reconstruct_AndSample_ColumnWithAnOffset_KeepItsDigits()
    {
        var data = Table(600, "t,x", (i, x) => $"{1732780800 + i},{x:F4}");
        var model = Train(data);

        foreach (var arguments in new[] { new[] { "reconstruct", "--data", data }, ["sample"], ["traverse"], ["interpolate", "--data", data, "--rows", "1,2"] })
        {
            var run = CliRun.Of([.. arguments, "--model", model, "--out", folder["made.csv"]]);
            Assert.True(run.ExitCode == 0, run.Error);
            var times = File.ReadLines(folder["made.csv"]).Skip(1).Select(line => line.Split(',')[0]).ToArray();
            Assert.All(times, time => Assert.InRange(double.Parse(time, CultureInfo.InvariantCulture), 1732780800 - 2000, 1732781400 + 2000));
            Assert.All(times, time => Assert.True(time.Length <= 18, time));
            Assert.True(times.Distinct().Count() > 1, string.Join(' ', times));
        }
    }

    [Fact]
    public void Train_NumbersBeyondDoubles_WarnsWithNumbers()
    {
        var run = CliRun.Of("train", "--data", Table(300, "n,x", (i, x) => $"{1732780800000000000 + i},{x:F4}"), "--out", folder["m.onnx"], "--steps", "20", "--seed", "1");

        Assert.Contains("64-bit floats tell", run.Error, StringComparison.Ordinal);
        Assert.Contains("'n'", run.Error, StringComparison.Ordinal);
    }

    private string Table(int rows, string header, FormattableRow row)
    {
        var random = new Random(1);
        var text = new StringBuilder(header).Append('\n');
        for (var i = 0; i < rows; i++)
        {
            text.Append(row(i, random.NextDouble()).ToString(CultureInfo.InvariantCulture)).Append('\n');
        }

        return folder.Write("t.csv", text.ToString());
    }

    private string Train(string data, params string[] flags)
    {
        var run = CliRun.Of(["train", "--data", data, "--out", folder["m.onnx"], "--steps", "300", "--seed", "1", .. flags]);
        Assert.True(run.ExitCode == 0, run.Error);
        return folder["m.onnx"];
    }

    /// <summary>What the rows of a text are flagged by a model of a table.</summary>
    private string[] Flags(string dataOrModel, string rows)
    {
        var model = dataOrModel.EndsWith(".onnx", StringComparison.Ordinal) ? dataOrModel : Train(dataOrModel);
        var path = rows.EndsWith(".csv", StringComparison.Ordinal) ? rows : folder.Write("q.csv", rows);
        var run = CliRun.Of("score", "--model", model, "--data", path, "--out", folder["s.csv"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return [.. File.ReadLines(folder["s.csv"]).Skip(1).Select(line => line.Split(',')[2])];
    }

    private delegate FormattableString FormattableRow(int row, double x);
}
