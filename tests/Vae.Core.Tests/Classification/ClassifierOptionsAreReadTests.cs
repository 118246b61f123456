using System.Reflection;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Models;

namespace Vae.Core.Tests.Classification;

/// <summary>A property that nothing reads is a bug: changing any single one of the classifier's changes what comes out.</summary>
public sealed class ClassifierOptionsAreReadTests
{
    private static readonly VaeClassifierOptions Plain = new()
    {
        Pretraining = VaeClassifierOptions.DefaultPretraining with
        {
            Network = new NetworkOptions { HiddenLayers = [9], LatentDimension = 2 },
            Training = new TrainingOptions { Steps = 30 },
            Engine = new EngineOptions { Threads = 1 },
        },
        Steps = 40,
        BatchSize = 16,
        Engine = new EngineOptions { Threads = 1 },
    };

    private static readonly VaeClassifierOptions Stopping = Plain with
    {
        Epochs = 40,
        ValidationFraction = 0.4f,
        HeadLearningRate = 1f,
        Schedule = new LearningRateSchedule { Decay = LearningRateDecay.Constant },
    };

    /// <summary>For each property two options that differ in it alone.</summary>
    private static readonly Dictionary<string, (VaeClassifierOptions Before, VaeClassifierOptions After)> Changes = new()
    {
        [nameof(Plain.Pretraining)] = (Plain, Plain with { Pretraining = Plain.Pretraining with { Seed = 5 } }),
        [nameof(Plain.Pretrain)] = (Plain with { FrozenEpochs = 0 }, Plain with { FrozenEpochs = 0, Pretrain = false }),
        [nameof(Plain.Features)] = (Plain, Plain with { Features = FeatureKind.Mean }),
        [nameof(Plain.Epochs)] = (Plain, Plain with { Epochs = 3 }),
        [nameof(Plain.Steps)] = (Plain, Plain with { Steps = 41 }),
        [nameof(Plain.BatchSize)] = (Plain, Plain with { BatchSize = 17 }),
        [nameof(Plain.FrozenEpochs)] = (Plain, Plain with { FrozenEpochs = 1 }),
        [nameof(Plain.HeadLearningRate)] = (Plain, Plain with { HeadLearningRate = 0.01f }),
        [nameof(Plain.EncoderLearningRate)] = (Plain, Plain with { EncoderLearningRate = 0.01f }),
        [nameof(Plain.Schedule)] = (Plain, Plain with { Schedule = new LearningRateSchedule { Decay = LearningRateDecay.Linear } }),
        [nameof(Plain.Dropout)] = (Plain, Plain with { Dropout = 0.4f }),
        [nameof(Plain.WeightDecay)] = (Plain, Plain with { WeightDecay = 0.1f }),
        [nameof(Plain.LabelSmoothing)] = (Plain, Plain with { LabelSmoothing = 0.1f }),
        [nameof(Plain.ValidationFraction)] = (Plain, Plain with { ValidationFraction = 0.3f }),
        [nameof(Plain.EarlyStopping)] = (Stopping, Stopping with { EarlyStopping = new EarlyStoppingOptions { Patience = 1 } }),
        [nameof(Plain.Engine)] = (Plain, Plain with { Engine = new EngineOptions { Threads = 2 } }),
        [nameof(Plain.Seed)] = (Plain, Plain with { Seed = 4 }),
    };

    public static TheoryData<string> Names => [.. typeof(VaeClassifierOptions)
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is not null)
        .Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_OptionChanged_ChangesTheOutcome(string name)
    {
        var (before, after) = Changes[name];

        Assert.NotEqual(Outcome(before), Outcome(after));
    }

    private static string Outcome(VaeClassifierOptions options)
    {
        var rows = VaeClassifierTrainerTests.Blobs(45, 45);
        var classifier = new VaeClassifierTrainer(options).Fit(rows);
        var probabilities = new float[45 * 3];
        classifier.Probabilities(rows.Values.Span, probabilities);
        return $"{classifier.Report.Engine}: {string.Join(' ', probabilities)}";
    }
}
