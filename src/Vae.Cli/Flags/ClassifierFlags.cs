using System.Collections.Immutable;
using System.CommandLine;
using Vae.Cli.Flags.Values;
using Vae.Cli.Hosting;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Options;
using Vae.Data.Options;

namespace Vae.Cli.Flags;

/// <summary>Every flag of <c>vae train-classifier</c>, and the options they make. Flags that are left out take the library's defaults.</summary>
internal sealed class ClassifierFlags
{
    public DataFlags Rows { get; } = new();

    /// <summary>As for training a model.</summary>
    public Option<IReadOnlyDictionary<string, IReadOnlyList<DatePart>>?> Dates { get; } = new ColumnFlags().Dates;

    public Option<string?> Unlabelled { get; } = Flag.Text("--unlabelled", "FILE",
        "Rows to pretrain on in place of those of --data: a file with the same columns, whose --label column, if it has one, is not looked at.");

    public Option<string?> Pretrained { get; } = Flag.Text("--pretrained", "MODEL", "A model that 'vae train' wrote, to fine-tune in place of pretraining one.");

    public Option<string?> Out { get; } = Flag.Text("--out", "CLASSIFIER", "Where the classifier goes; it appears whole or not at all.", required: true);

    public Option<bool> FromScratch { get; } = Flag.Switch("--from-scratch", "Do not pretrain: for comparison.");

    public Option<ImmutableArray<int>?> Hidden { get; } = Flag.Parsed("--hidden", "N,N,...",
        "Widths of the encoder's hidden layers, the last of which the classes are told by. Default 256,128.", text => LayerWidths.Parse(text, mayBeNone: false));

    public Option<int?> Latent { get; } = Flag.Number<int>("--latent", "Numbers in the latent code of the pretraining. Default 32.");

    public Option<int?> PretrainSteps { get; } = Flag.Number<int>("--pretrain-steps", "Optimiser steps of the pretraining, of 128 rows. Default 5000.");

    public Option<int?> Epochs { get; } = Flag.Number<int>("--epochs", "Passes over the labelled rows. Default: as many as --steps takes.");

    public Option<int?> Steps { get; } = Flag.Number<int>("--steps", "Optimiser steps on labelled rows, in place of --epochs. Default 2000.");

    public Option<int?> Batch { get; } = Flag.Number<int>("--batch", "Labelled rows a step. Default 64.");

    public Option<int?> FrozenEpochs { get; } = Flag.Number<int>("--frozen-epochs", "First epochs in which the encoder stays as pretrained. Default: half of them.");

    public Option<float?> HeadRate { get; } = Flag.Number<float>("--head-rate", "Learning rate of the classifying layer. Default 0.003.");

    public Option<float?> EncoderRate { get; } = Flag.Number<float>("--encoder-rate", "Learning rate of the encoder; 0 keeps it as pretrained. Default 0.002.");

    public Option<float?> Dropout { get; } = Flag.Number<float>("--dropout", "Share of the encoder's output dropped in training. Default 0.2.");

    public Option<float?> WeightDecay { get; } = Flag.Number<float>("--weight-decay", "Decoupled weight decay (AdamW). Default 0.");

    public Option<float?> Smoothing { get; } = Flag.Number<float>("--label-smoothing", "Share of the target spread over all classes. Default 0.");

    public Option<float?> Validation { get; } = Flag.Number<float>("--validation", "Share of each class's labelled rows held out, 0 to 0.9. Default 0.");

    public Option<int?> EarlyStopping { get; } = Flag.Number<int>("--early-stopping",
        "Stop after this many epochs without a better loss of held-out rows, and keep the best; needs --validation. Default: off.");

    public Option<int?> Seed { get; } = Flag.Number<int>("--seed", "Seed of both stages; the same seed trains the same classifier. Default 0.");

    public Option<int?> Threads { get; } = Flag.Number<int>("--threads", "Most threads; 0 is one a processor. Training takes fewer where it is faster with them. Default 0.");

    public FlagGroup[] Groups() =>
    [
        new FlagGroup("Files", [.. Rows.All, Unlabelled, Pretrained, Out]),
        new FlagGroup("Columns of a table", Dates),
        new FlagGroup("Pretraining", Hidden, Latent, PretrainSteps, FromScratch),
        new FlagGroup("Fine-tuning", Epochs, Steps, Batch, FrozenEpochs, HeadRate, EncoderRate, Dropout, WeightDecay, Smoothing, Validation, EarlyStopping),
        new FlagGroup("Run", Seed, Threads),
    ];

    /// <summary>The options of a command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isPictures">Whether rows are grey levels from 0 to 1, which suit a Bernoulli decoder as they are.</param>
    /// <exception cref="UsageException">Flags contradict each other, or a value is out of range.</exception>
    public VaeClassifierOptions Read(ParseResult parsed, bool isPictures)
    {
        ThrowIfContradicting(parsed);
        var defaults = new VaeClassifierOptions();
        var engine = new EngineOptions { Threads = parsed.GetValue(Threads) ?? 0 };
        var pretraining = defaults.Pretraining;
        pretraining = pretraining with
        {
            Network = pretraining.Network with
            {
                HiddenLayers = parsed.GetValue(Hidden) ?? pretraining.Network.HiddenLayers,
                LatentDimension = parsed.GetValue(Latent) ?? pretraining.Network.LatentDimension,
            },
            Likelihood = isPictures ? Likelihood.Bernoulli() : pretraining.Likelihood,
            Scaling = isPictures ? ScalingKind.None : pretraining.Scaling,
            Training = pretraining.Training with { Steps = parsed.GetValue(PretrainSteps) ?? pretraining.Training.Steps },
            Engine = engine,
            Seed = parsed.GetValue(Seed) ?? 0,
        };
        var options = defaults with
        {
            Pretraining = pretraining,
            Pretrain = !parsed.GetValue(FromScratch),
            Epochs = parsed.GetValue(Epochs),
            Steps = parsed.GetValue(Steps) ?? defaults.Steps,
            BatchSize = parsed.GetValue(Batch) ?? defaults.BatchSize,
            FrozenEpochs = parsed.GetValue(FrozenEpochs),
            HeadLearningRate = parsed.GetValue(HeadRate) ?? defaults.HeadLearningRate,
            EncoderLearningRate = parsed.GetValue(EncoderRate) ?? defaults.EncoderLearningRate,
            Dropout = parsed.GetValue(Dropout) ?? defaults.Dropout,
            WeightDecay = parsed.GetValue(WeightDecay) ?? defaults.WeightDecay,
            LabelSmoothing = parsed.GetValue(Smoothing) ?? defaults.LabelSmoothing,
            ValidationFraction = parsed.GetValue(Validation) ?? 0,
            EarlyStopping = parsed.GetValue(EarlyStopping) is { } patience ? new EarlyStoppingOptions { Patience = patience } : null,
            Engine = engine,
            Seed = parsed.GetValue(Seed) ?? 0,
        };
        try
        {
            options.Validate();
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(exception.Message, exception);
        }

        return options;
    }

    private void ThrowIfContradicting(ParseResult parsed)
    {
        if (parsed.GetValue(Rows.Label) is null)
        {
            throw new UsageException("A classifier learns from labels, but none are named; add --label.");
        }

        if (parsed.GetValue(Epochs) is not null && parsed.GetValue(Steps) is not null)
        {
            throw new UsageException("--epochs and --steps both set the length of the fine-tuning; give one of them.");
        }

        if (parsed.GetValue(Pretrained) is not null
            && (parsed.GetValue(Unlabelled) is not null || parsed.GetValue(FromScratch) || parsed.GetValue(PretrainSteps) is not null
                || parsed.GetValue(Hidden) is not null || parsed.GetValue(Latent) is not null))
        {
            throw new UsageException(
                "--pretrained brings a network that is trained already; leave --unlabelled, --from-scratch, --pretrain-steps, --hidden and --latent out.");
        }
    }
}
