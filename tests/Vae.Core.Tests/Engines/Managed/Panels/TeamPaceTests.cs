using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Tests.Engines.Managed.Panels;

/// <summary>The clock is one of our own: a step takes as long as the test says that one with so many threads does.</summary>
public sealed class TeamPaceTests
{
    private const int BatchSize = 128;
    private const int StepsOfAComparison = 60;

    [Theory]
    [InlineData(2, 1, 100, 130)]
    [InlineData(2, 1, 100, 97)]
    [InlineData(2, 2, 100, 90)]
    public void End_StepsOnTwoThreads_TakesTheFaster(int size, int expected, double alone, double together)
    {
        using var run = new PacedRun(size, threads => threads == 1 ? alone : together);

        run.Take(StepsOfAComparison);

        Assert.Equal(expected, run.Team.Active);
    }

    [Theory]
    [InlineData(1, new[] { 100.0, 160, 300, 500 })]
    [InlineData(2, new[] { 100.0, 60, 75, 90 })]
    [InlineData(4, new[] { 100.0, 60, 40, 39 })]
    [InlineData(8, new[] { 100.0, 60, 40, 30 })]
    public void End_StepsOnEightThreads_TakesTheFastestOfAllHalvesOfThem(int expected, double[] microseconds)
    {
        using var run = new PacedRun(8, threads => microseconds[(int)Math.Log2(threads)]);

        run.Take(4 * StepsOfAComparison);

        Assert.Equal(expected, run.Team.Active);
    }

    [Fact]
    public void End_AFewStepsThatTookVeryLong_DoNotCount()
    {
        var random = new Random(5);
        using var run = new PacedRun(2, threads => (threads == 1 ? 100 : 60) * (random.Next(5) == 0 ? 50 : 1));

        run.Take(StepsOfAComparison);

        Assert.Equal(2, run.Team.Active);
    }

    [Fact]
    public void End_OtherProgramsTakeAProcessorLater_IsFoundOutAndSoIsTheirEnd()
    {
        var isBusy = false;
        using var run = new PacedRun(2, threads => threads == 1 ? 100 : isBusy ? 140 : 60);
        List<int> active = [];

        foreach (var busy in new[] { false, true, false })
        {
            isBusy = busy;
            run.Take(10_000);
            active.Add(run.Team.Active);
        }

        Assert.Equal([2, 1, 2], active);
    }

    [Fact]
    public void End_ManySteps_FewOfThemAreTakenOtherwiseThanIsBest()
    {
        var slow = 0;
        using var run = new PacedRun(2, threads =>
        {
            slow += threads == 1 ? 1 : 0;
            return threads == 1 ? 120 : 100;
        });

        run.Take(20_000);

        Assert.InRange(slow, 1, 100);
    }

    [Fact]
    public void End_LongSteps_AreNotTriedWithFewerThreads()
    {
        using var run = new PacedRun(4, threads =>
        {
            Assert.Equal(4, threads);
            return 60_000;
        });

        run.Take(1000);
    }

    [Fact]
    public void End_LastStepsOfEpochs_AreNotLookedAt()
    {
        using var run = new PacedRun(2, threads => 100);

        run.Take(1000, rows: BatchSize / 2);

        Assert.Equal(2, run.Team.Active);
    }

    [Fact]
    public void End_OneThread_IsOne()
    {
        using var run = new PacedRun(1, threads => 100);

        run.Take(1000);

        Assert.Equal(1, run.Team.Active);
    }

    private sealed class PacedRun : TimeProvider, IDisposable
    {
        private readonly Func<int, double> microseconds;
        private readonly TeamPace pace;
        private double now;

        public PacedRun(int size, Func<int, double> microseconds)
        {
            this.microseconds = microseconds;
            Team = new WorkerTeam(size);
            pace = new TeamPace(Team, BatchSize, this);
        }

        public WorkerTeam Team { get; }

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => (long)(1000 * now);

        public void Take(int steps, int rows = BatchSize)
        {
            for (var step = 0; step < steps; step++)
            {
                pace.Begin();
                now += microseconds(Team.Active);
                pace.End(rows);
            }
        }

        public void Dispose() => Team.Dispose();
    }
}
