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
    [InlineData(2)]
    [InlineData(5)]
    public void Run_FewerAndMoreActive_RunsEachIndexBelowTheirNumberOnceATime(int size)
    {
        using var team = new WorkerTeam(size);
        var random = new Random(size);
        var (counts, expected) = (new int[size], new int[size]);

        for (var i = 0; i < 20_000; i++)
        {
            if (random.Next(3) == 0)
            {
                team.Active = random.Next(1, size + 1);
            }

            team.Run(index => counts[index]++); // not interlocked: two threads that did one share would lose some
            for (var index = 0; index < team.Active; index++)
            {
                expected[index]++;
            }

            if (i % 2000 == 0)
            {
                Thread.Sleep(5); // they fall asleep
            }
        }

        Assert.Equal(expected, counts);
    }

    [Fact]
    public void Active_OutOfRange_IsTheNearest()
    {
        using var team = new WorkerTeam(3);
        var started = team.Active;
        team.Active = 0;
        var least = team.Active;
        team.Active = 9;

        Assert.Equal((3, 1, 3), (started, least, team.Active));
    }

    /// <summary>Many more threads than processors, so that most shares are done by the caller and threads come late to what others did.</summary>
    [Fact]
    public void Run_ManyTeamsAtOnce_RunsEachIndexOnceATime()
    {
        const int Teams = 12, Size = 4, Times = 3000;
        var counts = new int[Teams, Size];
        var sums = new long[Teams];
        var callers = Enumerable.Range(0, Teams).Select(team => new Thread(() =>
        {
            using var workers = new WorkerTeam(Size);
            var done = new int[Size];
            for (var time = 0; time < Times; time++)
            {
                workers.Run(index =>
                {
                    counts[team, index]++; // not interlocked: two threads that did one share would lose some
                    done[index] = time;
                });
                sums[team] += done.Sum();
            }
        })).ToArray();

        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());

        Assert.All(counts.Cast<int>(), count => Assert.Equal(Times, count));
        Assert.All(sums, sum => Assert.Equal((long)Size * Times * (Times - 1) / 2, sum));
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
        using var all = new CountdownEvent(3);
        team.Run(index =>
        {
            threads[index] = Thread.CurrentThread;
            all.Signal();
            all.Wait();
        });

        team.Dispose();
        team.Dispose();

        Assert.All(threads[1..], thread => Assert.False(thread.IsAlive));
    }
}
