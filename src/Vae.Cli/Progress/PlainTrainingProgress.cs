using Vae.Core.Reports;

namespace Vae.Cli.Progress;

/// <summary>
/// Progress for logs and pipes: a line at the end of an epoch, at most one a second, and one every ten seconds within a long epoch.
/// The first and the last epoch always have theirs.
/// </summary>
internal sealed class PlainTrainingProgress(TextWriter output) : IProgress<TrainingProgress>
{
    private static readonly TimeSpan BetweenEpochs = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WithinAnEpoch = TimeSpan.FromSeconds(10);

    private TimeSpan? last;

    public void Report(TrainingProgress value)
    {
        var wait = value.IsEpochEnd ? BetweenEpochs : WithinAnEpoch;
        var isLast = value.IsEpochEnd && value.Step >= value.TotalSteps;
        var isFirst = value.IsEpochEnd && value.Epoch == 1;
        if (!isLast && !isFirst && value.Elapsed - (last ?? TimeSpan.Zero) < wait)
        {
            return;
        }

        last = value.Elapsed;
        output.WriteLine(
            $"{TrainingProgressText.Losses(value)}  {TrainingProgressText.Speed(value.RowsPerSecond)}"
            + $"  {TrainingProgressText.Time(value.Elapsed)} gone, {TrainingProgressText.Time(value.Remaining)} left");
    }
}
