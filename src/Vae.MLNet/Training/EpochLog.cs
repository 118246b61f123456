using System.Globalization;
using Microsoft.ML.Runtime;
using Vae.Core.Reports;

namespace Vae.MLNet.Training;

/// <summary>Writes one line an epoch to the log of the ML.NET context, and passes every report on to the user's own listener.</summary>
internal sealed class EpochLog(IChannel channel, IProgress<TrainingProgress>? listener) : IProgress<TrainingProgress>, IProgress<DriftReport>
{
    private const int MostDimensions = 20;

    public void Report(TrainingProgress value)
    {
        if (value.IsEpochEnd)
        {
            channel.Info(MessageSensitivity.None, "{0}", Line(value));
        }

        listener?.Report(value);
    }

    public void Report(DriftReport value) => channel.Info(MessageSensitivity.None, "Beside the rows of before: {0}", value.Verdict);

    /// <summary>Says what was trained, and warns of what the user should know.</summary>
    public void Finish(TrainingReport report)
    {
        channel.Info(MessageSensitivity.None, "{0}", Line(report));
        foreach (var line in Diagnostics(report))
        {
            channel.Info(MessageSensitivity.None, "{0}", line);
        }

        foreach (var warning in report.Warnings)
        {
            channel.Warning(MessageSensitivity.None, "{0}", warning);
        }
    }

    private static string Line(TrainingProgress p) => string.Join(", ", new[]
    {
        (p.Networks > 1 ? Text($"Network {p.Network} of {p.Networks}, ") + "epoch" : "Epoch") + Text($" {p.Epoch} of {p.TotalEpochs}: loss {p.Loss:F3} (reconstruction {p.Reconstruction:F3}, KL {p.Kl:F3})"),
        p.DiscriminatorLoss is { } told ? Text($"discriminator {told:F3}, right {p.DiscriminatorAccuracy:P0}") : null,
        p.ValidationLoss is { } loss ? Text($"validation {loss:F3}") : null,
        p.ActiveUnits is { } units ? Text($"{units} active") : null,
        Text($"{p.RowsPerSecond:F0} rows/s"),
        Text($"{p.Remaining.TotalSeconds:F0} s left"),
    }.OfType<string>());

    private static string Line(TrainingReport report) =>
        Text($"Trained on {report.TrainingRows} rows in {report.Seconds:F1} s by {report.Engine}: ")
        + Text($"kept epoch {report.BestEpoch} of {report.Epochs}, ")
        + Text($"{report.ActiveUnits} of {report.KlPerDimension.Length} latent dimensions active");

    /// <summary>What tells a useful model from a useless one.</summary>
    private static IEnumerable<string> Diagnostics(TrainingReport report)
    {
        yield return "KL per dimension, nats: "
            + string.Join(' ', report.KlPerDimension.OrderDescending().Take(MostDimensions).Select(kl => Text($"{kl:F2}")))
            + (report.KlPerDimension.Length > MostDimensions ? " ..." : "");
        if (report.Gain is { MeanError: > 0 } gain)
        {
            yield return Text($"Rebuilds rows with {gain.ModelError / gain.MeanError:P1} of the error of their mean")
                + (gain.OverPrincipal is null ? "" : Text($"; with {gain.Rank} principal {(gain.Rank == 1 ? "component" : "components")} {gain.PrincipalError!.Value / gain.MeanError:P1}"));
        }

        if (report.FlaggedRate is { } rate)
        {
            yield return Text($"The threshold {rate.Threshold:G6} flags {rate.Rate:P1} ({rate.Lower:P1} to {rate.Upper:P1}) of {rate.Rows} rows ")
                + (rate.Origin == ScoreOrigin.HeldOut ? "held out" : rate.Origin == ScoreOrigin.CrossFitted ? "of training, cross-fitted" : "of training");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
