using Vae.Cli.Hosting;
using Vae.Cli.Output;

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

    [Theory]
    [InlineData("t.csv")]
    [InlineData("other/../t.csv")]
    public void Score_OutputIsTheData_IsRefusedAndTheDataStay(string name)
    {
        var data = folder.WriteTable("t.csv", 40);
        Directory.CreateDirectory(folder["other"]);
        Assert.Equal(0, CliRun.Of("train", "--data", data, "--label", "label", "--out", folder["m.onnx"], "--steps", "2", "--quiet").ExitCode);
        var before = File.ReadAllText(data);

        var run = CliRun.Of("score", "--model", folder["m.onnx"], "--data", folder["*.csv"], "--label", "label", "--out", Path.Combine(folder.Path, name));

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("is a file of --data", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(data));
    }

    [Theory]
    [InlineData("s.arrow")]
    [InlineData("s.JSONL")]
    [InlineData("s.onnx")]
    public void Score_OutputOfAFormatThatIsNotWritten_IsRefused(string name)
    {
        var data = folder.WriteTable("t.csv", 40);
        Assert.Equal(0, CliRun.Of("train", "--data", data, "--label", "label", "--out", folder["m.onnx"], "--steps", "2", "--quiet").ExitCode);

        var run = CliRun.Of("score", "--model", folder["m.onnx"], "--data", data, "--label", "label", "--out", folder[name]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("end it in .csv, .csv.gz, .csv.zst or .parquet", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder[name]));
    }

    /// <summary>A disk that is full fails the footer of a Parquet file too, which must not keep the temporary file from being removed.</summary>
    [Fact]
    public void ParquetTableWriter_StreamThatFails_IsClosedWithoutAnother()
    {
        using var stream = new FullStream();
        var writer = new ParquetTableWriter(stream);
        writer.WriteHeader([new OutputColumn("a", OutputType.Single)]);
        writer.Write(1f);
        writer.EndRow();
        stream.IsFull = true;

        Assert.Throws<IOException>(writer.Finish);
        writer.Dispose();
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
    public void Train_StandardOutput_IsRefusedForWhatIsNoTable()
    {
        var run = CliRun.Of("train", "--data", folder.WriteTable("t.csv", 40), "--out", "-");

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("'-' is the standard output, to which tables alone are written", run.Error, StringComparison.Ordinal);
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

    private sealed class FullStream : MemoryStream
    {
        public bool IsFull { get; set; }

        public override void Write(byte[] buffer, int offset, int count)
        {
            ThrowIfFull();
            base.Write(buffer, offset, count);
        }

        public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

        public override void WriteByte(byte value) => Write([value], 0, 1);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Write(buffer, offset, count);
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        private void ThrowIfFull()
        {
            if (IsFull)
            {
                throw new IOException("No space left on device");
            }
        }
    }
}
