using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Onnx;
using Vae.Core.Onnx.ModelFiles;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Reports;
using Vae.Core.Scaling;
using Vae.Core.Statistics;

namespace Vae.Core.Tests.Serialization;

/// <summary>A model of two features and one latent dimension, made of numbers that are hard to write down: subnormals, negative zero, thirds.</summary>
internal static class SmallModel
{
    public static ModelParts Create(VaeOptions? options = null, bool hasNames = true)
    {
        options ??= new VaeOptions { Network = new NetworkOptions { HiddenLayers = [3], LatentDimension = 1 } };
        const int Features = 2;
        var plan = VaePlan.Create(options, Features);
        var random = new Random(5);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(i => i switch
        {
            0 => float.Epsilon,
            1 => -0f,
            _ => (float)(random.NextDouble() - 0.5) / 3,
        })];
        var n = Features + plan.LatentDimension;
        return new ModelParts(
            options,
            Features,
            Draw(new ParameterLayout(plan).Count),
            options.Scaling == ScalingKind.None ? FeatureScaler.Identity(Features) : FeatureScaler.FromParts(options.Scaling, [1f / 3, -0f], [0.1f, float.Epsilon], options.Scaling == ScalingKind.Robust ? 10f : float.PositiveInfinity),
            options.Scoring.NeedsWhitening ? new Whitening(Draw(n), Draw(n * n)) : null,
            0.1f + 0.2f,
            hasNames ? ["größe", "a \"quoted\",\nname"] : default,
            Report(plan.LatentDimension))
        {
            References = options.Scoring.Kind == ScoreKind.ReferenceDistance ? new ReferenceRows(Draw(7 * Features), Features, 1f / 3, float.Epsilon) : null,
        };
    }

    /// <summary>Options where no value is its default.</summary>
    public static VaeOptions UnusualOptions => new()
    {
        Network = new NetworkOptions
        {
            HiddenLayers = [],
            LatentDimension = 1,
            Activation = Activation.GELU,
            LeakySlope = 0.3f,
            Dropout = 0.1f,
            Initialization = Initialization.PyTorch,
        },
        Likelihood = Likelihood.GaussianFixed(1f / 3),
        Objective = new() { KlWeight = 0.7f, KlWarmupSteps = 3, FreeBits = 0.2f, Samples = 4 },
        Scaling = ScalingKind.MinMax,
        Training = new TrainingOptions
        {
            Epochs = 7,
            Steps = 11,
            BatchSize = 13,
            Optimizer = new() { LearningRate = 0.0123f, Beta1 = 0.8f, Beta2 = 0.99f, Epsilon = 1e-7f, WeightDecay = 0.01f },
            Schedule = new() { Decay = LearningRateDecay.Linear, WarmupSteps = 17 },
            GradientClipNorm = 2.5f,
            EnsembleSize = 3,
            TrimShare = 0.05f,
            ValidationFraction = 0.25f,
            EarlyStopping = new() { Patience = 3, MinimumImprovement = 0.001f },
            InvalidRows = InvalidRowPolicy.Skip,
            MemoryBudgetBytes = 1L << 33,
            MaximumRollbacks = 2,
        },
        Scoring = new ScoringOptions
        {
            Kind = ScoreKind.NegativeElbo,
            Samples = 5,
            Threshold = ThresholdPolicy.FalsePositiveRate(0.0123),
            CovarianceRows = 99,
            CovarianceRidge = 0.02,
            CovarianceTrim = 0.05,
            ReferenceRows = 77,
            Neighbours = 3,
            CoarseReferences = 9,
            ReferenceTrim = 0.15,
            ReferenceWeight = 1.0 / 3,
        },
        Engine = new EngineOptions { Threads = 2 },
        Seed = -42,
    };

    public static byte[] Bytes(ModelParts parts)
    {
        using var stream = new MemoryStream();
        OnnxModelWriter.Write(parts, new OnnxExportOptions(), stream);
        return stream.ToArray();
    }

    private static TrainingReport Report(int latent) => new()
    {
        Engine = "managed",
        StopReason = StopReason.EarlyStopped,
        Epochs = 2,
        Steps = 1L << 40,
        BestEpoch = 1,
        TrainingRows = 1L << 41,
        ValidationRows = 3,
        SkippedRows = 4,
        Seconds = 0.1,
        RowsPerSecond = 1e300,
        TrainingLoss = double.NaN,
        Reconstruction = double.PositiveInfinity,
        Kl = 1.0 / 3,
        ValidationLoss = -0.0,
        KlPerDimension = [.. Enumerable.Repeat(0.7, latent)],
        ActiveUnits = latent,
        Rollbacks = 1,
        History = [new EpochReport(1, 3.5, 2.5, 1, null, 1, 0.002), new EpochReport(2, 3, 2, 1, 3.25, 0, 0.001)],
        Warnings = ["a warning"],
    };
}
