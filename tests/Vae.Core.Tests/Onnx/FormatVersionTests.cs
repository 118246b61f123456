using Vae.Core.Onnx;
using Vae.Core.Onnx.Messages;
using Vae.Core.Scoring;
using Vae.Core.Tests.Onnx.Runtimes;

namespace Vae.Core.Tests.Onnx;

/// <summary>Committed files of each format version keep loading, and keep meaning what they meant.</summary>
public sealed class FormatVersionTests
{
    [Theory]
    [InlineData(
        "v1-whitened.onnx",
        17.444891f,
        new[] { 38.802307f, 26.563713f, 7.2075214f },
        new[] { -1.2954577f, -1.8590022f, -1.8879524f, -2.665942f, -1.623599f, -1.8359096f })]
    [InlineData(
        "v1-sampled-row.onnx",
        16.941622f,
        new[] { 15.270793f, 21.607857f, 13.523545f },
        new[] { -0.98541164f, -1.8589685f, -1.7382244f, -2.570409f, -1.4095767f, -1.7670308f })]
    public void Load_CommittedFile_GivesTheOutputsItWasWrittenWith(string name, float threshold, float[] scores, float[] codes)
    {
        var model = VaeModel.Load(FixtureModels.PathOf(name));

        var rows = FixtureModels.Rows(3);
        var (foundScores, foundCodes) = (new float[3], new float[6]);
        model.Score(rows, foundScores);
        model.Encode(rows, foundCodes);
        Assert.Equal(threshold, model.Threshold);
        Agreement.Require("scores", scores, foundScores, scores, 1);
        Agreement.Require("codes", codes, foundCodes, codes, 2);
    }

    [Fact]
    public void Load_CommittedFileOfVersion1_GivesWhatTheMetadataSays()
    {
        var model = VaeModel.Load(FixtureModels.PathOf("v1-sampled-row.onnx"));

        Assert.Equal(ScoreKind.NegativeElbo, model.Options.Scoring.Kind);
        Assert.Equal(3, model.Options.Scoring.Samples);
        Assert.Equal(11, model.Options.Seed);
        Assert.Equal([6], model.Options.Network.HiddenLayers!.Value.AsEnumerable());
        Assert.Equal(["mean_radius", "mean_texture", "mean_perimeter", "mean_area"], model.FeatureNames);
        Assert.Equal(569, model.Report.TrainingRows);
        Assert.Equal(50, model.Report.Steps);
    }

    /// <summary>Where this fails, the graph or the JSON has changed: see "Versions" in FORMAT.md, and do not write the file anew.</summary>
    [Fact]
    public void Save_ModelOfTheCurrentVersion_WritesTheCommittedFile()
    {
        Assert.Equal(1, OnnxFileFormat.Version);
        var path = FixtureModels.PathOf("v1-whitened.onnx");
        using var stream = new MemoryStream();

        VaeModel.Load(path).Save(stream);

        Assert.Equal(WithoutProducer(File.ReadAllBytes(path)), WithoutProducer(stream.ToArray()));
    }

    // The library's own version may change without the format's.
    private static ModelProto WithoutProducer(byte[] bytes)
    {
        var model = ModelProto.Parser.ParseFrom(bytes);
        model.ProducerVersion = "";
        return model;
    }
}
