using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Tests.Children;

namespace Vae.Core.Tests;

/// <summary>A property that nothing reads is a bug: changing any single one changes what comes out.</summary>
public sealed class OptionsAreReadTests
{
    private const int Columns = 6;

    private static readonly VaeOptions Plain = new()
    {
        Network = new NetworkOptions { HiddenLayers = [9], LatentDimension = 2 },
        Training = new TrainingOptions { Steps = 24, BatchSize = 40, Optimizer = new OptimizerOptions { LearningRate = 0.05f } },
        Engine = new EngineOptions { Threads = 1 },
    };

    private static readonly VaeOptions Validated = Plain with
    {
        Training = Plain.Training with
        {
            Epochs = 60,
            ValidationFraction = 0.3f,
            EarlyStopping = new EarlyStoppingOptions { Patience = 2 },
            Schedule = new LearningRateSchedule { Decay = LearningRateDecay.Constant },
        },
    };

    private static readonly VaeOptions Binary = Plain with { Likelihood = Likelihood.Bernoulli(), Scaling = ScalingKind.MinMax };

    // Long enough that sigma falls to its floor.
    private static readonly VaeOptions Gaussian = Plain with
    {
        Network = Plain.Network with { Initialization = Initialization.PyTorch },
        Likelihood = new GaussianLikelihood(),
        Training = new TrainingOptions { Steps = 600, BatchSize = 40, Optimizer = new OptimizerOptions { LearningRate = 0.01f } },
    };

    private static readonly VaeOptions Observing = Plain with { MissingValues = MissingValueHandling.Observed };

    private static readonly ImageShape Picture = new(1, 2, 3);

    private static readonly VaeOptions Pictures = Plain with
    {
        Network = Plain.Network with { Kind = NetworkKind.Convolutional, Image = Picture },
    };

    /// <summary>For each property two options that differ in it alone.</summary>
    private static readonly Dictionary<string, (VaeOptions Before, VaeOptions After)> Changes = new()
    {
        ["Network.Kind"] = (Plain with { Network = Plain.Network with { Image = Picture } }, Pictures),
        ["Network.Image.Channels"] = (Pictures, Image(Picture with { Channels = 2 })),
        ["Network.Image.Height"] = (Pictures, Image(Picture with { Height = 3 })),
        ["Network.Image.Width"] = (Pictures, Image(Picture with { Width = 2 })),
        ["Network.Convolutional.Channels"] = (Pictures, Convolve(new ConvolutionOptions { Channels = [5] })),
        ["Network.Convolutional.KernelSize"] = (Pictures, Convolve(new ConvolutionOptions { KernelSize = 2 })),
        ["Network.Convolutional.Stride"] = (Pictures, Convolve(new ConvolutionOptions { Stride = 1 })),
        ["Network.Convolutional.Padding"] = (Pictures, Convolve(new ConvolutionOptions { Padding = 2 })),
        ["Network.Normalization"] = (Plain, Plain with { Network = Plain.Network with { Normalization = NormalizationKind.Layer } }),
        ["Network.HiddenLayers"] = (Plain, Plain with { Network = Plain.Network with { HiddenLayers = [8] } }),
        ["Network.LatentDimension"] = (Plain, Plain with { Network = Plain.Network with { LatentDimension = 3 } }),
        ["Network.Activation"] = (Plain, Plain with { Network = Plain.Network with { Activation = Activation.SiLU } }),
        ["Network.LeakySlope"] = (Leaky(0.1f), Leaky(0.2f)),
        ["Network.Dropout"] = (Plain, Plain with { Network = Plain.Network with { Dropout = 0.2f } }),
        ["Network.Initialization"] = (Plain, Plain with { Network = Plain.Network with { Initialization = Initialization.Glorot } }),
        ["Likelihood.SigmaKind"] = (Gaussian, Gaussian with { Likelihood = new GaussianLikelihood { SigmaKind = SigmaKind.Learned } }),
        ["Likelihood.Sigma"] = (Gaussian, Gaussian with { Likelihood = new GaussianLikelihood { Sigma = 0.8f } }),
        ["Likelihood.SigmaFloor"] = (Gaussian, Gaussian with { Likelihood = new GaussianLikelihood { SigmaFloor = 0.9f } }),
        ["Objective.Kind"] = (Plain, Plain with { Objective = new ObjectiveOptions { Kind = ObjectiveKind.Iwae } }),
        ["Objective.Corruption"] = (Plain, Plain with { Objective = new ObjectiveOptions { Corruption = Corruption.Masking() } }),
        ["Objective.Binarization"] =
            (Binary, Binary with { Objective = new ObjectiveOptions { Binarization = Binarization.Dynamic } }),
        ["Objective.KlWeight"] = (Plain, Plain with { Objective = new ObjectiveOptions { KlWeight = 2 } }),
        ["Objective.KlWarmupSteps"] = (Plain, Plain with { Objective = new ObjectiveOptions { KlWarmupSteps = 9 } }),
        ["Objective.FreeBits"] = (Plain, Plain with { Objective = new ObjectiveOptions { FreeBits = 3 } }),
        ["Objective.Samples"] = (Plain, Plain with { Objective = new ObjectiveOptions { Samples = 2 } }),
        ["Objective.Adversarial.Prior"] = (Codes(adversarial => adversarial), Codes(adversarial => adversarial with { Prior = Prior.Circle() })),
        ["Objective.Adversarial.GaussianEncoder"] = (Codes(adversarial => adversarial), Codes(adversarial => adversarial with { GaussianEncoder = true })),
        ["Objective.Adversarial.UseLabels"] = (
            Codes(adversarial => adversarial with { Prior = Prior.Circle() }), Codes(adversarial => adversarial with { Prior = Prior.Circle(), UseLabels = true })),
        ["Objective.Adversarial.InstanceNoise"] = (Codes(adversarial => adversarial), Codes(adversarial => adversarial with { InstanceNoise = 0 })),
        ["Objective.Adversarial.DiscriminatorLayers"] = (Codes(adversarial => adversarial), Codes(adversarial => adversarial with { DiscriminatorLayers = [7] })),
        ["Objective.Adversarial.ReconstructionWeight"] = (Sharp(adversarial => adversarial), Sharp(adversarial => adversarial with { ReconstructionWeight = 2 })),
        ["Objective.Adversarial.RestingLoss"] = (Sharp(adversarial => adversarial with { RestingLoss = 0 }), Sharp(adversarial => adversarial with { RestingLoss = 0.69f })),
        ["Objective.Adversarial.FeatureSigma"] = (Sharp(adversarial => adversarial), Sharp(adversarial => adversarial with { FeatureSigma = 1 })),
        ["MissingValues"] = (Plain, Observing),
        ["ImputationPasses"] = (Observing, Observing with { ImputationPasses = 2 }),
        ["Scaling"] = (Plain, Plain with { Scaling = ScalingKind.Standardize }),
        ["Training.Epochs"] = (Plain, Train(training => training with { Epochs = 2 })),
        ["Training.Steps"] = (Plain, Train(training => training with { Steps = 25 })),
        ["Training.BatchSize"] = (Plain, Train(training => training with { BatchSize = 41 })),
        ["Training.Optimizer.LearningRate"] = (Plain, Optimize(optimizer => optimizer with { LearningRate = 0.04f })),
        ["Training.Optimizer.Beta1"] = (Plain, Optimize(optimizer => optimizer with { Beta1 = 0.8f })),
        ["Training.Optimizer.Beta2"] = (Plain, Optimize(optimizer => optimizer with { Beta2 = 0.9f })),
        ["Training.Optimizer.Epsilon"] = (Plain, Optimize(optimizer => optimizer with { Epsilon = 0.1f })),
        ["Training.Optimizer.WeightDecay"] = (Plain, Optimize(optimizer => optimizer with { WeightDecay = 0.1f })),
        ["Training.Schedule.Decay"] = (Plain, Schedule(new LearningRateSchedule { Decay = LearningRateDecay.Linear })),
        ["Training.Schedule.WarmupSteps"] = (Plain, Schedule(new LearningRateSchedule { WarmupSteps = 0 })),
        ["Training.GradientClipNorm"] = (Plain, Train(training => training with { GradientClipNorm = 0.1f })),
        ["Training.ValidationFraction"] = (Plain, Train(training => training with { ValidationFraction = 0.2f })),
        ["Training.EarlyStopping.Patience"] = (Validated, Stop(new EarlyStoppingOptions { Patience = 7 })),
        ["Training.EarlyStopping.MinimumImprovement"] = (Validated, Stop(new EarlyStoppingOptions { Patience = 2, MinimumImprovement = 100 })),
        ["Training.InvalidRows"] = (Plain, Train(training => training with { InvalidRows = InvalidRowPolicy.Skip })),
        ["Training.MemoryBudgetBytes"] = (Plain, Train(training => training with { MemoryBudgetBytes = 1 << 20 })),
        ["Training.EnsembleSize"] = (Plain, Train(training => training with { EnsembleSize = 2 })),
        ["Training.Shards"] = (Plain, Train(training => training with { Shards = 2 })),
        ["Training.TrimShare"] = (Plain, Train(training => training with { TrimShare = 0.2f })),
        ["Training.MaximumRollbacks"] = (Diverging(1), Diverging(2)),
        ["Scoring.Kind"] = (Plain, Score(new ScoringOptions { Kind = ScoreKind.SquaredError })),
        ["Scoring.Samples"] =
            (Score(new ScoringOptions { Kind = ScoreKind.NegativeElbo }), Score(new ScoringOptions { Kind = ScoreKind.NegativeElbo, Samples = 3 })),
        ["Scoring.Threshold"] = (Plain, Score(new ScoringOptions { Threshold = ThresholdPolicy.Quantile(0.5) })),
        ["Scoring.CovarianceRows"] = (Plain, Score(new ScoringOptions { CovarianceRows = 20 })),
        ["Scoring.CovarianceRidge"] = (Plain, Score(new ScoringOptions { CovarianceRidge = 0.1 })),
        ["Scoring.CovarianceTrim"] = (Plain, Score(new ScoringOptions { CovarianceTrim = 0.2 })),
        ["Scoring.ReferenceRows"] = (Plain, Score(new ScoringOptions { ReferenceRows = 20 })),
        ["Scoring.Neighbours"] = (Plain, Score(new ScoringOptions { Neighbours = 3 })),
        ["Scoring.CoarseReferences"] = (Plain, Score(new ScoringOptions { CoarseReferences = 2 })),
        ["Scoring.ReferenceTrim"] = (
            Score(new ScoringOptions { Threshold = ThresholdPolicy.Quantile(0.97) }), Score(new ScoringOptions { Threshold = ThresholdPolicy.Quantile(0.97), ReferenceTrim = 0 })),
        ["Scoring.ReferenceWeight"] = (Plain, Score(new ScoringOptions { ReferenceWeight = 1 })),
        ["Objective.Adversarial.DiscriminatorOptimizer.LearningRate"] = Judges(optimizer => optimizer with { LearningRate = 3e-3f }),
        ["Objective.Adversarial.DiscriminatorOptimizer.Beta1"] = Judges(optimizer => optimizer with { Beta1 = 0.7f }),
        ["Objective.Adversarial.DiscriminatorOptimizer.Beta2"] = Judges(optimizer => optimizer with { Beta2 = 0.9f }),
        ["Objective.Adversarial.DiscriminatorOptimizer.Epsilon"] = Judges(optimizer => optimizer with { Epsilon = 0.1f }),
        ["Objective.Adversarial.DiscriminatorOptimizer.WeightDecay"] = Judges(optimizer => optimizer with { WeightDecay = 0.5f }),
        ["Objective.Adversarial.GeneratorOptimizer.LearningRate"] = Deceives(optimizer => optimizer with { LearningRate = 3e-3f }),
        ["Objective.Adversarial.GeneratorOptimizer.Beta1"] = Deceives(optimizer => optimizer with { Beta1 = 0.7f }),
        ["Objective.Adversarial.GeneratorOptimizer.Beta2"] = Deceives(optimizer => optimizer with { Beta2 = 0.9f }),
        ["Objective.Adversarial.GeneratorOptimizer.Epsilon"] = Deceives(optimizer => optimizer with { Epsilon = 0.1f }),
        ["Objective.Adversarial.GeneratorOptimizer.WeightDecay"] = Deceives(optimizer => optimizer with { WeightDecay = 0.5f }),
        ["Engine.Name"] = (Plain, Plain with { Engine = new EngineOptions { Name = "other", Threads = 1 } }),
        ["Engine.Threads"] = (Plain, Plain with { Engine = new EngineOptions { Threads = 2 } }),
        ["ContextColumnCount"] = (Plain, Plain with { ContextColumnCount = 2 }),
        ["Columns"] = (Plain, Plain with { Columns = new TableSchema([.. Enumerable.Range(0, Columns).Select(i => i > 0 ? TableColumn.Numeric($"x{i}") : TableColumn.Count($"n{i}"))]) }),
        ["Seed"] = (Plain, Plain with { Seed = 1 }),
    };

    // Vae.Torch.Tests holds these to account.
    private static readonly string[] OfTheTorchEngine = ["Engine.Device", "Engine.FallbackToCpu", "Engine.Precision"];

    // What changes no model: see RunCheckpointTests.
    private static readonly string[] OfTheRun = ["Training.Checkpoint.Every", "Training.Checkpoint.EverySteps", "Training.Checkpoint.Path"];

    public static TheoryData<string> Properties => [.. Changes.Keys];

    [Fact]
    public void Changes_Always_CoverEveryProperty() => Assert.Equal(
        Leaves(typeof(VaeOptions), "").Concat(Leaves(typeof(GaussianLikelihood), "Likelihood.")).Order(),
        Changes.Keys.Concat(OfTheTorchEngine).Concat(OfTheRun).Order());

    [Theory]
    [MemberData(nameof(Properties))]
    public void Fit_OnePropertyChanged_ComesOutDifferently(string property)
    {
        var (before, after) = Changes[property];

        Assert.NotEqual(Outcome(property, before), Outcome(property, after));
    }

    [Fact]
    public void Fit_NothingChanged_ComesOutAlike() => Assert.Equal(Outcome("", Validated), Outcome("", Validated with { }));

    /// <summary>Everything that a run leaves behind, in short.</summary>
    private static string Outcome(string property, VaeOptions options)
    {
        try
        {
            var model = new VaeTrainer(options).Fit(Rows(property));
            var (rows, scores) = (Values(50), new float[50]);
            if (property == "ImputationPasses")
            {
                rows[7] = float.NaN;
            }

            model.Score(rows, scores);
            var hash = default(HashCode);
            hash.AddBytes(MemoryMarshal.AsBytes(model.Parts.Parameters.AsSpan()));
            hash.AddBytes(MemoryMarshal.AsBytes(scores.AsSpan()));
            var report = model.Report;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{hash.ToHashCode()} {model.Threshold} {report.Engine} {report.Steps} {report.Epochs} "
                + $"{report.BestEpoch} {report.TrainingRows} {report.SkippedRows}");
        }
        catch (Exception exception) when (exception is VaeDataException or NotSupportedException or TrainingDivergedException)
        {
            return exception.Message;
        }
    }

    private static MemoryRowSource Rows(string property)
    {
        var values = Values(property == "Training.MemoryBudgetBytes" ? 45_000 : 200);
        if (property is "Training.InvalidRows" or "MissingValues" or "ImputationPasses")
        {
            values[100] = float.NaN;
        }
        else if (property == "Training.MaximumRollbacks")
        {
            values[100] = 3e38f;
        }

        else if (property == "Columns")
        {
            for (var i = 0; i < values.Length; i += Columns)
            {
                values[i] = MathF.Round(100 * MathF.Abs(values[i]));
            }
        }

        else if (property == "Scoring.ReferenceTrim")
        {
            // A small cluster far from all other rows, which vouch for each other.
            foreach (ref var value in values.AsSpan(100 * Columns, 12 * Columns))
            {
                value = 20 + (0.1f * value);
            }
        }

        return new MemoryRowSource(values, Columns);
    }

    private static float[] Values(int rows)
    {
        var values = new float[rows * Columns];
        new GeneratedRows(rows, Columns).OpenReader().Read(values);
        return values;
    }

    private static IEnumerable<string> Leaves(Type type, string prefix)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            var inner = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            var isGroup = inner.Namespace!.StartsWith("Vae.Core", StringComparison.Ordinal) && !inner.IsEnum && !inner.IsAbstract && inner != typeof(TableSchema);
            if (isGroup)
            {
                foreach (var leaf in Leaves(inner, prefix + property.Name + "."))
                {
                    yield return leaf;
                }
            }
            else if (inner != typeof(Likelihood))
            {
                yield return prefix + property.Name;
            }
        }
    }

    private static VaeOptions Codes(Func<AdversarialOptions, AdversarialOptions> change) => Adversarial(ObjectiveKind.Adversarial, change);

    private static VaeOptions Sharp(Func<AdversarialOptions, AdversarialOptions> change) =>
        Adversarial(ObjectiveKind.VaeGan, change) with { Likelihood = Likelihood.GaussianFixed() };

    private static (VaeOptions Before, VaeOptions After) Judges(Func<OptimizerOptions, OptimizerOptions> change)
    {
        var before = new OptimizerOptions();
        return (Codes(adversarial => adversarial with { DiscriminatorOptimizer = before }), Codes(adversarial => adversarial with { DiscriminatorOptimizer = change(before) }));
    }

    private static (VaeOptions Before, VaeOptions After) Deceives(Func<OptimizerOptions, OptimizerOptions> change) =>
        (Codes(adversarial => adversarial), Codes(adversarial => adversarial with { GeneratorOptimizer = change(adversarial.GeneratorOptimizer) }));

    private static VaeOptions Adversarial(ObjectiveKind kind, Func<AdversarialOptions, AdversarialOptions> change) => Plain with
    {
        Objective = new ObjectiveOptions { Kind = kind, Adversarial = change(new AdversarialOptions()) },
        Scoring = new ScoringOptions { Kind = ScoreKind.SquaredError },
    };

    private static VaeOptions Image(ImageShape image) => Pictures with { Network = Pictures.Network with { Image = image } };

    private static VaeOptions Convolve(ConvolutionOptions convolution) =>
        Pictures with { Network = Pictures.Network with { Convolutional = convolution } };

    private static VaeOptions Leaky(float slope) =>
        Plain with { Network = Plain.Network with { Activation = Activation.LeakyReLU, LeakySlope = slope } };

    private static VaeOptions Diverging(int rollbacks) =>
        Plain with { Scaling = ScalingKind.None, Training = Plain.Training with { MaximumRollbacks = rollbacks } };

    private static VaeOptions Train(Func<TrainingOptions, TrainingOptions> change) => Plain with { Training = change(Plain.Training) };

    private static VaeOptions Optimize(Func<OptimizerOptions, OptimizerOptions> change) =>
        Train(training => training with { Optimizer = change(training.Optimizer) });

    private static VaeOptions Schedule(LearningRateSchedule schedule) => Train(training => training with { Schedule = schedule });

    private static VaeOptions Stop(EarlyStoppingOptions stopping) =>
        Validated with { Training = Validated.Training with { EarlyStopping = stopping } };

    private static VaeOptions Score(ScoringOptions scoring) => Plain with { Scoring = scoring };
}
