using Vae.Cli.Hosting;

namespace Vae.Cli.Tests;

public sealed class OutputFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("none/m", "does not exist")]
    [InlineData(".", "is a folder")]
    [InlineData("t.csv/m", "cannot be written")]
    public void Train_OutputThatCannotBe_ExitsWith1BeforeItTrains(string name, string words)
    {
        var data = folder.WriteTable("t.csv", 40);

        var run = CliRun.Of("train", "--data", data, "--out", Path.Combine(folder.Path, name));

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains(words, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.DoesNotContain("epoch", run.Error, StringComparison.Ordinal);
        Assert.Equal(["t.csv"], folder.Files);
    }

    [SkippableFact]
    public void Train_OutputIsADevice_IsRefused()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs /dev/null, which Windows lacks");

        var run = CliRun.Of("train", "--data", folder.WriteTable("t.csv", 40), "--out", "/dev/null");

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("'/dev/null' is a device", run.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Train_OutputIsALink_ReplacesTheFileItPointsTo()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs symbolic links, which Windows gives to administrators only");
        var target = folder.Write("real", "old");
        File.CreateSymbolicLink(folder["link"], target);

        Assert.Equal(0, CliRun.Of("train", "--data", folder.WriteTable("t.csv", 40), "--out", folder["link"], "--steps", "2").ExitCode);

        Assert.NotNull(new FileInfo(folder["link"]).LinkTarget);
        Assert.NotEqual("old", File.ReadAllText(target));
    }

    [Fact]
    public void Train_DataThatFails_LeavesTheOldModelAsItWas()
    {
        var model = folder.Write("m", "the old model");

        var run = CliRun.Of("train", "--data", folder.Write("t.csv", "a,b\n1,2\n3,x\n"), "--numeric", "b", "--out", model);

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Equal("the old model", File.ReadAllText(model));
        Assert.Equal(["m", "t.csv"], folder.Files);
    }
}
