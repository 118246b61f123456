using System.Globalization;
using System.Text;
using System.Text.Json;
using Vae.Cli.Hosting;

namespace Vae.Cli.Tests;

/// <summary>A load by the time of day and the day, from training to samples.</summary>
public sealed class ContextCommandTests : IClassFixture<ContextCommandTests.Trained>
{
    private readonly Trained trained;

    public ContextCommandTests(Trained trained) => this.trained = trained;

    [Fact]
    public void Score_LoadAtAnotherTime_IsFoundWithTheTimeAsContext()
    {
        var told = CliRun.Of("score", "--model", trained.Model, "--data", trained.Moved, "--label", "label", "--out", trained.Folder["s.csv"], "--json");
        Assert.Equal(0, CliRun.Of("train", "--data", trained.Data, "--label", "label", "--ignore", "when,day", "--out", trained.Folder["blind.onnx"], "--steps", "300", "--quiet").ExitCode);
        var blind = CliRun.Of("score", "--model", trained.Folder["blind.onnx"], "--data", trained.Moved, "--label", "label", "--out", trained.Folder["b.csv"], "--json");

        Assert.True(told.Json.GetProperty("aucRoc").GetDouble() > 0.98, told.Output);
        Assert.True(blind.Json.GetProperty("aucRoc").GetDouble() < 0.8, blind.Output);
    }

    [Fact]
    public void Explain_RowInAContext_TellsTheContextAndSplitsTheScoreOverTheRest()
    {
        var run = CliRun.Of("explain", "--model", trained.Model, "--data", trained.Moved, "--label", "label", "--rows", "0", "--json");

        var row = run.Json.GetProperty("rows")[0];
        Assert.Equal(["when.hour.sin", "when.hour.cos", "day"], row.GetProperty("given").EnumerateObject().Select(column => column.Name));
        Assert.Equal(["cooling", "load"], row.GetProperty("features").EnumerateArray().Select(feature => feature.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        var text = CliRun.Of("explain", "--model", trained.Model, "--data", trained.Moved, "--label", "label", "--rows", "0");
        Assert.Contains("  given when.hour.sin ", text.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("when=2026-05-01T12:00,day=Mon", 700, 1100)]
    [InlineData("when=2026-05-01T00:00,day=Mon", 0, 400)]
    [InlineData("when=1777636800,day=Mon", 700, 1100)]
    [InlineData("day=Sat,when.hour.sin=0,when.hour.cos=-1", 550, 950)]
    public void Sample_Given_DrawsRowsOfThatPlace(string given, double lowest, double highest)
    {
        var run = CliRun.Of("sample", "--model", trained.Model, "--given", given, "--count", "60", "--out", trained.Folder["g.csv"]);

        Assert.True(run.ExitCode == 0, run.Error);
        var lines = File.ReadAllLines(trained.Folder["g.csv"]);
        Assert.Equal("load,cooling,when.hour.sin,when.hour.cos,day", lines[0]);
        Assert.InRange(lines.Skip(1).Average(line => double.Parse(line.Split(',')[0], CultureInfo.InvariantCulture)), lowest, highest);
        Assert.All(lines.Skip(1), line => Assert.Equal(given.Contains("Sat", StringComparison.Ordinal) ? "Sat" : "Mon", line.Split(',')[^1]));
    }

    [Theory]
    [InlineData("", "--given lacks a value of 'when.hour.sin'")]
    [InlineData("day=Mon", "give when=TIME,day=VALUE")]
    [InlineData("day=Sunday,when=2026-05-01", "is a level that training never saw; it saw")]
    [InlineData("hour=3,day=Mon", "'hour=3' is no column of the context")]
    [InlineData("when=later,day=Mon", "'when=later' is no column of the context with its value")]
    public void Sample_GivenWhatCannotBe_SaysWhatIsWanted(string given, string words)
    {
        string[] flags = given.Length == 0 ? [] : ["--given", given];

        var run = CliRun.Of(["sample", "--model", trained.Model, "--count", "3", "--out", trained.Folder["none.csv"], .. flags]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(trained.Folder["none.csv"]));
    }

    [Theory]
    [InlineData("when=2026-05-01T12:00,when=2026-05-01T13:00,day=Mon")]
    [InlineData("when=2026-05-01T12:00,day=Mon,day=Tue")]
    public void Sample_GivenTwoValuesOfAColumn_IsRefused(string given)
    {
        var run = CliRun.Of("sample", "--model", trained.Model, "--count", "3", "--given", given, "--out", trained.Folder["none.csv"]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("two values of '", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("when.hour.sin=50,when.hour.cos=0,day=Mon", "warning: --given when.hour.sin=50 lies outside of what training saw")]
    [InlineData("when=2026-05-01T12:00,day=Mon", null)]
    public void Sample_GivenValuesOutsideOfTraining_IsToldOf(string given, string? warning)
    {
        var run = CliRun.Of("sample", "--model", trained.Model, "--given", given, "--count", "3", "--out", trained.Folder["far.csv"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(warning is null ? 0 : 1, run.Error.Split('\n').Count(line => line.StartsWith("warning: --given", StringComparison.Ordinal)));
        Assert.Contains(warning ?? "", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_WithAModelOfAContext_MarksItsColumns()
    {
        var run = CliRun.Of("inspect", "--model", trained.Model, "--data", trained.Data, "--label", "label");
        var json = CliRun.Of("inspect", "--model", trained.Model, "--data", trained.Data, "--label", "label", "--json").Json;

        Assert.Matches("(?m)^ *[0-9]+ +day +categorical, context ", run.Output);
        Assert.DoesNotMatch("(?m)^ *[0-9]+ +load .*context", run.Output);
        Assert.Contains("context", json.GetProperty("columns").EnumerateArray().Where(column => column.GetProperty("name").GetString() == "day").Select(column => column.GetProperty("use").GetString()));
    }

    /// <summary>Rows on the way stand in the context of both ends, or in the one that is given.</summary>
    [Fact]
    public void Interpolate_BetweenRowsInAContext_DecodesInIt()
    {
        var here = trained.Folder.Write("here.csv", "when,load,day,cooling\n2026-05-01T12:00,900,Mon,275\n2026-05-02T12:00,870,Mon,270\n2026-05-02T00:00,200,Sat,65\n");

        var same = CliRun.Of("interpolate", "--model", trained.Model, "--data", here, "--rows", "0,1", "--steps", "3", "--out", "-");
        var other = CliRun.Of("interpolate", "--model", trained.Model, "--data", here, "--rows", "0,2", "--steps", "3", "--out", "-");
        var given = CliRun.Of("interpolate", "--model", trained.Model, "--data", here, "--rows", "0,2", "--steps", "3", "--given", "when=2026-05-01T12:00,day=Tue", "--out", "-");

        Assert.True(same.ExitCode == 0, same.Error);
        Assert.All(same.Output.TrimEnd().Split('\n').Skip(1), line => Assert.EndsWith(",Mon", line.TrimEnd(), StringComparison.Ordinal));
        Assert.Equal(ExitCodes.Usage, other.ExitCode);
        Assert.Contains("--rows 0 and 2 are in different contexts", other.Error, StringComparison.Ordinal);
        Assert.Contains("--given when=TIME,day=VALUE", other.Error, StringComparison.Ordinal);
        Assert.True(given.ExitCode == 0, given.Error);
        Assert.All(given.Output.TrimEnd().Split('\n').Skip(1), line => Assert.EndsWith(",Tue", line.TrimEnd(), StringComparison.Ordinal));
    }

    /// <summary>From a row the walk is in its context; from zeros in the one that is given, without which there is none.</summary>
    [Fact]
    public void Traverse_InAContext_DecodesInIt()
    {
        var row = CliRun.Of("traverse", "--model", trained.Model, "--data", trained.Data, "--row", "3", "--dimension", "0", "--steps", "4", "--out", "-");
        var given = CliRun.Of("traverse", "--model", trained.Model, "--given", "when=2026-05-01T12:00,day=Sat", "--dimension", "0", "--steps", "4", "--out", "-");
        var none = CliRun.Of("traverse", "--model", trained.Model, "--dimension", "0", "--out", "-");

        var day = File.ReadAllLines(trained.Data)[4].Split(',')[2];
        Assert.True(row.ExitCode == 0, row.Error);
        Assert.All(row.Output.TrimEnd().Split('\n').Skip(1), line => Assert.EndsWith("," + day, line.TrimEnd(), StringComparison.Ordinal));
        Assert.True(given.ExitCode == 0, given.Error);
        Assert.All(given.Output.TrimEnd().Split('\n').Skip(1), line => Assert.EndsWith(",Sat", line.TrimEnd(), StringComparison.Ordinal));
        Assert.Equal(ExitCodes.Usage, none.ExitCode);
        Assert.Contains("--given lacks a value of", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_DecoderThatReadsAContext_SaysWhatToExport()
    {
        var run = CliRun.Of("export", "--model", trained.Model, "--part", "decoder", "--out", trained.Folder["decoder.onnx"]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("leave out --part", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Sample_GivenToAModelWithoutContext_IsRefused()
    {
        var data = trained.Folder.WriteTable("plain.csv", 60);
        Assert.Equal(0, CliRun.Of("train", "--data", data, "--label", "label", "--out", trained.Folder["plain.onnx"], "--steps", "20", "--quiet").ExitCode);

        var run = CliRun.Of("sample", "--model", trained.Folder["plain.onnx"], "--given", "a=1", "--out", trained.Folder["p.csv"]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("the model was trained without", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_ColumnsInAnotherOrder_AreFoundByName()
    {
        var lines = File.ReadAllLines(trained.Moved).Select(line => line.Split(',')).Select(cells => string.Join(',', cells[3], cells[4], cells[2], cells[0], cells[1])).ToArray();
        var other = trained.Folder.Write("other.csv", string.Join('\n', lines) + "\n");

        Assert.Equal(Scores(trained.Moved), Scores(other));
    }

    /// <summary>A row whose hour is not known has no score, and no part in any figure, though other values may be missing.</summary>
    [Fact]
    public void Score_ContextMissing_LeavesTheRowWithoutAScoreAndSaysSo()
    {
        var data = trained.Folder.Write("hours.csv", "hour,load,label\n" + string.Concat(Enumerable.Range(0, 200).Select(i => FormattableString.Invariant($"{i % 24},{(i % 24) + (i % 7 * 0.1):F1},{(i % 50 == 49 ? 1 : 0)}\n"))));
        var later = trained.Folder.Write("gaps.csv", "hour,load,label\n1,1.1,0\n,2.1,0\n3,,1\n4,4.2,0\n5,50,1\n");
        Assert.Equal(0, CliRun.Of("train", "--data", data, "--label", "label", "--given", "hour", "--missing", "observed", "--out", trained.Folder["hours.onnx"], "--steps", "50", "--quiet").ExitCode);

        var run = CliRun.Of("score", "--model", trained.Folder["hours.onnx"], "--data", later, "--label", "label", "--out", trained.Folder["hours.scores.csv"], "--json");

        Assert.Equal(0, run.ExitCode);
        var lines = File.ReadAllLines(trained.Folder["hours.scores.csv"]);
        Assert.Equal([false, true, true, false, false], lines.Skip(1).Select(line => line.Split(',')[1] is "" or "NaN"));
        Assert.Contains("2 of 5 rows", run.Error, StringComparison.Ordinal);
        Assert.True(double.IsFinite(run.Json.GetProperty("aucRocOfNorm").GetDouble()));
        Assert.True(double.IsFinite(run.Json.GetProperty("meanNegativeElbo").GetDouble()));
    }

    [Fact]
    public void Inspect_Given_TellsWhichColumnsAreContext()
    {
        var run = CliRun.Of("inspect", "--data", trained.Data, "--label", "label", "--given", "when,day", "--date", "when=hour", "--json");

        Assert.Equal(["context", "feature", "context", "feature", "label"], run.Json.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("use").GetString()));
    }

    private string[] Scores(string data)
    {
        var path = trained.Folder["order.csv"];
        Assert.Equal(0, CliRun.Of("score", "--model", trained.Model, "--data", data, "--label", "label", "--out", path, "--quiet").ExitCode);
        return File.ReadAllLines(path);
    }

    /// <summary>One model for all of the tests.</summary>
    public sealed class Trained : IDisposable
    {
        public Trained()
        {
            Data = Folder.Write("loads.csv", Loads(2000, 1, moves: false));
            Moved = Folder.Write("moved.csv", Loads(500, 2, moves: true));
            Model = Folder["m.onnx"];
            var run = CliRun.Of("train", "--data", Data, "--label", "label", "--date", "when=hour", "--given", "when,day", "--out", Model, "--quiet");
            Assert.True(run.ExitCode == 0, run.Error);
        }

        internal TemporaryFolder Folder { get; } = new();

        internal string Data { get; }

        internal string Moved { get; }

        internal string Model { get; }

        public void Dispose() => Folder.Dispose();

        /// <summary>A load that follows the hour and is less on Saturdays, and the cooling that follows the load; moved, every twentieth row stands half a day away.</summary>
        private static string Loads(int count, int seed, bool moves)
        {
            var random = new Random(seed);
            var text = new StringBuilder("when,load,day,cooling,label\n");
            for (var i = 0; i < count; i++)
            {
                var (hour, day) = (24 * random.NextDouble(), random.Next(3));
                var typical = Typical(hour, day);
                var load = typical + (60 * (random.NextDouble() - 0.5));
                var label = 0;
                if (moves && i % 20 == 0)
                {
                    hour = (hour + 12) % 24;
                    label = Math.Abs(Typical(hour, day) - typical) > 200 ? 1 : 0;
                }

                text.Append(CultureInfo.InvariantCulture, $"2026-05-{1 + (i % 28):00}T{(int)hour:00}:{(int)(hour % 1 * 60):00},{load:F1},{new[] { "Mon", "Tue", "Sat" }[day]},{(0.3 * load) + (10 * random.NextDouble()):F2},{label}\n");
            }

            return text.ToString();
        }

        private static double Typical(double hour, int day) => 550 - (350 * Math.Cos(2 * Math.PI * hour / 24)) - (day == 2 ? 150 : 0);
    }
}
