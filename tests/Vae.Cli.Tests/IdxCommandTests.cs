using Vae.Cli.Hosting;
using Vae.Core.Models;

namespace Vae.Cli.Tests;

/// <summary>Files of pictures: what they say of themselves need not be said again.</summary>
public sealed class IdxCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string images;

    public IdxCommandTests()
    {
        images = IdxFiles.WriteImages(folder, "images-idx3-ubyte", 80);
        IdxFiles.WriteLabels(folder, "labels-idx1-ubyte", 80);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Train_ConvolutionalOfAnIdxFile_HasItsSizeFromTheFile()
    {
        var run = CliRun.Of("train", "--data", images, "--network", "convolutional", "--channels", "2", "--latent", "2", "--steps", "3", "--out", folder["m.onnx"], "--quiet");

        Assert.True(run.ExitCode == ExitCodes.Success, run.Error);
        Assert.Equal($"1x{IdxFiles.Side}x{IdxFiles.Side}", VaeModel.Load(folder["m.onnx"]).Options.Network.Image?.ToString());
    }

    [Fact]
    public void Train_ConvolutionalOfATable_SaysThatTheShapeIsNotKnown()
    {
        var run = CliRun.Of("train", "--data", folder.WriteTable("t.csv", 20), "--network", "convolutional", "--out", folder["m.onnx"]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("needs the shape of the pictures; add --image 1x28x28, for example. An idx file says it itself.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_NormalLabelOfAnIdxFile_TakesTheOthersForAnomalies()
    {
        Assert.Equal(0, CliRun.Of("train", "--data", images, "--label", "auto", "--normal-label", "1", "--normal-only", "--latent", "2", "--steps", "30", "--out", folder["m.onnx"], "--quiet").ExitCode);

        var one = CliRun.Of("score", "--model", folder["m.onnx"], "--data", images, "--label", "auto", "--normal-label", "1", "--json");
        var zero = CliRun.Of("score", "--model", folder["m.onnx"], "--data", images, "--label", "auto", "--json");
        var none = CliRun.Of("score", "--model", folder["m.onnx"], "--data", images, "--label", "auto", "--normal-label", "4");

        Assert.Equal(40, VaeModel.Load(folder["m.onnx"]).Report.TrainingRows);
        Assert.Equal(1, one.Json.GetProperty("aucRoc").GetDouble() + zero.Json.GetProperty("aucRoc").GetDouble(), 1e-6);
        Assert.True(one.Json.GetProperty("aucRoc").GetDouble() > 0.8, one.Output);
        Assert.Equal(ExitCodes.Data, none.ExitCode);
        Assert.Contains("no row has the label 4 of normal rows; it holds 0, 1. Say which one is normal (--normal-label).", none.Error, StringComparison.Ordinal);
    }
}
