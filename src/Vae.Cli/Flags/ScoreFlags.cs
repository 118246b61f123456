using System.CommandLine;

namespace Vae.Cli.Flags;

/// <summary>Flags of <c>vae score</c>.</summary>
internal sealed class ScoreFlags
{
    public Option<string?> Model { get; } = ModelFlag.Create();

    public DataFlags Rows { get; } = new();

    public Option<string?> Out { get; } = Flag.Text("--out", "FILE",
        "The scores: row (from 0), score, isAnomaly (0 or 1), and label where --label is given. " + OutFlag.Formats + " Default: the figures alone are printed.");

    public Option<float?> Threshold { get; } = Flag.Number<float>("--threshold",
        "Flag rows whose score is above this, in place of the model's own threshold.");

    public Option<int?> NllSamples { get; } = Flag.Number<int>("--nll-samples",
        "Also print the mean negative log-likelihood, estimated by importance weights over this many samples a row; 5000 in the literature."
        + " Default: off.");

    public Option<bool> Probability { get; } = Flag.Switch("--probability",
        "Add to --out the column probability: that of being an anomaly, from 0 to 1, and 1/2 at the threshold.");

    public Option<int?> Threads { get; } = Flag.Number<int>("--threads", "Threads; 0 is one a processor. Default 0.");

    public FlagGroup[] Groups() =>
    [
        new FlagGroup("Files", [Model, .. Rows.AllForModel, Out]),
        new FlagGroup("Scoring", Threshold, Probability, NllSamples, Threads),
    ];
}
