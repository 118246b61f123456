using Microsoft.ML;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.MLNet.Columns;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

public sealed class CatalogTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void DetectAnomalies_PlainParameters_ReachTheOptions()
    {
        var options = ml.Vae.DetectAnomalies("F", contamination: 0.25, latentDimension: 5, epochs: 9).Options;

        Assert.Equal("F", options.FeatureColumnName);
        Assert.Equal("Score", options.ScoreColumnName);
        Assert.Equal("PredictedLabel", options.PredictedLabelColumnName);
        Assert.Null(options.LatentColumnName);
        Assert.Null(options.ReconstructionColumnName);
        Assert.Equal(ThresholdPolicy.Contamination(0.25), options.Model.Scoring.Threshold);
        Assert.Equal(5, options.Model.Network.LatentDimension);
        Assert.Equal(9, options.Model.Training.Epochs);
    }

    [Fact]
    public void DetectAnomalies_NormalRowsOnly_TrimsNone() => Assert.Equal(
        ScoringOptions.ForNormalRows with { Threshold = ThresholdPolicy.Contamination(0.2) },
        ml.Vae.DetectAnomalies(contamination: 0.2, normalRowsOnly: true).Options.Model.Scoring);

    [Fact]
    public void DetectAnomalies_NoParameters_IsTheRecipe()
    {
        var options = ml.Vae.DetectAnomalies().Options;

        Assert.Equal("Features", options.FeatureColumnName);
        Assert.Equal(new VaeOptions { Seed = options.Model.Seed }, options.Model);
    }

    [Fact]
    public void Encode_PlainParameters_ReachTheOptions()
    {
        var options = ml.Vae.Encode("Code", "F", latentDimension: 2, reconstructionColumnName: "Rebuilt", epochs: 4).Options;

        Assert.Equal("F", options.FeatureColumnName);
        Assert.Equal("Code", options.LatentColumnName);
        Assert.Equal("Rebuilt", options.ReconstructionColumnName);
        Assert.Null(options.ScoreColumnName);
        Assert.Null(options.PredictedLabelColumnName);
        Assert.Equal(2, options.Model.Network.LatentDimension);
        Assert.Equal(4, options.Model.Training.Epochs);
    }

    [Fact]
    public void S1_Autoencoder_PlainParameters_ReachTheOptions()
    {
        var options = ml.Vae.Autoencoder("Code", "F", latentDimension: 2, reconstructionColumnName: "Rebuilt", epochs: 4).Options;

        Assert.Equal(("F", "Code", "Rebuilt"), (options.FeatureColumnName, options.LatentColumnName, options.ReconstructionColumnName));
        Assert.Equal(new ObjectiveOptions { Kind = ObjectiveKind.Autoencoder }, options.Model.Objective);
        Assert.Equal((2, 4), (options.Model.Network.LatentDimension, options.Model.Training.Epochs));
        Assert.Equal(
            Corruption.Masking(0.4f), ml.Vae.Autoencoder(corruption: Corruption.Masking(0.4f)).Options.Model.Objective.Corruption);
    }

    [Fact]
    public void S1_Denoise_PlainParameters_ReachTheOptions()
    {
        var options = ml.Vae.Denoise(latentDimension: 3).Options;

        Assert.Equal(("Features", null, "Denoised"), (options.FeatureColumnName, options.LatentColumnName, options.ReconstructionColumnName));
        Assert.Equal(new ObjectiveOptions { Kind = ObjectiveKind.Autoencoder, Corruption = Corruption.Gaussian(0.3f) }, options.Model.Objective);
    }

    [Fact]
    public void S10_Adversarial_PlainParameters_ReachTheOptions()
    {
        var options = ml.Vae.Adversarial("Code", "F", Prior.Circle(3), reconstructionColumnName: "Rebuilt", epochs: 4, labelColumnName: "Class").Options;

        Assert.Equal(("F", "Code", "Rebuilt", "Class"), (options.FeatureColumnName, options.LatentColumnName, options.ReconstructionColumnName, options.LabelColumnName));
        Assert.Equal(
            new ObjectiveOptions { Kind = ObjectiveKind.Adversarial, Adversarial = new() { Prior = Prior.Circle(3), UseLabels = true } }, options.Model.Objective);
        Assert.Equal((2, 4), (options.Model.Network.LatentDimension, options.Model.Training.Epochs));
        Assert.Equal(new ObjectiveOptions { Kind = ObjectiveKind.Adversarial }, ml.Vae.Adversarial().Options.Model.Objective);
    }

    [Fact]
    public void S10_Adversarial_LabelsWithoutAReader_OrTheOtherWayRound_AreRefused()
    {
        var reads = new VaeOptions
        {
            Network = new() { LatentDimension = 2 },
            Objective = new() { Kind = ObjectiveKind.Adversarial, Adversarial = new() { Prior = Prior.Circle(3), UseLabels = true } },
        };

        var unnamed = Assert.Throws<ArgumentException>(() => ml.Vae.Encode(new VaeEncodingOptions { Model = reads }));
        var unread = Assert.Throws<ArgumentException>(() => ml.Vae.Encode(new VaeEncodingOptions { LabelColumnName = "Class" }));
        var noMixture = Assert.Throws<ArgumentException>(() => ml.Vae.Adversarial(labelColumnName: "Class"));

        Assert.Contains("LabelColumnName is not; name the column", unnamed.Message, StringComparison.Ordinal);
        Assert.Contains("LabelColumnName is 'Class' but nothing in the model reads labels", unread.Message, StringComparison.Ordinal);
        Assert.Contains("the prior is not a mixture", noMixture.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void S11_VaeGan_PlainParameters_ReachTheOptions()
    {
        var options = ml.Vae.VaeGan("Code", "F", Likelihood.Bernoulli(), latentDimension: 2, reconstructionColumnName: "Rebuilt", epochs: 4).Options;

        Assert.Equal(("F", "Code", "Rebuilt"), (options.FeatureColumnName, options.LatentColumnName, options.ReconstructionColumnName));
        Assert.Equal(new ObjectiveOptions { Kind = ObjectiveKind.VaeGan }, options.Model.Objective);
        Assert.Equal((Likelihood.Bernoulli(), ScalingKind.None), (options.Model.Likelihood, options.Model.Scaling));
        Assert.Equal((2, 4), (options.Model.Network.LatentDimension, options.Model.Training.Epochs));
        Assert.Throws<ArgumentException>(() => ml.Vae.VaeGan(likelihood: Likelihood.GaussianLearned()));
    }

    [Fact]
    public void Encode_NoInputName_ReplacesTheOutputColumn()
    {
        var options = ml.Vae.Encode("Features", inputColumnName: null).Options;

        Assert.Equal("Features", options.FeatureColumnName);
        Assert.Equal("Features", options.LatentColumnName);
    }

    [Fact]
    public void Options_OwnSeed_BeatsTheModels()
    {
        var options = new VaeEncodingOptions { Seed = 5, Model = new VaeOptions { Seed = 6 } };

        Assert.Equal(5, ml.Vae.Encode(options).Options.Model.Seed);
        Assert.Equal(6, ml.Vae.Encode(options with { Seed = null }).Options.Model.Seed);
    }

    [Fact]
    public void Options_NoSeed_DrawsItFromTheContext()
    {
        static int?[] Seeds(int contextSeed)
        {
            var ml = new MLContext(contextSeed);
            return [ml.Vae.Encode().Options.Seed, ml.Vae.DetectAnomalies().Options.Seed];
        }

        Assert.Equal(Seeds(3), Seeds(3));
        Assert.NotEqual(Seeds(3), Seeds(4));
        Assert.NotEqual(Seeds(3)[0], Seeds(3)[1]);
    }

    [Fact]
    public void DetectAnomalies_NeitherScoreNorLabel_SaysWhatToUse()
    {
        var options = new VaeAnomalyDetectionOptions { ScoreColumnName = null, PredictedLabelColumnName = null, LatentColumnName = "L" };

        var error = Assert.Throws<ArgumentException>(() => ml.Vae.DetectAnomalies(options));

        Assert.StartsWith("ScoreColumnName and PredictedLabelColumnName are both null", error.Message, StringComparison.Ordinal);
        Assert.Contains("use Encode", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_NoOutputName_SaysThatThereIsNothingToCompute()
    {
        var error = Assert.Throws<ArgumentException>(() => ml.Vae.Encode(new VaeEncodingOptions { LatentColumnName = null }));

        Assert.StartsWith("No output column has a name, so there is nothing to compute", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_TwoOutputsOfOneName_NamesIt()
    {
        var error = Assert.Throws<ArgumentException>(() => ml.Vae.Encode("Code", reconstructionColumnName: "Code"));

        Assert.Equal("Two output columns are named 'Code'; give each a name of its own, or null to leave it out.", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void Encode_BlankName_NamesTheOption(string blank)
    {
        Assert.StartsWith("LatentColumnName is blank", Assert.Throws<ArgumentException>(() => ml.Vae.Encode(blank, "F")).Message, StringComparison.Ordinal);
        Assert.StartsWith("FeatureColumnName is blank", Assert.Throws<ArgumentException>(() => ml.Vae.Encode("L", blank)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DetectAnomalies_OptionOutOfRange_FailsBeforeAnyDataAreRead()
    {
        var error = Assert.Throws<ArgumentException>(() => ml.Vae.DetectAnomalies(contamination: 0.7));
        Assert.Contains("0.7", error.Message, StringComparison.Ordinal);

        Assert.ThrowsAny<ArgumentException>(() => ml.Vae.Encode(latentDimension: 0));
        Assert.ThrowsAny<ArgumentException>(() => ml.Vae.Encode(epochs: 0));
        Assert.ThrowsAny<ArgumentException>(() => ml.Vae.Encode(new VaeEncodingOptions
        {
            Model = new VaeOptions { Network = new NetworkOptions { Dropout = 2 } },
        }));
    }

    [Fact]
    public void Catalog_NullArguments_AreRefused()
    {
        Assert.Throws<ArgumentNullException>(() => new VaeCatalog(null!));
        Assert.Throws<ArgumentNullException>(() => ml.Vae.DetectAnomalies((VaeAnomalyDetectionOptions)null!));
        Assert.Throws<ArgumentNullException>(() => ml.Vae.Encode((VaeEncodingOptions)null!));
        Assert.Throws<ArgumentNullException>(() => ml.Vae.Encode((string)null!));
        Assert.Throws<ArgumentNullException>(() => ml.Vae.FromModel(null!));
        Assert.Throws<ArgumentNullException>(() => ml.Vae.DetectAnomalies((string)null!));
        Assert.Throws<ArgumentNullException>(() => ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { Model = null! }));
    }

    [Fact]
    public void FromModel_OtherColumns_GivesTheSameNumbers()
    {
        var fitted = TestData.Fit(ml);
        var rows = TestData.Rows(20);
        var view = ml.Data.LoadFromEnumerable(rows);
        var rebuilt = ml.Vae.FromModel(
            fitted.Model,
            VaeColumns.ForAnomalies with { Latent = "Latent", Reconstruction = "Reconstruction" });

        TestData.AssertEqual(TestData.Read(ml, fitted.Transform(view)), TestData.Read(ml, rebuilt.Transform(view)));
    }

    [Fact]
    public void FromModel_NoColumns_AddsScoreAndPredictedLabel()
    {
        var schema = ml.Vae.FromModel(TestData.Fit(ml).Model).Transform(TestData.View(ml, 1)).Schema;

        Assert.Equal(["Score", "PredictedLabel"], schema.Select(c => c.Name).Except(TestData.View(ml, 1).Schema.Select(c => c.Name)));
    }

    [Fact]
    public void FromModel_UnusableColumns_AreRefused()
    {
        var model = TestData.Fit(ml).Model;

        Assert.Throws<ArgumentException>(() => ml.Vae.FromModel(model, new VaeColumns()));
    }
}
