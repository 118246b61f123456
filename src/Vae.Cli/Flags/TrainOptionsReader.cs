using System.CommandLine;
using Vae.Cli.Flags.Values;
using Vae.Cli.Hosting;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Objectives;
using Vae.Core.Options;

namespace Vae.Cli.Flags;

/// <summary>Makes the library's options of the flags that were given, and of its defaults where none were.</summary>
internal static class TrainOptionsReader
{
    /// <summary>Reads and checks all options that do not depend on the data, which is all but the scaling's default.</summary>
    /// <param name="flags">The flags.</param>
    /// <param name="parsed">What was given.</param>
    /// <param name="imageOfRows">The picture that the rows themselves say that they are, or null; asked for where a network needs it and no flag says it.</param>
    /// <exception cref="UsageException">A value is out of range, or flags contradict one another.</exception>
    public static VaeOptions Read(TrainFlags flags, ParseResult parsed, Func<ImageShape?> imageOfRows)
    {
        ThrowIfContradicting(flags, parsed);
        var defaults = new VaeOptions();
        var options = defaults with
        {
            Network = defaults.Network with
            {
                Kind = parsed.GetValue(flags.Network) ?? defaults.Network.Kind,
                Image = ReadImage(flags, parsed, imageOfRows),
                Convolutional = ReadConvolution(flags, parsed, defaults.Network.Convolutional),
                Normalization = parsed.GetValue(flags.Normalization) ?? defaults.Network.Normalization,
                HiddenLayers = parsed.GetValue(flags.Hidden),
                LatentDimension = parsed.GetValue(flags.Latent) ?? (parsed.GetValue(flags.Prior) as GaussianMixturePrior)?.Means[0].Length,
                Activation = parsed.GetValue(flags.Activation) ?? defaults.Network.Activation,
                Dropout = parsed.GetValue(flags.Dropout) ?? defaults.Network.Dropout,
                Initialization = parsed.GetValue(flags.Init) ?? defaults.Network.Initialization,
            },
            Likelihood = parsed.GetValue(flags.Likelihood) == LikelihoodChoice.Bernoulli ? Likelihood.Bernoulli() : ReadGaussian(flags, parsed),
            Objective = defaults.Objective with
            {
                Kind = parsed.GetValue(flags.Objective) ?? defaults.Objective.Kind,
                Adversarial = defaults.Objective.Adversarial with
                {
                    Prior = parsed.GetValue(flags.Prior) ?? defaults.Objective.Adversarial.Prior,
                    UseLabels = parsed.GetValue(flags.UseLabels),
                    InstanceNoise = parsed.GetValue(flags.InstanceNoise),
                },
                Corruption = parsed.GetValue(flags.Corruption),
                Binarization = parsed.GetValue(flags.Binarize) ? Binarization.Dynamic : defaults.Objective.Binarization,
                KlWeight = parsed.GetValue(flags.Beta) ?? defaults.Objective.KlWeight,
                KlWarmupSteps = parsed.GetValue(flags.KlWarmup) ?? defaults.Objective.KlWarmupSteps,
                FreeBits = parsed.GetValue(flags.FreeBits) ?? defaults.Objective.FreeBits,
                Samples = parsed.GetValue(flags.Samples) ?? defaults.Objective.Samples,
            },
            Training = ReadTraining(flags, parsed, defaults.Training),
            Scoring = ReadScoring(flags, parsed, parsed.GetValue(flags.NormalOnly) ? ScoringOptions.ForNormalRows : defaults.Scoring),
            Engine = defaults.Engine with
            {
                Name = parsed.GetValue(flags.Engine) switch
                {
                    EngineChoice.Managed => EngineOptions.ManagedName,
                    EngineChoice.Torch => EngineOptions.TorchName,
                    _ => defaults.Engine.Name,
                },
                Device = parsed.GetValue(flags.Device),
                FallbackToCpu = parsed.GetValue(flags.FallbackToCpu),
                Precision = parsed.GetValue(flags.Precision) ?? defaults.Engine.Precision,
                Threads = parsed.GetValue(flags.Threads) ?? defaults.Engine.Threads,
            },
            MissingValues = parsed.GetValue(flags.Missing) ?? defaults.MissingValues,
            ImputationPasses = parsed.GetValue(flags.ImputationPasses),
            Seed = parsed.GetValue(flags.Seed) ?? defaults.Seed,
        };
        try
        {
            return new VaeTrainer(options).Options;
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
    }

    /// <summary>The scaling that was asked for, or the default for this decoder on these data.</summary>
    /// <param name="flags">The flags.</param>
    /// <param name="parsed">What was given.</param>
    /// <param name="dataIsIdx">Whether the rows are bytes read as 0 to 1, which a Bernoulli decoder takes as they are.</param>
    public static ScalingKind ReadScaling(TrainFlags flags, ParseResult parsed, bool dataIsIdx) =>
        parsed.GetValue(flags.Scaling)
        ?? (parsed.GetValue(flags.Likelihood) != LikelihoodChoice.Bernoulli ? new VaeOptions().Scaling
            : dataIsIdx ? ScalingKind.None
            : ScalingKind.MinMax);

    private static ImageShape? ReadImage(TrainFlags flags, ParseResult parsed, Func<ImageShape?> imageOfRows) =>
        parsed.GetValue(flags.Image) is { } given ? given
        : parsed.GetValue(flags.Network) != NetworkKind.Convolutional ? null
        : imageOfRows() ?? throw new UsageException("--network convolutional needs the shape of the pictures; add --image 1x28x28, for example. An idx file says it itself.");

    private static ConvolutionOptions ReadConvolution(TrainFlags flags, ParseResult parsed, ConvolutionOptions defaults) => defaults with
    {
        Channels = parsed.GetValue(flags.Channels),
        KernelSize = parsed.GetValue(flags.Kernel) ?? defaults.KernelSize,
        Stride = parsed.GetValue(flags.Stride) ?? defaults.Stride,
        Padding = parsed.GetValue(flags.Padding),
    };

    private static GaussianLikelihood ReadGaussian(TrainFlags flags, ParseResult parsed)
    {
        var defaults = Likelihood.GaussianLearnedPerFeature();

        // A VAE-GAN has no use for a sigma of the rows themselves, and learns none.
        var standard = parsed.GetValue(flags.Objective) == ObjectiveKind.VaeGan ? SigmaKind.Fixed : defaults.SigmaKind;
        var sigma = parsed.GetValue(flags.Sigma) ?? new SigmaChoice(standard, defaults.Sigma);
        return defaults with
        {
            SigmaKind = sigma.Kind,
            Sigma = sigma.Value,
            SigmaFloor = parsed.GetValue(flags.SigmaFloor) ?? defaults.SigmaFloor,
        };
    }

    private static TrainingOptions ReadTraining(TrainFlags flags, ParseResult parsed, TrainingOptions defaults) => defaults with
    {
        Epochs = parsed.GetValue(flags.Epochs),
        Steps = parsed.GetValue(flags.Steps) ?? defaults.Steps,
        BatchSize = parsed.GetValue(flags.Batch) ?? defaults.BatchSize,
        Optimizer = defaults.Optimizer with
        {
            LearningRate = parsed.GetValue(flags.LearningRate) ?? defaults.Optimizer.LearningRate,
            WeightDecay = parsed.GetValue(flags.WeightDecay) ?? defaults.Optimizer.WeightDecay,
        },
        Schedule = defaults.Schedule with
        {
            Decay = parsed.GetValue(flags.Schedule) ?? defaults.Schedule.Decay,
            WarmupSteps = parsed.GetValue(flags.Warmup) ?? defaults.Schedule.WarmupSteps,
        },
        GradientClipNorm = parsed.GetValue(flags.Clip),
        EnsembleSize = parsed.GetValue(flags.Ensemble) ?? defaults.EnsembleSize,
        Shards = parsed.GetValue(flags.Shards) ?? defaults.Shards,
        TrimShare = parsed.GetValue(flags.Trim) ?? defaults.TrimShare,
        ValidationFraction = parsed.GetValue(flags.Validation) ?? defaults.ValidationFraction,
        Checkpoint = ReadCheckpoint(flags, parsed),
        EarlyStopping = parsed.GetValue(flags.EarlyStopping) is { } patience ? new EarlyStoppingOptions { Patience = patience } : null,
        InvalidRows = parsed.GetValue(flags.InvalidRows) ?? defaults.InvalidRows,
        MemoryBudgetBytes = parsed.GetValue(flags.Memory) is { } mebibytes ? (long)mebibytes << 20 : defaults.MemoryBudgetBytes,
    };

    private static CheckpointOptions? ReadCheckpoint(TrainFlags flags, ParseResult parsed) => parsed.GetValue(flags.Checkpoint) is not { } path ? null : new CheckpointOptions
    {
        Path = path,
        EverySteps = parsed.GetValue(flags.Every)?.Steps,
        Every = parsed.GetValue(flags.Every)?.Time,
        Command = [Environment.CurrentDirectory, .. parsed.Tokens.Select(token => token.Value)],
    };

    private static ScoringOptions ReadScoring(TrainFlags flags, ParseResult parsed, ScoringOptions defaults) => defaults with
    {
        Kind = parsed.GetValue(flags.Score) ?? defaults.Kind,
        Samples = parsed.GetValue(flags.ScoreSamples) ?? defaults.Samples,
        Threshold = parsed.GetValue(flags.FalsePositiveRate) is { } falsePositives ? ThresholdPolicy.FalsePositiveRate(falsePositives)
            : parsed.GetValue(flags.Risk) is { } risk ? ThresholdPolicy.ExtremeValue(risk)
            : parsed.GetValue(flags.Contamination) is { } contamination ? ThresholdPolicy.Contamination(contamination)
            : defaults.Threshold,
    };

    private static void ThrowIfContradicting(TrainFlags flags, ParseResult parsed)
    {
        ThrowIfBoth(parsed, flags.Epochs, flags.Steps, "the length of the run");
        ThrowIfNotGoingOn(flags, parsed);
        ThrowIfBoth(parsed, flags.Contamination, flags.FalsePositiveRate, "the threshold");
        if (parsed.GetValue(flags.Every) is not null && parsed.GetValue(flags.Checkpoint) is null)
        {
            throw new UsageException("--every says how often --checkpoint is written, which is not given; add it, or leave --every out.");
        }

        ThrowIfBoth(parsed, flags.Contamination, flags.Risk, "the threshold");
        ThrowIfBoth(parsed, flags.FalsePositiveRate, flags.Risk, "the threshold");
        Option[] convolutions = [flags.Channels, flags.Kernel, flags.Stride, flags.Padding];
        if (parsed.GetValue(flags.Network) != NetworkKind.Convolutional
            && Array.Find(convolutions, flag => parsed.GetResult(flag) is not null) is { } idle)
        {
            throw new UsageException($"{idle.Name} shapes convolutions, but the network has none; add --network convolutional, or leave {idle.Name} out.");
        }

        var isBernoulli = parsed.GetValue(flags.Likelihood) == LikelihoodChoice.Bernoulli;
        if (isBernoulli && (parsed.GetResult(flags.Sigma) is not null || parsed.GetResult(flags.SigmaFloor) is not null))
        {
            throw new UsageException("--sigma and --sigma-floor belong to --likelihood gaussian, but --likelihood is bernoulli; leave out one of them.");
        }

        if (parsed.GetResult(flags.SigmaFloor) is not null && parsed.GetValue(flags.Sigma)?.Kind == SigmaKind.Fixed)
        {
            throw new UsageException("--sigma-floor bounds a learned sigma, but --sigma is a fixed number; leave out one of them.");
        }

        if (parsed.GetValue(flags.NormalOnly) && parsed.GetValue(flags.Rows.Label) is null)
        {
            throw new UsageException("--normal-only keeps the rows with label 0, but no label is named; add --label.");
        }

        if (parsed.GetResult(flags.Prior) is not null && parsed.GetValue(flags.Objective) != ObjectiveKind.Adversarial)
        {
            throw new UsageException("--prior belongs to --objective adversarial, which is not asked for; leave it out, or add that.");
        }

        if (parsed.GetResult(flags.InstanceNoise) is not null && parsed.GetValue(flags.Objective) is not (ObjectiveKind.Adversarial or ObjectiveKind.VaeGan))
        {
            throw new UsageException("--instance-noise belongs to --objective adversarial or vae-gan, which have a discriminator; leave it out, or add one of them.");
        }

        if (parsed.GetValue(flags.UseLabels))
        {
            ThrowIfNotLabelled(flags, parsed);
        }

        ThrowIfBoth(parsed, flags.Validation, flags.ValidationData, "the rows to validate on");
        var isHeldOut = parsed.GetValue(flags.Validation) > 0 || parsed.GetValue(flags.ValidationData) is not null;
        if (parsed.GetValue(flags.EarlyStopping) is not null && !isHeldOut)
        {
            throw new UsageException(
                "--early-stopping watches the validation loss, but no rows are held out; add --validation 0.1, for example, or --validation-data.");
        }

        if (parsed.GetValue(flags.FalsePositiveRate) is not null && !isHeldOut)
        {
            throw new UsageException(
                "--false-positive-rate is measured on held-out rows, but none are held out; add --validation 0.2, for example, or --validation-data.");
        }
    }

    private static void ThrowIfNotGoingOn(TrainFlags flags, ParseResult parsed)
    {
        if (parsed.GetValue(flags.From) is not { } from)
        {
            if (parsed.GetValue(flags.RefitScaling) || parsed.GetValue(flags.AddLevels))
            {
                throw new UsageException("--refit-scaling and --add-levels say how a model goes on learning, but none is named; add --from, or leave them out.");
            }

            return;
        }

        var columns = flags.Columns;
        Option[] kinds = [columns.Categorical, columns.Binary, columns.Count, columns.Numeric, .. parsed.GetValue(flags.AddLevels) ? Array.Empty<Option>() : [columns.MarkersAreNames], columns.Given];
        if (Array.Find(kinds, flag => parsed.GetResult(flag) is not null) is { } other)
        {
            throw new UsageException($"{other.Name} says what columns are, which the model of --from knows; {(other == columns.MarkersAreNames ? "add --add-levels to have it learn such names, or " : "")}leave it out.");
        }

        if (parsed.GetValue(flags.Checkpoint) is not null && parsed.GetValue(flags.Out) is { } path && Path.GetFullPath(path) == Path.GetFullPath(from))
        {
            throw new UsageException("--out would replace the model of --from, which a run that is resumed needs again; give --out another name, or leave --checkpoint out.");
        }
    }

    private static void ThrowIfNotLabelled(TrainFlags flags, ParseResult parsed)
    {
        if (parsed.GetValue(flags.Prior) is not GaussianMixturePrior)
        {
            throw new UsageException(
                "--use-labels brings each class to a Gaussian of its own, but --prior has none; add --objective adversarial --prior circle10, for example, with one a class.");
        }

        if (parsed.GetValue(flags.Rows.Label) is null)
        {
            throw new UsageException("--use-labels trains with labels, but none are named; add --label.");
        }

        if (parsed.GetValue(flags.NormalOnly))
        {
            throw new UsageException("--use-labels takes labels as numbers of classes, --normal-only as 0 for normal and the rest for anomalies; leave out one of them.");
        }
    }

    private static void ThrowIfBoth(ParseResult parsed, Option one, Option other, string what)
    {
        if (parsed.GetResult(one) is not null && parsed.GetResult(other) is not null)
        {
            throw new UsageException($"{one.Name} and {other.Name} both set {what}; leave out one of them.");
        }
    }
}
