using Vae.Core.Reports;

namespace Vae.Core.Checkpoints;

/// <summary>What a checkpoint says of a network that is done.</summary>
/// <param name="Report">What happened, without what depends on the machine.</param>
/// <param name="Engine">Who did the work.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="RowsPerSecond">How fast it was.</param>
internal sealed record NetworkHeader(TrainingReport Report, string Engine, double Seconds, double RowsPerSecond)
{
    public static NetworkHeader Of(TrainingReport report) => new(report, report.Engine, report.Seconds, report.RowsPerSecond);

    public TrainingReport ToReport() => Report with { Engine = Engine, Seconds = Seconds, RowsPerSecond = RowsPerSecond };
}
