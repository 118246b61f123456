using Vae.Core.Tests.Children;

namespace Vae.Core.Tests.Training;

/// <summary>Memory of whole processes: streamed rows, and the steps of a long run.</summary>
public sealed class MemoryTests
{
    [Fact]
    public void Fit_TenTimesTheRowsBeyondTheBudget_HasTheSamePeak()
    {
        // Both runs read more rows than the budget of 1 MiB holds (5,242 of 50 columns) and than the quartiles are taken from (16,384).
        var few = ChildProcess.Run("stream 20000", ("DOTNET_GCgen0size", "1000000"), ("DOTNET_TieredPGO", "0"));

        Assert.Equal(20_000, few.Number("rows"));
        // The rows that the larger run has more are 34 MiB: less than half of them is noise of the collector and of code compiled later, which a short run may end before.
        var allowed = few.Number("peak") + (16 << 20);
        var lowest = double.PositiveInfinity;
        // On a machine that does other things too the collector may come late, which raises a peak and never lowers one: so the lowest of three counts.
        for (var attempt = 0; attempt < 3 && lowest >= allowed; attempt++)
        {
            var many = ChildProcess.Run("stream 200000", ("DOTNET_GCgen0size", "1000000"), ("DOTNET_TieredPGO", "0"));
            Assert.Equal(200_000, many.Number("rows"));
            Assert.True(many.Number("steps") > 9 * few.Number("steps"));
            lowest = Math.Min(lowest, many.Number("peak"));
        }

        Assert.True(lowest < allowed, $"20,000 rows peak at {few.Number("peak") / 1e6:F1} MB, 200,000 at {lowest / 1e6:F1} MB.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Step_ManyTimes_AllocatesNothingAndMemoryStaysFlat(int threads)
    {
        var told = ChildProcess.Run($"steps {threads}");

        Assert.Equal(0, told.Number("thread"));
        // Beside the steps the runtime itself (tiering, its timers) allocates a little: a few bytes a step at most.
        Assert.True(told.Number("all") < 8192, $"1,200 steps allocated {told["all"]} bytes.");
        // Code that is compiled once more in the background takes a few megabytes.
        Assert.True(told.Number("growth") < 16 << 20, $"1,200 steps grew the process by {told.Number("growth") / 1e6:F1} MB.");
        Assert.True(double.IsFinite(told.Number("loss")));
    }
}
