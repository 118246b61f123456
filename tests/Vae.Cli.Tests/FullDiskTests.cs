using System.Diagnostics;
using Vae.Cli.Hosting;
using Vae.Core.Models;

namespace Vae.Cli.Tests;

/// <summary>
/// A disk of a megabyte that is full, and one that nothing can be written to, mounted for one process alone: an error that names the file, the file of before as it was, and nothing left behind.
/// </summary>
public sealed class FullDiskTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>All that is written, where <c>VAE_DISKS</c> is set.</summary>
    public static TheoryData<string> OnFullDisks => Outputs("model", "checkpoint", "scores.parquet", "held");

    /// <inheritdoc cref="OnFullDisks"/>
    public static TheoryData<string> OnReadOnlyDisks => Outputs("scores.csv", "temporary");

    [SkippableTheory]
    [MemberData(nameof(OnFullDisks))]
    public void Write_FullDisk_NamesTheFileAndLeavesTheOldOne(string what)
    {
        var words = what switch
        {
            "temporary" => "to the folder of temporary files",
            "held" => "held in the folder of temporary files",
            "model" or "report" => "Output 'disk/out'",
            "checkpoint" => "Output 'disk/run'",
            _ => $"Output 'disk/{what}'",
        };

        var run = OnADisk(what, "size=1m", "head -c 1008000 /dev/zero > disk/full");

        Assert.Equal(what == "temporary" ? ExitCodes.Data : ExitCodes.Failure, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.Contains("No space left on device", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("'disk/.", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("full\nout\nscores.csv\nscores.csv.gz\nscores.parquet\nold old old old\n", run.Output, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(OnReadOnlyDisks))]
    public void Write_ReadOnlyDisk_SaysSoBeforeTheWork(string what)
    {
        var run = OnADisk(what, "size=1m", "mount -o remount,ro disk");

        Assert.Equal(what == "temporary" ? ExitCodes.Data : ExitCodes.Failure, run.ExitCode);
        Assert.Contains("Read-only file system", run.Error, StringComparison.Ordinal);
        Assert.Contains(what is "temporary" or "held" ? "TMPDIR" : "cannot be written", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("out\nscores.csv\nscores.csv.gz\nscores.parquet\nold old old old\n", run.Output, StringComparison.Ordinal);
    }

    private static TheoryData<string> Outputs(params string[] few) => new(
        Environment.GetEnvironmentVariable("VAE_DISKS") is { Length: > 0 } ? ["model", "checkpoint", "scores.csv", "scores.csv.gz", "scores.parquet", "report", "temporary", "held"] : few);

    private CliRun OnADisk(string what, string size, string prepare)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Shell("unshare --mount mount -t tmpfs tmpfs /mnt").ExitCode == 0, "Needs the file system of a process of its own, which only root on Linux gives");
        var data = folder.WriteTable("t.csv", what is "temporary" or "held" || what.StartsWith("scores", StringComparison.Ordinal) ? 12_000 : 400);
        if (what is not ("model" or "checkpoint"))
        {
            Assert.Equal(0, CliRun.Of("train", "--data", data, "--label", "label", "--steps", "5", "--out", folder["m"], "--quiet").ExitCode);
            Assert.NotNull(VaeModel.Load(folder["m"]));
        }

        var vae = $"dotnet '{Path.Combine(AppContext.BaseDirectory, "vae.dll")}'";
        var command = what switch
        {
            "model" => $"{vae} train --data t.csv --label label --steps 5 --hidden 64 --out disk/out --quiet",
            "checkpoint" => $"{vae} train --data t.csv --label label --steps 5 --hidden 64 --out m --checkpoint disk/run --quiet",
            "report" => $"{vae} report --data t.csv --label label --model m --out disk/out",
            "temporary" => $"cat t.csv | TMPDIR=disk {vae} score --data - --label label --model m --out s.csv --quiet",
            "held" => $"TMPDIR=disk {vae} score --data t.csv --label label --model m --out - --quiet >s.csv",
            _ => $"{vae} score --data t.csv --label label --model m --out disk/{what} --quiet",
        };
        var script = $"cd '{folder.Path}' && mkdir disk && mount -t tmpfs -o {size} tmpfs disk && cd disk && for f in out scores.csv scores.csv.gz scores.parquet; do printf old >$f; done; cd ..; {prepare}; "
            + $"{command}; code=$?; ls -A disk; for f in out scores.csv scores.csv.gz scores.parquet; do cat disk/$f; test $f = scores.parquet || printf ' '; done; echo; exit $code";
        return Shell("unshare --mount bash -c \"$0\"", script);
    }

    private static CliRun Shell(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", command, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(Patience), "the process did not end");
        return new CliRun(process.ExitCode, output, error.Result);
    }
}
