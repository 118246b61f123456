using System.Collections.Immutable;
using System.CommandLine;
using Vae.Cli.Flags.Values;
using Vae.Core.Data;
using Vae.Core.Objectives;
using Vae.Core.Options;

namespace Vae.Cli.Flags;

/// <summary>Every flag of <c>vae train</c>. Flags that are left out take the library's defaults; <see cref="TrainOptionsReader"/> puts them together.</summary>
internal sealed class TrainFlags
{
    /// <summary>Looked for before anything is parsed: it stands for all the flags of the run that it resumes.</summary>
    public const string ResumeName = "--resume";

    /// <summary>What a run that is resumed has among its flags.</summary>
    public const string CheckpointName = "--checkpoint";

    public DataFlags Rows { get; } = new();

    public ColumnFlags Columns { get; } = new();

    public Option<string?> Out { get; } = Flag.Text("--out", "MODEL", "Where the model goes; it appears whole or not at all.", required: true);

    public Option<string?> Checkpoint { get; } = Flag.Text(CheckpointName, "FILE",
        "Writes down how far training has come, at the beginning, at --every and when it is interrupted. Where the file is there, training goes on from it, if data and flags are those of then; it is deleted when the model is written.");

    public Option<CheckpointInterval?> Every { get; } = Flag.Parsed<CheckpointInterval?>("--every", "30s|5m|2h|N", "How often --checkpoint is written: a time, or a number of steps. Default 30s.", CheckpointInterval.Parse);

    public Option<string?> Resume { get; } = Flag.Text(ResumeName, "FILE",
        "Goes on with the run that wrote this checkpoint, with its data, flags and --out; nothing else is given beside it but --quiet, --json and --verbose. The model is the one of a run that was never interrupted, byte for byte.");

    public Option<string?> From { get; } = Flag.Text("--from", "MODEL",
        "Goes on training this model on the rows of --data, which must have its columns: its network, its scaling and what else it is made of are kept, and a lower --learning-rate, such as 0.0005, keeps more of what it knows. Scores and threshold"
        + " are calibrated on these rows. How far they are from those of before is told first.");

    public Option<bool> RefitScaling { get; } = Flag.Switch("--refit-scaling", "With --from: scale the columns anew, by these rows.");

    public Option<bool> AddLevels { get; } = Flag.Switch("--add-levels", "With --from: learn levels of categorical columns that the model does not know, NA among them with --na-is-name. Without it they are levels never seen.");

    public Option<bool> NormalOnly { get; } = Flag.Switch("--normal-only", "Train on the rows with label 0 alone, and trim none of them when scores are calibrated; needs --label.");

    public Option<float?> Validation { get; } = Flag.Number<float>("--validation", "Share of rows held out to measure the validation loss, 0 to 0.9. Default 0.");

    public Option<string?> ValidationData { get; } = Flag.Text("--validation-data", "FILE",
        "In place of --validation: rows of a file of their own, with the same columns, --label and --normal-only.");

    public Option<ScalingKind?> Scaling { get; } = Flag.Choice("--scaling",
        "How raw features are scaled; the model holds it, so scoring takes raw features too. Default robust; with --likelihood bernoulli min-max,"
        + " and none for idx files, whose bytes are read as numbers from 0 to 1.",
        ("none", ScalingKind.None), ("standardize", ScalingKind.Standardize), ("min-max", ScalingKind.MinMax), ("robust", ScalingKind.Robust));

    public Option<InvalidRowPolicy?> InvalidRows { get; } = Flag.Choice("--invalid-rows",
        "What to do with rows that hold NaN, an infinity or an empty field: stop with an error, or leave them out. Default error.",
        ("error", InvalidRowPolicy.Error), ("skip", InvalidRowPolicy.Skip));

    public Option<MissingValueHandling?> Missing { get; } = Flag.Choice("--missing",
        "What an empty field, NaN, NA, null or ? means: a row that --invalid-rows is about, or a value that was not observed, so that the row is trained on and"
        + " scored by its other values, and 'vae impute' can fill it in. Default invalid.",
        ("invalid", MissingValueHandling.Invalid), ("observed", MissingValueHandling.Observed));

    public Option<int?> ImputationPasses { get; } = Flag.Number<int>("--imputation-passes",
        "With --missing observed: how often a row with missing values goes through the model, each time with what it made of them the time before, 1 to 16. Default 1; 2"
        + " where less than a fifth of the training values is missing, and 5 where less than a twentieth is.");

    public Option<int?> Memory { get; } = Flag.Number<int>("--memory", "MiB of rows kept in memory, of all shards together; more rows are read anew each epoch. Default 1024.");

    public Option<NetworkKind?> Network { get; } = Flag.Choice("--network",
        "Linear layers alone, or convolutions before them, for pictures; convolutional needs --image, but for an idx file, which says it itself. Default dense.",
        ("dense", NetworkKind.Dense), ("convolutional", NetworkKind.Convolutional));

    public Option<ImageShape?> Image { get; } = Flag.Parsed("--image", "CxHxW",
        "Shape of the pictures that rows hold, channel first, such as 1x28x28, or 28x28 for grey.", ImageShapeText.Parse);

    public Option<ImmutableArray<int>?> Channels { get; } = Flag.Parsed("--channels", "N,N,...",
        "Channels of the encoder's convolutions, mirrored in the decoder. Default: 32,64,128,256,..., as many as bring the picture's sides to 7 or less.",
        text => LayerWidths.Parse(text, mayBeNone: false));

    public Option<int?> Kernel { get; } = Flag.Number<int>("--kernel", "Side of the square of pixels that a convolution sees. Default 3.");

    public Option<int?> Stride { get; } = Flag.Number<int>("--stride", "Pixels from one output of a convolution to the next. Default 2.");

    public Option<int?> Padding { get; } = Flag.Number<int>("--padding", "Zeros around a convolution's input. Default (kernel - 1) / 2.");

    public Option<NormalizationKind?> Normalization { get; } = Flag.Choice("--normalization",
        "Between each hidden layer and its activation: nothing, or each channel by the batch, or each row by itself. Default none.",
        ("none", NormalizationKind.None), ("batch", NormalizationKind.Batch), ("layer", NormalizationKind.Layer));

    public Option<int?> Latent { get; } = Flag.Number<int>("--latent", "Numbers in the latent code. Default: as many as features, at most 64.");

    public Option<ImmutableArray<int>?> Hidden { get; } = Flag.Parsed("--hidden", "N,N,...",
        "Widths of the encoder's hidden layers, mirrored in the decoder; none for a linear network. Default: H,H/2 with H four times the features,"
        + " from 32 to 128; after convolutions one layer of 128.", text => LayerWidths.Parse(text, mayBeNone: true));

    public Option<Activation?> Activation { get; } = Flag.Choice("--activation", "After each hidden layer. Default relu.",
        ("relu", Core.Options.Activation.ReLU), ("leaky-relu", Core.Options.Activation.LeakyReLU), ("silu", Core.Options.Activation.SiLU),
        ("gelu", Core.Options.Activation.GELU), ("tanh", Core.Options.Activation.Tanh));

    public Option<float?> Dropout { get; } = Flag.Number<float>("--dropout", "Share of hidden activations dropped in training. Default 0.");

    public Option<Initialization?> Init { get; } = Flag.Choice("--init", "How weights are drawn. auto is He, or Glorot with tanh. Default pytorch.",
        ("auto", Initialization.Automatic), ("he", Initialization.He), ("glorot", Initialization.Glorot), ("pytorch", Initialization.PyTorch));

    public Option<LikelihoodChoice?> Likelihood { get; } = Flag.Choice("--likelihood",
        "Distribution of a feature given the code: bernoulli for values from 0 to 1, gaussian for any. Default gaussian.",
        ("gaussian", LikelihoodChoice.Gaussian), ("bernoulli", LikelihoodChoice.Bernoulli));

    public Option<SigmaChoice?> Sigma { get; } = Flag.Parsed<SigmaChoice?>("--sigma", "X|learned|per-feature",
        "Standard deviation of the gaussian, in scaled units: a number that stays, one learned for all features, or one learned a feature."
        + " Default per-feature.", SigmaChoice.Parse);

    public Option<float?> SigmaFloor { get; } = Flag.Number<float>("--sigma-floor", "Smallest value of a learned sigma. Default 0.05.");

    public Option<ObjectiveKind?> Objective { get; } = Flag.Choice("--objective",
        "What is minimised: elbo, of a variational autoencoder; autoencoder, the reconstruction error of one code without noise; iwae, the"
        + " importance-weighted bound with --samples samples; adversarial, an autoencoder whose codes a discriminator brings to --prior; vae-gan, for rows"
        + " sharper than a VAE's. Default elbo.",
        ("elbo", ObjectiveKind.Elbo), ("autoencoder", ObjectiveKind.Autoencoder), ("iwae", ObjectiveKind.Iwae),
        ("adversarial", ObjectiveKind.Adversarial), ("vae-gan", ObjectiveKind.VaeGan));

    public Option<Prior?> Prior { get; } = Flag.Parsed("--prior", "normal|circleK",
        "Where --objective adversarial brings the codes: normal, or circleK, K Gaussians on a circle, for two latent dimensions; circleK:RADIUS:SIGMA sets"
        + " their place and width, which are 4 and 0.5 otherwise. Default normal.", PriorChoice.Parse);

    public Option<bool> UseLabels { get; } = Flag.Switch("--use-labels",
        "Show the discriminator of --objective adversarial each row's label, so that class k, counted from 0, goes to Gaussian k of --prior circleK; needs --label.");

    public Option<float?> InstanceNoise { get; } = Flag.Number<float>("--instance-noise",
        "Standard deviation, at first, of noise on what the discriminator sees; it falls to 0 over the run. In units of the prior's own for --objective adversarial, default 0.7; in scaled units for"
        + " vae-gan, default 0.5.");

    public Option<Corruption?> Corruption { get; } = Flag.Parsed("--corruption", "KIND:X",
        "Noise on what the encoder sees in training, for a model that takes it off: gaussian:SIGMA, masking:RATE or salt-pepper:RATE, in scaled"
        + " units. Default: none.", CorruptionChoice.Parse);

    public Option<bool> Binarize { get; } = Flag.Switch("--binarize",
        "Draw each feature as 0 or 1, with its value as the probability, each time a row is trained on; needs --likelihood bernoulli.");

    public Option<float?> Beta { get; } = Flag.Number<float>("--beta", "Weight of the KL term. Default 1.");

    public Option<int?> KlWarmup { get; } = Flag.Number<int>("--kl-warmup", "Steps over which that weight rises from 0. Default 0.");

    public Option<float?> FreeBits { get; } = Flag.Number<float>("--free-bits", "Nats of KL a latent dimension that cost nothing. Default 0.");

    public Option<int?> Samples { get; } = Flag.Number<int>("--samples", "Monte-Carlo samples of the code a row and step; the k of iwae. Default 1.");

    public Option<int?> Epochs { get; } = Flag.Number<int>("--epochs", "Passes over the rows. Default: as many as --steps takes.");

    public Option<int?> Steps { get; } = Flag.Number<int>("--steps", "Optimiser steps, in place of --epochs. Default 1000.");

    public Option<int?> Batch { get; } = Flag.Number<int>("--batch", "Rows a step. Default 128.");

    public Option<float?> LearningRate { get; } = Flag.Number<float>("--learning-rate", "Step size of Adam. Default 0.002.");

    public Option<LearningRateDecay?> Schedule { get; } = Flag.Choice("--schedule",
        "How the learning rate goes on after its warm-up: stays, or falls to 0 at the last step. Default cosine.",
        ("constant", LearningRateDecay.Constant), ("cosine", LearningRateDecay.Cosine), ("linear", LearningRateDecay.Linear));

    public Option<int?> Warmup { get; } = Flag.Number<int>("--warmup", "Steps over which the learning rate rises to its full value. Default 50.");

    public Option<float?> WeightDecay { get; } = Flag.Number<float>("--weight-decay", "Decoupled weight decay (AdamW). Default 0.");

    public Option<int?> Ensemble { get; } = Flag.Number<int>("--ensemble",
        "Networks to train, each from a seed of its own; a row's score is the mean of theirs, which depends less on the seed. Default 1.");

    public Option<int?> Shards { get; } = Flag.Number<int>("--shards",
        "Parts that the rows are divided in, of which a batch takes a share each; the model depends on their number, and not on who computes which. Default 1.");

    public Option<float?> Trim { get; } = Flag.Number<float>("--trim",
        "Share of the training rows, those explained worst, that it does not train on; about the share of anomalies among them. Default 0.");

    public Option<float?> Clip { get; } = Flag.Number<float>("--clip", "Largest norm of the gradient. Default: none.");

    public Option<int?> EarlyStopping { get; } = Flag.Number<int>("--early-stopping",
        "Stop after this many epochs without a better validation loss, and keep the best model; needs --validation. Default: off.");

    public Option<ScoreKind?> Score { get; } = Flag.Choice("--score",
        "What 'vae score' measures: whitened distance of residual and code plus the distance to reference rows, the former alone, squared error,"
        + " negative log-likelihood at the mean code, negative reconstruction probability, negative ELBO, or importance-weighted negative log-likelihood."
        + " Default reference.",
        ("reference", ScoreKind.ReferenceDistance), ("whitened", ScoreKind.WhitenedDistance), ("squared-error", ScoreKind.SquaredError),
        ("log-likelihood", ScoreKind.ReconstructionLogLikelihood), ("probability", ScoreKind.ReconstructionProbability), ("elbo", ScoreKind.NegativeElbo),
        ("nll", ScoreKind.ImportanceWeightedNll));

    public Option<int?> ScoreSamples { get; } = Flag.Number<int>("--score-samples", "Samples of the code that probability, elbo and nll average over. Default 8.");

    public Option<double?> Contamination { get; } = Flag.Number<double>("--contamination",
        "Share of rows like the training rows that the threshold flags, 0 to 0.5. Default 0.1.");

    public Option<double?> FalsePositiveRate { get; } = Flag.Number<double>("--false-positive-rate",
        "In place of --contamination: share of the held-out rows, taken to be normal, that it flags; needs --validation.");

    public Option<double?> Risk { get; } = Flag.Number<double>("--risk",
        "In place of --contamination: chance that a row like the training rows is flagged, 0.000000001 to 0.1, by an extreme-value fit to the highest scores; for rates too"
        + " small to count.");

    public Option<int?> Seed { get; } = Flag.Number<int>("--seed", "Seed of everything random. Default 0.");

    public Option<int?> Threads { get; } = Flag.Number<int>("--threads", "Most threads; 0 is one a processor. Training takes fewer where it is faster with them. Default 0.");

    public Option<EngineChoice?> Engine { get; } = Flag.Choice("--engine",
        "What does the arithmetic: managed, which needs nothing more; torch, libtorch on a GPU or on the processor; or auto: torch where --device names a GPU that"
        + " can be used, else managed. Default auto.",
        (EngineOptions.AutoName, EngineChoice.Auto), (EngineOptions.ManagedName, EngineChoice.Managed), (EngineOptions.TorchName, EngineChoice.Torch));

    public Option<string?> Device { get; } = Flag.Text("--device", "DEVICE",
        "Where to compute: cpu, cuda or cuda:n, or auto, the first GPU if there is one. Default auto for the engine torch, else cpu.");

    public Option<bool> FallbackToCpu { get; } = Flag.Switch("--fallback-to-cpu", "Compute on the processor where the GPU of --device cannot be used.");

    public Option<EnginePrecision?> Precision { get; } = Flag.Choice("--precision",
        "Products of the engine torch: tf32 and bfloat16 are faster on newer GPUs and round more. Default float32.",
        ("float32", EnginePrecision.Float32), ("tf32", EnginePrecision.TF32), ("bfloat16", EnginePrecision.BFloat16));

    public FlagGroup[] Groups() =>
    [
        new FlagGroup("Files", [.. Rows.All, Out]),
        new FlagGroup("Interruptions", Checkpoint, Every, Resume),
        new FlagGroup("Going on learning", From, RefitScaling, AddLevels),
        Columns.Group,
        new FlagGroup("Rows", NormalOnly, Validation, ValidationData, Scaling, Missing, ImputationPasses, InvalidRows, Memory),
        new FlagGroup("Network", Network, Image, Channels, Kernel, Stride, Padding, Normalization, Latent, Hidden, Activation, Dropout, Init),
        new FlagGroup("Likelihood and objective", Likelihood, Sigma, SigmaFloor, Objective, Prior, UseLabels, InstanceNoise, Corruption, Binarize, Beta, KlWarmup, FreeBits, Samples),
        new FlagGroup("Training", Epochs, Steps, Batch, LearningRate, Schedule, Warmup, WeightDecay, Clip, Ensemble, Shards, Trim, EarlyStopping, Seed, Threads),
        new FlagGroup("Engine", Engine, Device, FallbackToCpu, Precision),
        new FlagGroup("Scores", Score, ScoreSamples, Contamination, FalsePositiveRate, Risk),
    ];
}
