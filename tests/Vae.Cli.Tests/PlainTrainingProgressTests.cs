using Vae.Cli.Progress;
using Vae.Core.Reports;

namespace Vae.Cli.Tests;

public sealed class PlainTrainingProgressTests
{
    [Fact]
    public void Report_TenEpochsASecond_PrintsFirstLastAndOneASecond()
    {
        var lines = Print(Enumerable.Range(1, 100).Select(epoch => At(epoch, 100, 0.1 * epoch, isEnd: true)));

        Assert.Equal(11, lines.Length);
        Assert.StartsWith("epoch 1/100  loss 3.500  reconstruction 2.500  KL 1.000  validation 3.750  active units 2  1.5k rows/s", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("0:10 gone, 1:05 left", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Report_LongEpoch_PrintsALineEveryTenSeconds()
    {
        var lines = Print(Enumerable.Range(1, 100).Select(half => At(1, 2, 0.5 * half, isEnd: false)));

        Assert.Equal(5, lines.Length);
        Assert.DoesNotContain("validation", lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(59.9, "0:59")]
    [InlineData(61, "1:01")]
    [InlineData(3723, "1:02:03")]
    [InlineData(-5, "0:00")]
    public void Time_Seconds_ReadsAsAClock(double seconds, string expected) =>
        Assert.Equal(expected, TrainingProgressText.Time(TimeSpan.FromSeconds(seconds)));

    private static string[] Print(IEnumerable<TrainingProgress> reports)
    {
        using var writer = new StringWriter();
        var progress = new PlainTrainingProgress(writer);
        foreach (var report in reports)
        {
            progress.Report(report);
        }

        return writer.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    private static TrainingProgress At(int epoch, int epochs, double seconds, bool isEnd) => new()
    {
        IsEpochEnd = isEnd,
        Epoch = epoch,
        TotalEpochs = epochs,
        Step = epoch * 10,
        TotalSteps = epochs * 10,
        Loss = 3.5,
        Reconstruction = 2.5,
        Kl = 1,
        ValidationLoss = isEnd ? 3.75 : null,
        ActiveUnits = isEnd ? 2 : null,
        LearningRate = 0.001,
        RowsPerSecond = 1500,
        Elapsed = TimeSpan.FromSeconds(seconds),
        Remaining = TimeSpan.FromSeconds(65),
    };
}
