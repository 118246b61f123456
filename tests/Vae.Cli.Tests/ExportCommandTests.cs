using Vae.Cli.Hosting;
using Vae.Core.Models;
using Vae.Core.Onnx;

namespace Vae.Cli.Tests;

public sealed class ExportCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string model;

    public ExportCommandTests()
    {
        model = folder["m.onnx"];
        var run = CliRun.Of("train", "--data", folder.WriteTable("t.csv", 60), "--label", "label", "--out", model, "--steps", "5", "--quiet");
        Assert.True(run.ExitCode == 0, run.Error);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("whole", "batch", OnnxPart.Whole, OnnxForm.Batch)]
    [InlineData("whole", "row", OnnxPart.Whole, OnnxForm.Row)]
    [InlineData("encoder", "batch", OnnxPart.Encoder, OnnxForm.Batch)]
    [InlineData("decoder", "row", OnnxPart.Decoder, OnnxForm.Row)]
    [InlineData("scorer", "batch", OnnxPart.Scorer, OnnxForm.Batch)]
    public void Export_PartAndForm_WritesWhatTheLibraryWrites(string part, string form, OnnxPart wantedPart, OnnxForm wantedForm)
    {
        var run = CliRun.Of("export", "--model", model, "--out", folder["e.onnx"], "--part", part, "--form", form, "--json");

        Assert.Equal(["part", "form", "inputDimension", "latentDimension", "bytes"], run.JsonFields);
        Assert.Equal(part, run.Json.GetProperty("part").GetString());
        Assert.Equal(form, run.Json.GetProperty("form").GetString());
        using var wanted = new MemoryStream();
        VaeModel.Load(model).Export(wanted, new OnnxExportOptions { Part = wantedPart, Form = wantedForm });
        var found = File.ReadAllBytes(folder["e.onnx"]);
        Assert.Equal(wanted.ToArray(), found);
        Assert.Equal(found.Length, run.Json.GetProperty("bytes").GetInt64());
    }

    [Fact]
    public void Export_WithoutPartAndForm_WritesAModelThatScoresTheSame()
    {
        Assert.Equal(0, CliRun.Of("export", "--model", model, "--out", folder["e.onnx"]).ExitCode);

        Assert.Equal(Score(model, "1.csv"), Score(folder["e.onnx"], "2.csv"));
    }

    [Fact]
    public void Export_ForPeople_TellsInputAndOutputs()
    {
        var run = CliRun.Of("export", "--model", model, "--out", folder["e.onnx"], "--part", "scorer");

        Assert.Contains("features [N, 3]", run.Output, StringComparison.Ordinal);
        Assert.Contains("score [N], predicted_label [N]", run.Output, StringComparison.Ordinal);
        Assert.Equal(["e.onnx", "m.onnx", "t.csv"], folder.Files);
    }

    [Fact]
    public void Score_ModelIsAPart_SaysSo()
    {
        Assert.Equal(0, CliRun.Of("export", "--model", model, "--out", folder["e.onnx"], "--part", "encoder").ExitCode);

        var run = CliRun.Of("score", "--model", folder["e.onnx"], "--data", folder["t.csv"], "--label", "label");

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("part of a model", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--part", "everything")]
    [InlineData("--form", "column")]
    public void Export_UnknownChoice_ExitsWith2(string flag, string value)
    {
        var run = CliRun.Of("export", "--model", model, "--out", folder["e.onnx"], flag, value);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains($"'{value}' is not one of", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["e.onnx"]));
    }

    [Fact]
    public void Export_PartOverTheModelItself_ExitsWith2AndLeavesIt()
    {
        var before = File.ReadAllBytes(model);

        var run = CliRun.Of("export", "--model", model, "--out", model, "--part", "encoder");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("cannot be loaded back", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(model));
    }

    [Fact]
    public void Export_FolderThatIsNotThere_ExitsWith1()
    {
        var run = CliRun.Of("export", "--model", model, "--out", folder["none/e.onnx"]);

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("does not exist", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    private string Score(string model, string name)
    {
        Assert.Equal(0, CliRun.Of("score", "--model", model, "--data", folder["t.csv"], "--label", "label", "--out", folder[name], "--quiet").ExitCode);
        return File.ReadAllText(folder[name]);
    }
}
