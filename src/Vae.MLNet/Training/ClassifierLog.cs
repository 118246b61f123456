using System.Globalization;
using Microsoft.ML.Runtime;
using Vae.Core.Reports;

namespace Vae.MLNet.Training;

/// <summary>Writes one line an epoch of fine-tuning to the log of the ML.NET context, and passes it on to the user's own listener.</summary>
internal sealed class ClassifierLog(IChannel channel, IProgress<ClassifierEpoch>? listener) : IProgress<ClassifierEpoch>
{
    public void Report(ClassifierEpoch value)
    {
        var held = value.ValidationLoss is { } loss ? Text($", held out {loss:F4} and {value.ValidationAccuracy:P1}") : "";
        channel.Info(
            MessageSensitivity.None,
            "{0}",
            Text($"Fine-tuning, epoch {value.Epoch} of {value.TotalEpochs}: cross-entropy {value.Loss:F4}, accuracy {value.Accuracy:P1}{held}"));
        listener?.Report(value);
    }

    /// <summary>Says what was trained, and warns of what the user should know.</summary>
    public void Finish(ClassifierReport report)
    {
        channel.Info(
            MessageSensitivity.None,
            "{0}",
            Text($"Fine-tuned on {report.TrainingRows} labelled rows of {report.RowsPerClass.Length} classes in {report.Seconds:F1} s by {report.Engine}: kept epoch {report.BestEpoch} of {report.Epochs}"));
        foreach (var warning in report.Warnings.Concat(report.Pretraining?.Warnings ?? []))
        {
            channel.Warning(MessageSensitivity.None, "{0}", warning);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
