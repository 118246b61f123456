using System.Globalization;
using Vae.Cli.Hosting;
using Vae.Core.Models;

namespace Vae.Cli.Tests.Resuming;

/// <summary>Models that go on learning, from the command line.</summary>
public sealed class ContinueCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Train_FromAModel_GoesOnWithItAndTellsTheDriftFirst()
    {
        var (first, later) = (Write("first.csv", "tcp,udp", 1), Write("later.csv", "tcp,udp", 2, shift: 3));
        Assert.Equal(0, CliRun.Of("train", "--data", first, "--out", folder["m"], "--hidden", "16", "--latent", "3").ExitCode);

        var run = CliRun.Of("train", "--from", folder["m"], "--data", later, "--out", folder["n"], "--steps", "200", "--learning-rate", "5e-4");

        Assert.True(run.ExitCode == 0, run.Error);
        var lines = run.Error.Split('\n');
        var drift = Array.FindIndex(lines, line => line.StartsWith("Beside the rows of before: The scores have moved", StringComparison.Ordinal));
        Assert.InRange(drift, 0, Array.FindIndex(lines, line => line.StartsWith("epoch", StringComparison.Ordinal)) - 1);
        var (model, again) = (VaeModel.Load(folder["m"]), VaeModel.Load(folder["n"]));
        Assert.Equal(model.Scaler.Offset.ToArray(), again.Scaler.Offset.ToArray());
        Assert.Equal((3, 200L), (again.LatentDimension, again.Report.Steps));
        Assert.Equal(0, CliRun.Of("score", "--model", folder["n"], "--data", later, "--out", folder["s.csv"]).ExitCode);
    }

    [Fact]
    public void Train_FromAModelOntoItsOwnFile_ReplacesIt()
    {
        var data = Write("t.csv", "tcp,udp", 1);
        Assert.Equal(0, CliRun.Of("train", "--data", data, "--out", folder["m"], "--steps", "50").ExitCode);

        Assert.Equal(0, CliRun.Of("train", "--from", folder["m"], "--data", data, "--out", folder["m"], "--steps", "70").ExitCode);

        Assert.Equal(70, VaeModel.Load(folder["m"]).Report.Steps);
    }

    [Fact]
    public void Train_FromAModelWithNewLevels_LearnsThemWhenAsked()
    {
        var (first, later) = (Write("first.csv", "tcp,udp", 1), Write("later.csv", "icmp,tcp,udp", 2));
        Assert.Equal(0, CliRun.Of("train", "--data", first, "--out", folder["m"], "--steps", "100").ExitCode);

        var unasked = CliRun.Of("train", "--from", folder["m"], "--data", later, "--out", folder["n"], "--steps", "50");
        var asked = CliRun.Of("train", "--from", folder["m"], "--data", later, "--out", folder["o"], "--steps", "50", "--add-levels");

        Assert.True(asked.ExitCode == 0, asked.Error);
        Assert.True(unasked.ExitCode == 0, unasked.Error);
        Assert.Equal(["tcp", "udp"], Levels("n").Order());
        Assert.Equal([.. Levels("m"), "icmp"], Levels("o"));

        IEnumerable<string> Levels(string model) => VaeModel.Load(folder[model]).Columns!.Columns[1].Levels;
    }

    [Fact]
    public void Train_FromAModelWithNAForAName_LearnsItWhenAsked()
    {
        var (first, later) = (Write("first.csv", "DE,US", 1), Write("later.csv", "DE,NA,US", 2));
        Assert.Equal(0, CliRun.Of("train", "--data", first, "--out", folder["m"], "--steps", "100").ExitCode);

        var run = CliRun.Of("train", "--from", folder["m"], "--data", later, "--out", folder["n"], "--steps", "50", "--add-levels", "--na-is-name", "proto");
        var again = CliRun.Of("train", "--from", folder["n"], "--data", later, "--out", folder["o"], "--steps", "50", "--add-levels");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal([.. VaeModel.Load(folder["m"]).Columns!.Columns[1].Levels, "NA"], VaeModel.Load(folder["n"]).Columns!.Columns[1].Levels.AsEnumerable());
        Assert.Equal(VaeModel.Load(folder["n"]).Columns, VaeModel.Load(folder["o"]).Columns);
    }

    [Theory]
    [InlineData("DE,US", "size", "Column 'size' is numeric in the model of --from")]
    [InlineData("DE,US", "3", "Column 'rest' is numeric in the model of --from")]
    [InlineData("4,5", "proto", "--na-is-name says that 'proto' holds names, but the model of --from has no column of names")]
    public void Train_FromAModelWithNAForANameOfNumbers_IsRefused(string levels, string column, string words)
    {
        var data = Write("t.csv", levels, 1);
        Assert.Equal(0, CliRun.Of("train", "--data", data, "--out", folder["m"], "--steps", "20").ExitCode);

        var run = CliRun.Of("train", "--from", folder["m"], "--data", data, "--out", folder["n"], "--add-levels", "--na-is-name", column, "--max-levels", "1000");

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_FromAModelWithoutAColumnOfIt_IsRefused()
    {
        var first = Write("first.csv", "tcp,udp", 1);
        Assert.Equal(0, CliRun.Of("train", "--data", first, "--out", folder["m"], "--steps", "50").ExitCode);
        var other = folder.Write("other.csv", File.ReadAllText(first).Replace("proto", "protocol", StringComparison.Ordinal));

        var run = CliRun.Of("train", "--from", folder["m"], "--data", other, "--out", folder["n"]);

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("proto", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("n", folder.Files);
    }

    [Theory]
    [InlineData("--refit-scaling", "but none is named; add --from")]
    [InlineData("--from m --hidden 7", "but other options are asked for: --hidden was")]
    [InlineData("--from m --na-is-name proto", "--na-is-name says what columns are, which the model of --from knows; add --add-levels")]
    [InlineData("--from m --categorical proto", "--categorical says what columns are, which the model of --from knows")]
    public void Train_FlagsThatCannotBe_AreRefusedInWords(string flags, string words)
    {
        var data = Write("t.csv", "tcp,udp", 1);
        Assert.Equal(0, CliRun.Of("train", "--data", data, "--out", folder["m"], "--steps", "20", "--hidden", "8").ExitCode);

        var run = CliRun.Of(["train", "--data", data, "--out", folder["n"], .. flags.Replace("--from m", "--from " + folder["m"], StringComparison.Ordinal).Split(' ')]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_FromTheFileThatItReplacesWithACheckpoint_IsRefused()
    {
        var data = Write("t.csv", "tcp,udp", 1);
        Assert.Equal(0, CliRun.Of("train", "--data", data, "--out", folder["m"], "--steps", "20").ExitCode);

        var run = CliRun.Of("train", "--data", data, "--from", folder["m"], "--out", folder["m"], "--checkpoint", folder["c"]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("give --out another name", run.Error, StringComparison.Ordinal);
    }

    private string Write(string name, string levels, int seed, double shift = 0)
    {
        var random = new Random(seed);
        var names = levels.Split(',');
        var lines = Enumerable.Range(0, 300).Select(_ =>
        {
            var level = random.Next(names.Length);
            return string.Create(CultureInfo.InvariantCulture, $"{level + random.NextDouble() + shift:F3},{names[level]},{random.NextDouble():F3}");
        });
        return folder.Write(name, "size,proto,rest\n" + string.Join('\n', lines) + "\n");
    }
}
