using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Tests.Engines.Managed.Panels;

public sealed class WorkerTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Run_ManyTimes_RunsEachIndexOnceATime(int size)
    {
        using var team = new WorkerTeam(size);
        var counts = new int[size];

        for (var i = 0; i < 300; i++)
        {
            team.Run(index => Interlocked.Increment(ref counts[index]));
            if (i % 100 == 0)
            {
                // Long enough that the workers fall asleep and must be woken.
                Thread.Sleep(5);
            }
        }

        Assert.All(counts, count => Assert.Equal(300, count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Run_OneThreadThrows_ThrowsThatAndCanRunAgain(int thrower)
    {
        using var team = new WorkerTeam(2);
        var counts = new int[2];

        var error = Assert.Throws<InvalidDataException>(() => team.Run(index =>
        {
            if (index == thrower)
            {
                throw new InvalidDataException("broken share");
            }
        }));
        team.Run(index => Interlocked.Increment(ref counts[index]));

        Assert.Equal("broken share", error.Message);
        Assert.Equal([1, 1], counts);
    }

    [Fact]
    public void Dispose_Twice_EndsTheThreads()
    {
        var team = new WorkerTeam(3);
        var threads = new Thread[3];
        team.Run(index => threads[index] = Thread.CurrentThread);

        team.Dispose();
        team.Dispose();

        Assert.All(threads[1..], thread => Assert.False(thread.IsAlive));
    }
}
