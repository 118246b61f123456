using System.CommandLine;
using Vae.Cli.Hosting;
using Vae.Core.Options;

namespace Vae.Cli.Flags;

/// <summary>Flags of <c>vae threshold</c>.</summary>
internal sealed class ThresholdFlags
{
    public Option<string?> Model { get; } = ModelFlag.Create();

    public Option<string?> Out { get; } = Flag.Text("--out", "MODEL", "Where the model with the new threshold goes; it may replace the old one, and appears whole or not at all.", required: true);

    public DataFlags Rows { get; } = new(required: false);

    public Option<float?> Value { get; } = Flag.Number<float>("--value", "This threshold, in the score's unit.");

    public Option<double?> Contamination { get; } = Flag.Number<double>("--contamination", "Share of rows that it flags, 0 to 0.5: of --data, or of rows like the training rows.");

    public Option<double?> Quantile { get; } = Flag.Number<double>("--quantile", "Quantile of the scores, 0 to 1: of --data, or of rows like the training rows.");

    public Option<double?> Risk { get; } = Flag.Number<double>("--risk",
        "Chance that a normal row is flagged, 0.000000001 to 0.1, by an extreme-value fit to the highest scores: of the normal rows of --data, or of rows like the training rows.");

    public Option<double?> FalsePositiveRate { get; } = Flag.Number<double>("--false-positive-rate", "Share of the normal rows of --data that it flags, 0 to 1.");

    public Option<bool> BestF1 { get; } = Flag.Switch("--best-f1", "The best F1 on the rows of --data; needs --label.");

    public Option<int?> Threads { get; } = Flag.Number<int>("--threads", "Threads; 0 is one a processor. Default 0.");

    public FlagGroup[] Groups() =>
    [
        new FlagGroup("Files", [Model, Out, .. Rows.AllForModel]),
        new FlagGroup("Threshold, one of", Value, Contamination, Quantile, Risk, FalsePositiveRate, BestF1),
        new FlagGroup("Scoring", Threads),
    ];

    /// <summary>The policy that was asked for.</summary>
    /// <exception cref="UsageException">None was, or more than one, or it needs rows that are not given.</exception>
    public ThresholdPolicy Read(ParseResult parsed)
    {
        ThresholdPolicy?[] given =
        [
            parsed.GetValue(Value) is { } value ? ThresholdPolicy.Fixed(value) : null,
            parsed.GetValue(Contamination) is { } contamination ? ThresholdPolicy.Contamination(contamination) : null,
            parsed.GetValue(Quantile) is { } quantile ? ThresholdPolicy.Quantile(quantile) : null,
            parsed.GetValue(Risk) is { } risk ? ThresholdPolicy.ExtremeValue(risk) : null,
            parsed.GetValue(FalsePositiveRate) is { } rate ? ThresholdPolicy.FalsePositiveRate(rate) : null,
            parsed.GetValue(BestF1) ? ThresholdPolicy.BestF1() : null,
        ];
        var policies = given.OfType<ThresholdPolicy>().ToArray();
        if (policies.Length != 1)
        {
            throw new UsageException(
                $"{policies.Length} thresholds are asked for; give one of --value, --contamination, --quantile, --risk, --false-positive-rate and --best-f1.");
        }

        var hasData = parsed.GetResult(Rows.Data) is not null;
        if (policies[0] is FalsePositiveRateThreshold or BestF1Threshold && !hasData)
        {
            throw new UsageException("--false-positive-rate and --best-f1 are measured on rows; add --data.");
        }

        if (policies[0] is BestF1Threshold && parsed.GetValue(Rows.Label) is null)
        {
            throw new UsageException("--best-f1 needs labels; name them with --label.");
        }

        return policies[0];
    }
}
