namespace Vae.Core.Options;

/// <summary>How a classifier is made of a variational autoencoder's encoder: the pretraining, and the training of encoder and softmax head on labelled rows.</summary>
/// <remarks>The record is immutable; change it with <c>with</c>. It is validated once, when a trainer or estimator is made from it.</remarks>
public sealed record VaeClassifierOptions
{
    /// <summary>The autoencoder whose encoder is taken, and how it is trained. A model that is already trained brings its own options. Default: see <see cref="DefaultPretraining"/>.</summary>
    public VaeOptions Pretraining { get; init; } = DefaultPretraining;

    /// <summary>Whether the encoder is pretrained (default); where not, it starts from its initialisation, as a network trained on the labelled rows alone.</summary>
    public bool Pretrain { get; init; } = true;

    /// <summary>What the head reads: the last hidden layer (default) or the mean code. A variance says nothing more than they to a network that is trained on.</summary>
    public FeatureKind Features { get; init; } = FeatureKind.Hidden;

    /// <summary>Passes over the labelled rows. <see langword="null"/> (default): as many as <see cref="Steps"/> takes.</summary>
    public int? Epochs { get; init; }

    /// <summary>Optimiser steps when <see cref="Epochs"/> is null; default 2000. The last epoch may be cut short.</summary>
    public int Steps { get; init; } = 2000;

    /// <summary>Labelled rows a step; default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>
    /// Epochs at the start in which the head alone is trained and the encoder stays as pretrained. <see langword="null"/> (default): half of them, or none
    /// where the encoder is not pretrained.
    /// </summary>
    public int? FrozenEpochs { get; init; }

    /// <summary>Learning rate of the head, before the schedule; default 0.003.</summary>
    public float HeadLearningRate { get; init; } = 3e-3f;

    /// <summary>Learning rate of the encoder, before the schedule; default 0.002. 0 keeps it as pretrained to the end.</summary>
    public float EncoderLearningRate { get; init; } = 2e-3f;

    /// <summary>How both rates change over the run. Default: a short warm-up, then half a cosine.</summary>
    public LearningRateSchedule Schedule { get; init; } = new();

    /// <summary>Share of the numbers between encoder and head that is set to 0 in training, the rest scaled up to match; 0 to below 1, default 0.2.</summary>
    public float Dropout { get; init; } = 0.2f;

    /// <summary>Decoupled weight decay of weight matrices, encoder and head; default 0.</summary>
    public float WeightDecay { get; init; }

    /// <summary>Share of the target that is spread evenly over all classes, against overconfidence; 0 (default) to 0.9.</summary>
    public float LabelSmoothing { get; init; }

    /// <summary>Share of the labelled rows of each class held out to measure the validation loss; 0 (default) to 0.9.</summary>
    public float ValidationFraction { get; init; }

    /// <summary>Stops when the validation loss no longer improves and keeps the best parameters; null (default): off. Needs <see cref="ValidationFraction"/>.</summary>
    public EarlyStoppingOptions? EarlyStopping { get; init; }

    /// <summary>Where the arithmetic of the fine-tuning runs; that of the pretraining is <see cref="VaeOptions.Engine"/>'s.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>Seed of the head, the shuffling, the dropout and the split of labelled rows; the pretraining has its own. The same seed gives the same model. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// A network of two hidden layers of 256 and 128 and a code of 32, min-max scaling and a Gaussian decoder of one fixed sigma, 5,000 steps: made for
    /// its features, not for anomalies.
    /// </summary>
    public static VaeOptions DefaultPretraining { get; } = ClassifierDefaults.Pretraining;

    /// <summary>Checks every value against its range.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names the option, its value and what is allowed.</exception>
    public void Validate()
    {
        ValidateValues();
        if (Pretrain)
        {
            Pretraining.RequireHeldOutRows();
        }

        if (EarlyStopping is not null && ValidationFraction <= 0)
        {
            throw new ArgumentException(
                "EarlyStopping is set but ValidationFraction is 0, so there is no validation loss to watch; set ValidationFraction (for example 0.2).");
        }
    }

    /// <summary>Checks each value against its range; not whether rows are held out for those that need them.</summary>
    internal void ValidateValues()
    {
        ArgumentNullException.ThrowIfNull(Pretraining);
        ArgumentNullException.ThrowIfNull(Schedule);
        ArgumentNullException.ThrowIfNull(Engine);
        Pretraining.ValidateValues();
        if (Pretraining.MissingValues != Data.MissingValueHandling.Invalid)
        {
            throw new ArgumentException(
                $"Pretraining.MissingValues is {Pretraining.MissingValues} but a classifier reads complete rows; leave it at Invalid, and fill the rows in first, for example by VaeModel.Impute.");
        }

        if (Features is not (FeatureKind.Hidden or FeatureKind.Mean))
        {
            throw new ArgumentException(
                $"Features is {Features} but a classifier is trained on {FeatureKind.Hidden} or {FeatureKind.Mean}; choose one of those, or feed that code to a trainer of your choice.");
        }

        if (Epochs is { } epochs)
        {
            Require.InRange(epochs, 1, 1_000_000, "Epochs");
        }

        Require.InRange(Steps, 1, int.MaxValue, "Steps");
        Require.InRange(BatchSize, 1, 1 << 20, "BatchSize");
        if (FrozenEpochs is { } frozen)
        {
            Require.InRange(frozen, 0, 1_000_000, "FrozenEpochs");
        }

        Require.InRange(HeadLearningRate, 1e-9f, 100f, "HeadLearningRate");
        Require.InRange(EncoderLearningRate, 0f, 100f, "EncoderLearningRate");
        Schedule.Validate();
        Require.InRange(Dropout, 0f, 0.99f, "Dropout");
        Require.InRange(WeightDecay, 0f, 10f, "WeightDecay");
        Require.InRange(LabelSmoothing, 0f, 0.9f, "LabelSmoothing");
        Require.InRange(ValidationFraction, 0f, 0.9f, "ValidationFraction");
        EarlyStopping?.Validate();
        Engine.Validate();
    }
}
