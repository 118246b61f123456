using Vae.Core.Reports;

namespace Vae.Bench.Quality;

/// <summary>One training run of the classic net.</summary>
/// <param name="Name">Engine and initialisation.</param>
/// <param name="Report">What happened.</param>
internal sealed record EpochLossesRun(string Name, TrainingReport Report)
{
    public double TestLoss => Report.ValidationLoss ?? double.NaN;

    public bool IsWithin => Math.Abs(TestLoss - EpochLosses.Wanted) <= EpochLosses.Tolerance;
}
