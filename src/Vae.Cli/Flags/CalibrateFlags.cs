using System.CommandLine;

namespace Vae.Cli.Flags;

/// <summary>Flags of <c>vae calibrate</c>.</summary>
internal sealed class CalibrateFlags
{
    public Option<string?> Model { get; } = ModelFlag.Create();

    public Option<string?> Out { get; } = Flag.Text("--out", "MODEL", "Where the model with the new probabilities goes; it may replace the old one, and appears whole or not at all.", required: true);

    public DataFlags Rows { get; } = new(required: true);

    public Option<double?> Prevalence { get; } = Flag.Number<double>("--prevalence",
        "Share of anomalies where the model will be used, above 0 and below 1. Default: that of the rows.");

    public Option<int?> Threads { get; } = Flag.Number<int>("--threads", "Threads; 0 is one a processor. Default 0.");

    public FlagGroup[] Groups() =>
    [
        new FlagGroup("Files", [Model, Out, .. Rows.AllForModel]),
        new FlagGroup("Probability", Prevalence, Threads),
    ];
}
