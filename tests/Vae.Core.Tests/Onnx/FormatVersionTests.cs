using Vae.Core.Models;
using Vae.Core.Objectives;
using Vae.Core.Onnx;
using Vae.Core.Onnx.Messages;
using Vae.Core.Options;
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
    [InlineData(
        "v2-whitened.onnx",
        16.554634f,
        new[] { 23.265419f, 25.285381f, 6.373923f },
        new[] { -0.029054135f, -0.5094194f, -0.19264539f, -0.618424f, -0.13362636f, -0.4659016f })]
    [InlineData(
        "v2-sampled-row.onnx",
        9.354671f,
        new[] { 9.11839f, 10.717458f, 9.182166f },
        new[] { 0.092373416f, -0.5398843f, -0.09538928f, -0.5965634f, -0.049895987f, -0.4949077f })]
    [InlineData(
        "v3-whitened.onnx",
        17.194302f,
        new[] { 23.265419f, 25.285378f, 6.373923f },
        new[] { -0.029054135f, -0.5094194f, -0.19264539f, -0.618424f, -0.13362636f, -0.4659016f })]
    [InlineData(
        "v3-sampled-row.onnx",
        9.354671f,
        new[] { 9.11839f, 10.717458f, 9.182165f },
        new[] { 0.09237341f, -0.5398843f, -0.09538928f, -0.5965634f, -0.049895987f, -0.49490774f })]
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
    public void Load_CommittedFileOfMixedColumns_GivesTheOutputsItWasWrittenWithAndIsWrittenAgain()
    {
        var path = FixtureModels.PathOf("v2-mixed.onnx");
        using var file = File.OpenRead(path);
        var model = VaeModel.Load(file, out var export);

        var (scores, parts) = (new float[3], new float[12]);
        model.Transform(FixtureModels.MixedRows(3), new VaeOutputs { Scores = scores, ColumnContributions = parts });

        Assert.Equal(FixtureModels.MixedColumns, model.Columns);
        Assert.Equal(10.253199f, model.Threshold);
        float[] writtenScores = [3.757588f, 8.980783f, 7.6445208f];
        Agreement.Require("scores", writtenScores, scores, writtenScores, 1);
        float[] writtenParts =
        [
            0.4220723f, 3.1080253f, 0.007088153f, 0.2204021f,
            5.9149075f, 0.17463905f, 0.14169222f, 2.7495453f,
            3.1793497f, 2.9877102f, 0.028726464f, 1.4487351f,
        ];
        Agreement.Require("contributions", writtenParts, parts, writtenParts, 4);
        using var again = new MemoryStream();
        model.Export(again, export);
        Assert.Equal(ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph, ModelProto.Parser.ParseFrom(again.ToArray()).Graph);
    }

    [Fact]
    public void Load_CommittedFileOfMixedColumnsOfVersion3_GivesTheOutputsItWasWrittenWithAndIsWrittenAgain()
    {
        var path = FixtureModels.PathOf("v3-mixed.onnx");
        using var file = File.OpenRead(path);
        var model = VaeModel.Load(file, out var export);
        var scores = new float[3];
        model.Score(FixtureModels.MixedRows(3), scores);
        using var again = new MemoryStream();
        model.Export(again, export);
        Assert.Equal(WithoutProducer(File.ReadAllBytes(path)), WithoutProducer(again.ToArray()));

        float[] written = [3.5498073f, 7.0189977f, 5.3009605f];
        Agreement.Require("scores", written, scores, written, 1);
    }

    [Fact]
    public void Load_CommittedFileWithAnOrigin_GivesTheOutputsItWasWrittenWithAndIsWrittenAgain()
    {
        var path = FixtureModels.PathOf("v3-origin.onnx");
        using var file = File.OpenRead(path);
        var model = VaeModel.Load(file, out var export);

        var scores = new float[3];
        model.Score(FixtureModels.TimedRows(3), scores);

        Assert.Equal([0, 0, 1732797840, 0], model.Origin.ToArray());
        Assert.Equal([3], model.ConstantFeatures.ToArray());
        Assert.Equal(10.764424f, model.Threshold);
        float[] written = [11.88091f, 9.799625f, 7.365596f];
        Agreement.Require("scores", written, scores, written, 1);
        using var again = new MemoryStream();
        model.Export(again, export);
        Assert.Equal(WithoutProducer(File.ReadAllBytes(path)), WithoutProducer(again.ToArray()));
    }

    [Fact]
    public void Load_CommittedFileThatSharesBySurprise_GivesTheContributionsItWasWrittenWithAndIsWrittenAgain()
    {
        var path = FixtureModels.PathOf("v3-surprise.onnx");
        using var file = File.OpenRead(path);
        var model = VaeModel.Load(file, out var export);
        var (scores, parts) = (new float[3], new float[12]);

        model.Transform(FixtureModels.SurprisingRows(3), new VaeOutputs { Scores = scores, ColumnContributions = parts });

        float[] writtenScores = [35.88746f, 28.654646f, 5.640045f];
        Agreement.Require("scores", writtenScores, scores, writtenScores, 1);
        float[] writtenParts =
        [
            0.07436423f, 0.056863632f, 0.0043671886f, 35.751865f,
            0f, 0.116186045f, 0.22820225f, 28.310257f,
            3.3137074f, 1.7082159E-06f, 0.3190688f, 2.0072675f,
        ];
        Agreement.Require("contributions", writtenParts, parts, writtenParts, 4);
        using var again = new MemoryStream();
        model.Export(again, export);
        Assert.Equal(WithoutProducer(File.ReadAllBytes(path)), WithoutProducer(again.ToArray()));
    }

    /// <summary>Of a file from before, what is expected and the split are as they were, also after it is written again.</summary>
    [Fact]
    public void Explain_CommittedFileWithoutSurprise_SplitsAsItDid()
    {
        var model = VaeModel.Load(FixtureModels.PathOf("v3-whitened.onnx"));
        var rows = FixtureModels.Rows(3);
        var contributions = new float[12];

        model.Contributions(rows, contributions);

        Assert.False(model.Parts.SharesBySurprise);
        float[] written = [1.0495408f, 7.8027067f, 14.278104f, 0.13507359f, 0.15618342f, 1.0050546f, 5.7952423f, 18.328896f, 0.63508326f, 0.059132118f, 0.6022873f, 5.077421f];
        Agreement.Require("contributions", written, contributions, written, 4);
        Assert.Equal(contributions[..4], model.Explain(rows.AsSpan(0, 4)).Features.Select(feature => feature.Contribution));
    }

    [Fact]
    public void Load_CommittedClassifierOfVersion3_GivesTheOutputsItWasWrittenWith()
    {
        var found = new float[6];
        VaeClassifier.Load(FixtureModels.PathOf("v3-classifier.onnx")).Probabilities(FixtureModels.Rows(3), found);

        float[] probabilities = [0.46737397f, 0.532626f, 0.020821098f, 0.9791789f, 0.021120133f, 0.97887987f];
        Agreement.Require("probabilities", probabilities, found, probabilities, 2);
    }

    [Fact]
    public void S9_Load_CommittedClassifier_GivesTheOutputsItWasWrittenWith()
    {
        using var file = File.OpenRead(FixtureModels.PathOf("v2-classifier.onnx"));
        var classifier = VaeClassifier.Load(file, out var export);

        var found = new float[6];
        classifier.Probabilities(FixtureModels.Rows(3), found);
        float[] probabilities = [0.4654228f, 0.5345772f, 0.020975582f, 0.9790244f, 0.021281263f, 0.9787187f];
        Agreement.Require("probabilities", probabilities, found, probabilities, 2);
        Assert.Equal(["benign", "malignant"], classifier.ClassNames);
        Assert.Equal(["benign", "malignant"], export.ProbabilitySlotNames.ToArray());
        Assert.Equal(["mean_radius", "mean_texture", "mean_perimeter", "mean_area"], classifier.FeatureNames);
        Assert.Equal(NormalizationKind.Batch, classifier.Options.Pretraining.Network.Normalization);
        Assert.Equal((300, 569), (classifier.Report.Steps, classifier.Report.TrainingRows));
        Assert.Equal([357, 212], classifier.Report.RowsPerClass.ToArray());
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

    [Fact]
    public void Load_CommittedFileOfVersion2_GivesWhatTheMetadataSays()
    {
        var model = VaeModel.Load(FixtureModels.PathOf("v2-sampled-row.onnx"));

        Assert.Equal(ScoreKind.ImportanceWeightedNll, model.Options.Scoring.Kind);
        Assert.Equal(
            new ObjectiveOptions { Kind = ObjectiveKind.Iwae, Samples = 2, Corruption = new SaltAndPepperCorruption(0.05f) }, model.Options.Objective);
        Assert.Equal(new ObjectiveOptions(), VaeModel.Load(FixtureModels.PathOf("v1-whitened.onnx")).Options.Objective);
    }

    /// <summary>Where this fails, the graph or the JSON has changed: see "Versions" in FORMAT.md, and do not write the file anew.</summary>
    [Fact]
    public void Save_ModelOfTheCurrentVersion_WritesTheCommittedFile()
    {
        Assert.Equal(3, OnnxFileFormat.Version);
        var path = FixtureModels.PathOf("v3-whitened.onnx");
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
