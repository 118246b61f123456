namespace Vae.Cli.Flags;

/// <summary>Says in an error message of the library's options which flag set the option.</summary>
internal static class FlagNames
{
    // Longer names come first where one begins with another.
    private static readonly (string Option, string Flag)[] Names =
    [
        ("The number of Network.HiddenLayers", "The number of layers in --hidden"),
        ("Network.HiddenLayers", "--hidden"),
        ("Network.Image", "--image"),
        ("a smaller KernelSize or more Padding", "a smaller --kernel or more --padding"),
        ("The number of Network.Convolutional.Channels", "The number of --channels"),
        ("Network.Convolutional.Channels", "--channels"),
        ("Network.Convolutional.KernelSize", "--kernel"),
        ("a larger Stride", "a larger --stride"),
        ("Network.Convolutional.Stride", "--stride"),
        ("Network.Convolutional.Padding", "--padding"),
        ("Network.LatentDimension", "--latent"),
        ("FrozenEpochs", "--frozen-epochs"),
        ("HeadLearningRate", "--head-rate"),
        ("EncoderLearningRate", "--encoder-rate"),
        ("LabelSmoothing", "--label-smoothing"),
        ("Network.Dropout", "--dropout"),
        ("Likelihood.SigmaFloor", "--sigma-floor"),
        ("Likelihood.Sigma", "--sigma"),
        ("Objective.Kind", "--objective"),
        ("Objective.Corruption", "--corruption"),
        ("Objective.Binarization", "--binarize"),
        ("Objective.KlWeight", "--beta"),
        ("Objective.KlWarmupSteps or FreeBits", "--kl-warmup or --free-bits"),
        ("Objective.KlWarmupSteps", "--kl-warmup"),
        ("Objective.FreeBits", "--free-bits"),
        ("Objective.Samples", "--samples"),
        ("Training.Epochs", "--epochs"),
        ("Training.Steps", "--steps"),
        ("Training.BatchSize", "--batch"),
        ("Training.Optimizer.LearningRate", "--learning-rate"),
        ("Training.Optimizer.WeightDecay", "--weight-decay"),
        ("Training.Schedule.WarmupSteps", "--warmup"),
        ("Training.GradientClipNorm", "--clip"),
        ("Training.ValidationFraction", "--validation"),
        ("Training.EarlyStopping.Patience", "--early-stopping"),
        ("set Training.InvalidRows to Skip", "give --invalid-rows skip"),
        ("Training.MemoryBudgetBytes", "--memory in bytes"),
        ("Scoring.Kind", "--score"),
        ("Scoring.Samples", "--score-samples"),
        ("Scoring.Threshold's contamination rate", "--contamination"),
        ("Scoring.Threshold's quantile", "--quantile"),
        ("Scoring.Threshold's risk", "--risk"),
        ("Scoring.Threshold's value", "--value"),
        ("Scoring.Threshold's false-positive rate", "--false-positive-rate"),
        ("Engine.Threads", "--threads"),
        ("Sampling.Temperature", "--temperature"),
        ("Sheet.Columns", "--columns"),
        ("Sheet.Zoom", "--zoom"),
        ("Sheet.Low", "--low"),
        ("Sheet.High", "--high"),
        ("Engine.Name", "--engine"),
        ("Engine.Device", "--device"),
        ("Engine.FallbackToCpu", "--fallback-to-cpu"),
        ("Engine.Precision", "--precision"),
    ];

    public static string Translate(string message) =>
        Names.Aggregate(message, (text, name) => text.Replace(name.Option, name.Flag, StringComparison.Ordinal));
}
