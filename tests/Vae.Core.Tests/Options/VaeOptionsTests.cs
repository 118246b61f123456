using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Objectives;
using Vae.Core.Options;

namespace Vae.Core.Tests.Options;

/// <summary>Each value out of range is refused by name, when the trainer is made.</summary>
public sealed class VaeOptionsTests
{
    private static readonly Dictionary<string, VaeOptions> Bad = new()
    {
        ["The number of Network.HiddenLayers is 65"] = Network(new() { HiddenLayers = [.. Enumerable.Repeat(2, 65)] }),
        ["Network.HiddenLayers[1] is 0"] = Network(new() { HiddenLayers = [3, 0] }),
        ["Network.HiddenLayers[0] is 1048577"] = Network(new() { HiddenLayers = [1048577] }),
        ["Network.Kind is 9"] = Network(new() { Kind = (NetworkKind)9 }),
        ["Network.Normalization is 9"] = Network(new() { Normalization = (NormalizationKind)9 }),
        ["Network.Kind is Convolutional but Network.Image is not set"] = Network(new() { Kind = NetworkKind.Convolutional }),
        ["Network.Convolutional is set but Network.Kind is Dense"] = Network(new() { Convolutional = new() { Stride = 1 } }),
        ["Network.Image.Channels is 0"] = Network(new() { Image = new(0, 2, 2) }),
        ["Network.Image.Height is 0"] = Network(new() { Image = new(1, 0, 2) }),
        ["Network.Image.Width is -1"] = Network(new() { Image = new(1, 2, -1) }),
        ["The size of Network.Image is 1099511627776"] = Network(new() { Image = new(1, 1048576, 1048576) }),
        ["The number of Network.Convolutional.Channels is 0"] = Convolution(new() { Channels = [] }),
        ["Network.Convolutional.Channels[1] is 0"] = Convolution(new() { Channels = [2, 0] }),
        ["Network.Convolutional.KernelSize is 32"] = Convolution(new() { KernelSize = 32 }),
        ["Network.Convolutional.Stride is 9"] = Convolution(new() { Stride = 9 }),
        ["Network.Convolutional.Padding is 3"] = Convolution(new() { Padding = 3 }),
        ["Convolution 'encoder.1' of 9x9 pixels with padding 0 does not fit into its input 1x8x8"] = Convolution(new() { KernelSize = 9, Padding = 0 }),
        ["Convolution 'encoder.1' puts out 65536x"] = Convolution(new() { Channels = [65536], KernelSize = 19, Stride = 1, Padding = 18 }),
        ["Convolution 'encoder.5' of 5x5 pixels with padding 0 does not fit into its input 8x4x4"] =
            Network(new() { Kind = NetworkKind.Convolutional, Image = new(1, 8, 8), Normalization = NormalizationKind.Batch, Dropout = 0.1f, Convolutional = new() { Channels = [8, 8], KernelSize = 5, Stride = 1, Padding = 0 } }),
        ["Network.LatentDimension is 0"] = Network(new() { LatentDimension = 0 }),
        ["Network.LatentDimension is 1048577"] = Network(new() { LatentDimension = 1048577 }),
        ["Network.Activation is 9"] = Network(new() { Activation = (Activation)9 }),
        ["Network.LeakySlope is -0.1"] = Network(new() { LeakySlope = -0.1f }),
        ["Network.LeakySlope is NaN"] = Network(new() { LeakySlope = float.NaN }),
        ["Network.Dropout is 1"] = Network(new() { Dropout = 1 }),
        ["Network.Dropout is -0.5"] = Network(new() { Dropout = -0.5f }),
        ["Network.Initialization is 9"] = Network(new() { Initialization = (Initialization)9 }),
        ["Likelihood.SigmaKind is 9"] = Gaussian(new() { SigmaKind = (SigmaKind)9 }),
        ["Likelihood.Sigma is 0"] = Gaussian(new() { Sigma = 0 }),
        ["Likelihood.Sigma is NaN"] = Gaussian(new() { Sigma = float.NaN }),
        ["Likelihood.SigmaFloor is 0"] = Gaussian(new() { SigmaFloor = 0 }),
        ["Likelihood.Sigma is 0.01 but a learned sigma must start at or above Likelihood.SigmaFloor, 0.05"] = Gaussian(new() { Sigma = 0.01f }),
        ["Objective.KlWeight is -1"] = Objective(new() { KlWeight = -1 }),
        ["Objective.KlWeight is Infinity"] = Objective(new() { KlWeight = float.PositiveInfinity }),
        ["Objective.KlWarmupSteps is -1"] = Objective(new() { KlWarmupSteps = -1 }),
        ["Objective.FreeBits is -1"] = Objective(new() { FreeBits = -1 }),
        ["Objective.Samples is 0"] = Objective(new() { Samples = 0 }),
        ["Objective.Samples is 1001"] = Objective(new() { Samples = 1001 }),
        ["Objective.Kind is 9"] = Objective(new() { Kind = (ObjectiveKind)9 }),
        ["Objective.Binarization is 9"] = Objective(new() { Binarization = (Binarization)9 }),
        ["Objective.Corruption's sigma is 0"] = Objective(new() { Corruption = Corruption.Gaussian(0) }),
        ["Objective.Corruption's sigma is NaN"] = Objective(new() { Corruption = Corruption.Gaussian(float.NaN) }),
        ["Objective.Corruption's masking rate is 1"] = Objective(new() { Corruption = Corruption.Masking(1) }),
        ["Objective.Corruption's salt-and-pepper rate is 1.5"] = Objective(new() { Corruption = Corruption.SaltAndPepper(1.5f) }),
        ["Objective.Corruption's low value is NaN"] = Objective(new() { Corruption = new SaltAndPepperCorruption(0.1f) { Low = float.NaN } }),
        ["Objective.Corruption's low value is 3 and must be below its high value, 2"] =
            Objective(new() { Corruption = new SaltAndPepperCorruption(0.1f) { Low = 3 } }),
        ["Objective.Corruption is salt and pepper on rows that are not scaled, whose range is not known; give both"] =
            Objective(new() { Corruption = Corruption.SaltAndPepper() }) with { Scaling = ScalingKind.None },
        ["Objective.Binarization is Dynamic but the likelihood is not Bernoulli"] = Objective(new() { Binarization = Binarization.Dynamic }),
        ["Objective.KlWeight is 2 but Objective.Kind is Iwae, which does not read it"] =
            Objective(new() { Kind = ObjectiveKind.Iwae, KlWeight = 2 }),
        ["Objective.KlWarmupSteps is 9 but Objective.Kind is Autoencoder"] = Objective(new() { Kind = ObjectiveKind.Autoencoder, KlWarmupSteps = 9 }),
        ["Objective.FreeBits is 1 but Objective.Kind is Iwae"] = Objective(new() { Kind = ObjectiveKind.Iwae, FreeBits = 1 }),
        ["Objective.Samples is 2 but Objective.Kind is Autoencoder"] = Objective(new() { Kind = ObjectiveKind.Autoencoder, Samples = 2 }),
        ["Scoring.Kind is NegativeElbo but Objective.Kind is Autoencoder"] =
            Objective(new() { Kind = ObjectiveKind.Autoencoder }) with { Scoring = new() { Kind = ScoreKind.NegativeElbo } },
        ["Scaling is 9"] = new() { Scaling = (ScalingKind)9 },
        ["Training.Epochs is 0"] = Training(new() { Epochs = 0 }),
        ["Training.Steps is 0"] = Training(new() { Steps = 0 }),
        ["Training.BatchSize is 0"] = Training(new() { BatchSize = 0 }),
        ["Training.BatchSize is 1048577"] = Training(new() { BatchSize = 1048577 }),
        ["Training.Optimizer.LearningRate is 0"] = Optimizer(new() { LearningRate = 0 }),
        ["Training.Optimizer.LearningRate is NaN"] = Optimizer(new() { LearningRate = float.NaN }),
        ["Training.Optimizer.Beta1 is 1"] = Optimizer(new() { Beta1 = 1 }),
        ["Training.Optimizer.Beta2 is -0.1"] = Optimizer(new() { Beta2 = -0.1f }),
        ["Training.Optimizer.Epsilon is 0"] = Optimizer(new() { Epsilon = 0 }),
        ["Training.Optimizer.WeightDecay is -1"] = Optimizer(new() { WeightDecay = -1 }),
        ["Training.Schedule.Decay is 9"] = Training(new() { Schedule = new() { Decay = (LearningRateDecay)9 } }),
        ["Training.Schedule.WarmupSteps is -1"] = Training(new() { Schedule = new() { WarmupSteps = -1 } }),
        ["Training.GradientClipNorm is 0"] = Training(new() { GradientClipNorm = 0 }),
        ["Training.GradientClipNorm is NaN"] = Training(new() { GradientClipNorm = float.NaN }),
        ["Training.ValidationFraction is 0.95"] = Training(new() { ValidationFraction = 0.95f }),
        ["Training.EarlyStopping.Patience is 0"] = Training(new() { ValidationFraction = 0.1f, EarlyStopping = new() { Patience = 0 } }),
        ["Training.EarlyStopping.MinimumImprovement is -1"] =
            Training(new() { ValidationFraction = 0.1f, EarlyStopping = new() { MinimumImprovement = -1 } }),
        ["Training.InvalidRows is 9"] = Training(new() { InvalidRows = (InvalidRowPolicy)9 }),
        ["Training.MemoryBudgetBytes is 1000"] = Training(new() { MemoryBudgetBytes = 1000 }),
        ["Training.MaximumRollbacks is -1"] = Training(new() { MaximumRollbacks = -1 }),
        ["Scoring.Kind is 9"] = Scoring(new() { Kind = (ScoreKind)9 }),
        ["Scoring.Samples is 0"] = Scoring(new() { Samples = 0 }),
        ["Scoring.CovarianceRows is 1"] = Scoring(new() { CovarianceRows = 1 }),
        ["Scoring.CovarianceRidge is 0"] = Scoring(new() { CovarianceRidge = 0 }),
        ["Scoring.CovarianceTrim is 0.6"] = Scoring(new() { CovarianceTrim = 0.6 }),
        ["Scoring.Threshold's contamination rate is 0.6"] = Scoring(new() { Threshold = ThresholdPolicy.Contamination(0.6) }),
        ["Scoring.Threshold's quantile is NaN"] = Scoring(new() { Threshold = ThresholdPolicy.Quantile(double.NaN) }),
        ["Scoring.Threshold's false-positive rate is 2"] = Scoring(new() { Threshold = ThresholdPolicy.FalsePositiveRate(2) }),
        ["Scoring.Threshold's value is NaN"] = Scoring(new() { Threshold = ThresholdPolicy.Fixed(float.NaN) }),
        ["Engine.Threads is -1"] = new() { Engine = new EngineOptions { Threads = -1 } },
        ["Engine.Precision is 9"] = new() { Engine = new EngineOptions { Precision = (EnginePrecision)9 } },
        ["Engine.Device is 'gpu'"] = new() { Engine = new EngineOptions { Name = "torch", Device = "gpu" } },
        ["Engine.Device is 'cuda:x'"] = new() { Engine = new EngineOptions { Name = "torch", Device = "cuda:x" } },
        ["Engine.Device is 'cuda:1'"] = new() { Engine = new EngineOptions { Name = "managed", Device = "cuda:1" } },
        ["Engine.Precision is TF32"] = new() { Engine = new EngineOptions { Precision = EnginePrecision.TF32 } },
    };

    public static TheoryData<string> Words => [.. Bad.Keys];

    public static TheoryData<string> Nulls => ["Network", "Likelihood", "Objective", "Training", "Scoring", "Engine", "Optimizer", "Schedule", "Threshold", "Name"];

    [Theory]
    [MemberData(nameof(Words))]
    public void Trainer_ValueOutOfRange_IsRefusedByName(string words)
    {
        var error = Assert.Throws<ArgumentException>(() => new VaeTrainer(Bad[words]));

        Assert.StartsWith(words, error.Message, StringComparison.Ordinal);
        Assert.Matches("must|leave|choose", error.Message);
        Assert.Equal(error.Message, Assert.Throws<ArgumentException>(() => Bad[words].Validate()).Message);
    }

    [Theory]
    [MemberData(nameof(Nulls))]
    public void Trainer_Null_IsRefusedByName(string name)
    {
        var options = name switch
        {
            "Network" => new VaeOptions { Network = null! },
            "Likelihood" => new VaeOptions { Likelihood = null! },
            "Objective" => new VaeOptions { Objective = null! },
            "Training" => new VaeOptions { Training = null! },
            "Scoring" => new VaeOptions { Scoring = null! },
            "Engine" => new VaeOptions { Engine = null! },
            "Optimizer" => Training(new() { Optimizer = null! }),
            "Schedule" => Training(new() { Schedule = null! }),
            "Threshold" => Scoring(new() { Threshold = null! }),
            _ => new VaeOptions { Engine = new EngineOptions { Name = null! } },
        };

        Assert.Equal(name, Assert.Throws<ArgumentNullException>(() => new VaeTrainer(options)).ParamName);
    }

    [Fact]
    public void Fit_UnknownEngine_NamesTheOnesThereAre()
    {
        var trainer = new VaeTrainer(new VaeOptions { Engine = new EngineOptions { Name = "quantum" } });

        var error = Assert.Throws<NotSupportedException>(() => trainer.Fit(new MemoryRowSource(new float[8], 2)));

        Assert.Equal("There is no engine named 'quantum'; the engines here are: auto, managed, torch.", error.Message);
    }

    [Fact]
    public void Validate_EarlyStoppingWithoutHeldOutRows_SaysWhatToSet()
    {
        var options = Training(new() { EarlyStopping = new() });

        Assert.Contains(
            "set ValidationFraction (for example 0.1)",
            Assert.Throws<ArgumentException>(options.Validate).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_FalsePositiveRateWithoutHeldOutRows_SaysWhatToSet()
    {
        var options = Scoring(new() { Threshold = ThresholdPolicy.FalsePositiveRate(0.05) });

        Assert.Contains(
            "set ValidationFraction (for example 0.2)",
            Assert.Throws<ArgumentException>(options.Validate).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_Defaults_AreTheRecipe()
    {
        var options = new VaeTrainer().Options;

        options.Validate();
        Assert.Equal(ScalingKind.Robust, options.Scaling);
        Assert.Equal(Likelihood.GaussianLearnedPerFeature(0.05f), options.Likelihood);
        Assert.Equal(ScoreKind.ReferenceDistance, options.Scoring.Kind);
        Assert.Equal((1000, 128, 2e-3f), (options.Training.Steps, options.Training.BatchSize, options.Training.Optimizer.LearningRate));
        Assert.Equal((LearningRateDecay.Cosine, 50), (options.Training.Schedule.Decay, options.Training.Schedule.WarmupSteps));
        Assert.Equal((1024, 2, 32), (options.Scoring.ReferenceRows, options.Scoring.Neighbours, options.Scoring.CoarseReferences));
        Assert.Equal((0.3, 3), (options.Scoring.ReferenceTrim, options.Scoring.ReferenceWeight));
        Assert.Equal((8000, 1e-3, 0.1), (options.Scoring.CovarianceRows, options.Scoring.CovarianceRidge, options.Scoring.CovarianceTrim));
        Assert.Equal(options.Scoring with { CovarianceTrim = 0, ReferenceTrim = 0, Neighbours = 1, CoarseReferences = 0, ReferenceRows = 2048, ReferenceWeight = 2 }, ScoringOptions.ForNormalRows);
    }

    private static VaeOptions Convolution(ConvolutionOptions convolution) =>
        Network(NetworkOptions.ForImages(new ImageShape(1, 8, 8)) with { Convolutional = convolution });

    private static VaeOptions Network(NetworkOptions network) => new() { Network = network };

    private static VaeOptions Gaussian(GaussianLikelihood likelihood) => new() { Likelihood = likelihood };

    private static VaeOptions Objective(ObjectiveOptions objective) => new() { Objective = objective };

    private static VaeOptions Training(TrainingOptions training) => new() { Training = training };

    private static VaeOptions Optimizer(OptimizerOptions optimizer) => new() { Training = new() { Optimizer = optimizer } };

    private static VaeOptions Scoring(ScoringOptions scoring) => new() { Scoring = scoring };
}
