using System.Globalization;
using Microsoft.ML.Runtime;
using Vae.Core.Training;

namespace Vae.MLNet.Training;

/// <summary>Writes one line an epoch to the log of the ML.NET context, and passes every report on to the user's own listener.</summary>
internal sealed class EpochLog(IChannel channel, IProgress<TrainingProgress>? listener) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.IsEpochEnd)
        {
            channel.Info(MessageSensitivity.None, "{0}", Line(value));
        }

        listener?.Report(value);
    }

    /// <summary>Says what was trained, and warns of what the user should know.</summary>
    public void Finish(TrainingReport report)
    {
        channel.Info(
            MessageSensitivity.None,
            "{0}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Trained on {report.TrainingRows} rows in {report.Seconds:F1} s by {report.Engine}: kept epoch {report.BestEpoch} of {report.Epochs}, {report.ActiveUnits} of {report.KlPerDimension.Length} latent dimensions active"));
        foreach (var warning in report.Warnings)
        {
            channel.Warning(MessageSensitivity.None, "{0}", warning);
        }
    }

    private static string Line(TrainingProgress p)
    {
        var validation = p.ValidationLoss is { } loss ? string.Create(CultureInfo.InvariantCulture, $", validation {loss:F3}") : "";
        var active = p.ActiveUnits is { } units ? string.Create(CultureInfo.InvariantCulture, $", {units} active") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Epoch {p.Epoch} of {p.TotalEpochs}: loss {p.Loss:F3} (reconstruction {p.Reconstruction:F3}, KL {p.Kl:F3}){validation}{active}, {p.RowsPerSecond:F0} rows/s, {p.Remaining.TotalSeconds:F0} s left");
    }
}
