using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Tests.Engines.Managed.Panels;

public sealed class HelperThreadsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void Run_ManyCallsFromManyThreads_DoesEachShareOnceBeforeItReturns(int helpers)
    {
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                var (next, done) = (0, new int[13]);

                HelperThreads.Pool.Run(helpers, () =>
                {
                    for (int share; (share = Interlocked.Increment(ref next) - 1) < done.Length;)
                    {
                        done[share]++; // not interlocked: what is done after the return would be missing
                    }
                });

                Assert.All(done, count => Assert.Equal(1, count));
            }
        });
    }

    [Fact]
    public void Run_OneCallerInQuickSuccession_DoesEachShareOnceBeforeItReturns()
    {
        for (var i = 0; i < 20_000; i++)
        {
            var (next, done) = (0, new int[5]);

            HelperThreads.Pool.Run(3, () =>
            {
                for (int share; (share = Interlocked.Increment(ref next) - 1) < done.Length;)
                {
                    done[share]++;
                }
            });

            Assert.All(done, count => Assert.Equal(1, count));
            if (i % 4_000 == 0)
            {
                Thread.Sleep(5); // helpers go
            }
        }
    }

    [Fact]
    public void Run_NobodyHelps_CallerDoesAll()
    {
        var threads = new HelperThreads(_ => { }, 3, Long);
        var runs = 0;

        threads.Run(3, () => runs++);

        Assert.Equal(1, runs);
    }

    [Fact]
    public void Run_HelperComesWhenAllIsDone_DoesNothing()
    {
        HelpedCall? late = null;
        var threads = new HelperThreads(call => late = call, 1, TimeSpan.Zero);
        var runs = 0;
        threads.Run(1, () => runs++);

        late!.Execute();

        Assert.Equal(1, runs);
    }

    [Fact]
    public void Run_CallsFollowAtOnce_HelperThatWaitsIsHandedTheNext()
    {
        var queued = 0;
        var threads = new HelperThreads(
            call =>
            {
                queued++;
                new Thread(call.Execute) { IsBackground = true }.Start();
            },
            1,
            Long);
        threads.Run(1, () => { }); // none went before it: its helper goes
        threads.Run(1, () => { });
        Assert.True(SpinWait.SpinUntil(() => threads.Waiting == 1, TimeSpan.FromMinutes(1)));
        var here = Environment.CurrentManagedThreadId;
        var others = 0;

        threads.Run(1, () =>
        {
            if (Environment.CurrentManagedThreadId != here)
            {
                others++;
            }
            else
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref others) == 1, TimeSpan.FromMinutes(1));
            }
        });

        Assert.Equal(1, others);
        Assert.Equal(2, queued);
    }

    [Fact]
    public void Run_CallersAtTheSameTime_HelpersGoWhenTheyAreDone()
    {
        var threads = new HelperThreads(call => call.Execute(), 1, Long);

        threads.Run(0, () => threads.Run(1, () => { })); // its helper, which is this thread, would wait for five minutes

        Assert.Equal(0, threads.Waiting);
    }

    [Fact]
    public void Run_NoCallWithinTheTime_HelperGoes()
    {
        var queued = new List<Thread>();
        var threads = new HelperThreads(
            call =>
            {
                var thread = new Thread(call.Execute) { IsBackground = true };
                queued.Add(thread);
                thread.Start();
            },
            1,
            TimeSpan.FromMilliseconds(20));
        threads.Run(1, () => { });
        threads.Run(1, () => { });

        Assert.All(queued, thread => Assert.True(thread.Join(TimeSpan.FromMinutes(1))));
        Assert.Equal(0, threads.Waiting);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_BodyThrows_ThrowsItWhenAllAreDone(bool here)
    {
        var caller = Environment.CurrentManagedThreadId;
        using var others = new CountdownEvent(1);
        var threads = new HelperThreads(call => new Thread(call.Execute) { IsBackground = true }.Start(), 1, TimeSpan.Zero);

        var error = Assert.Throws<InvalidDataException>(() => threads.Run(1, () =>
        {
            var mine = Environment.CurrentManagedThreadId == caller;
            if (mine)
            {
                others.Wait(TimeSpan.FromMinutes(1));
            }
            else
            {
                others.Signal();
            }

            if (mine == here)
            {
                throw new InvalidDataException("of this share");
            }
        }));

        Assert.Equal("of this share", error.Message);
    }

    [Fact]
    public void Begin_JoinedLater_HelpersBeginAndEachShareIsDoneOnce()
    {
        var threads = new HelperThreads(call => new Thread(call.Execute) { IsBackground = true }.Start(), 1, TimeSpan.Zero);
        var (next, done) = (0, new int[40]);
        using var began = new ManualResetEventSlim();

        var call = threads.Begin(1, () =>
        {
            began.Set();
            for (int share; (share = Interlocked.Increment(ref next) - 1) < done.Length;)
            {
                done[share]++;
            }
        });
        var helped = began.Wait(TimeSpan.FromMinutes(1));
        call.Join();

        Assert.True(helped);
        Assert.All(done, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Close_OfACallThatNobodyJoins_WaitsForThoseInsideAndLetsNobodyElseIn()
    {
        var calls = new List<HelpedCall>();
        var threads = new HelperThreads(calls.Add, 2, TimeSpan.Zero);
        var (began, ended) = (0, 0);
        var call = threads.Begin(2, () =>
        {
            Interlocked.Increment(ref began);
            Thread.Sleep(20);
            Interlocked.Increment(ref ended);
        });
        new Thread(calls[0].Execute) { IsBackground = true }.Start();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref began) == 1, TimeSpan.FromMinutes(1)));

        call.Close();
        calls[1].Execute();

        Assert.Equal((1, 1), (began, ended));
    }
}
