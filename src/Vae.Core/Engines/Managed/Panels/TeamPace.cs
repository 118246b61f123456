namespace Vae.Core.Engines.Managed.Panels;

/// <summary>
/// Finds with how many threads of a team steps are fastest. On some machines a thread wakes late, or shares its processor with another, and more of them cost a step of a small network more than they take off it. Some
/// steps at first, and some now and then, are timed in turns with all threads, half of them and so on, and the team goes on with those that were fastest. No result depends on it.
/// </summary>
internal sealed class TeamPace
{
    // Steps before the first comparison, in which code is compiled and memory is touched.
    private const int StepsUnlooked = 16;

    // A comparison takes two dozen steps, half of which may be slow. The first pause is so long that this is little, later ones so short that another load of the machine is noticed.
    private const int FirstPause = 512;
    private const int LongestPause = 8192;

    private const int Rounds = 3;
    private const int StepsATurn = 3;

    // More threads keep more processors from others, and are taken where they gain more than chance does.
    private const double LeastGain = 1.05;

    // What is so much slower in its fastest step is not looked at any longer, nor are fewer threads still.
    private const double Hopeless = 1.3;

    // In such a step what it costs to wake threads is nothing, and trying fewer costs much.
    private static readonly TimeSpan LongStep = TimeSpan.FromMilliseconds(50);

    private readonly WorkerTeam team;
    private readonly TimeProvider clock;
    private readonly int leastRows;
    private readonly int[] sizes;
    private readonly double[][] times;
    private readonly int[] counts;
    private readonly double[] sorted = new double[Rounds * StepsATurn];
    private int stepsLeft = StepsUnlooked;
    private int pause = FirstPause;
    private int candidates;
    private int candidate;
    private int round;
    private int stepsOfTurn;
    private long began;

    /// <param name="team">The threads.</param>
    /// <param name="batchSize">Rows of a whole batch; steps of fewer are not looked at.</param>
    /// <param name="clock">What tells the time.</param>
    public TeamPace(WorkerTeam team, int batchSize, TimeProvider? clock = null)
    {
        (this.team, this.clock, leastRows) = (team, clock ?? TimeProvider.System, batchSize - (batchSize / 8));
        sizes = [.. Sizes(team.Size)];
        times = [.. sizes.Select(_ => new double[Rounds * StepsATurn])];
        counts = new int[sizes.Length];
    }

    /// <summary>Says that a step begins.</summary>
    public void Begin()
    {
        if (stepsLeft == 0)
        {
            began = clock.GetTimestamp();
        }
    }

    /// <summary>Says that it is done; after this the team may have another number of threads.</summary>
    /// <param name="rows">Rows of the step.</param>
    public void End(int rows)
    {
        if (sizes.Length == 1 || rows < leastRows)
        {
            return;
        }

        if (stepsLeft > 0)
        {
            stepsLeft--;
            if (stepsLeft == 0)
            {
                Array.Clear(counts);
                (candidates, round) = (sizes.Length, 0);
                TakeTurn(0);
            }

            return;
        }

        // The first step of a turn wakes threads and moves what is in caches.
        if (stepsOfTurn++ > 0)
        {
            times[candidate][counts[candidate]++] = clock.GetElapsedTime(began).TotalSeconds / rows;
        }

        if (stepsOfTurn > StepsATurn)
        {
            EndTurn(rows);
        }
    }

    private static IEnumerable<int> Sizes(int all)
    {
        for (var size = all; size > 1; size /= 2)
        {
            yield return size;
        }

        yield return 1;
    }

    private void TakeTurn(int number)
    {
        (candidate, stepsOfTurn) = (number, 0);
        team.Active = sizes[number];
    }

    private void EndTurn(int rows)
    {
        if (candidate == 0 && round == 0 && Median(0) * rows > LongStep.TotalSeconds)
        {
            candidates = 1;
        }
        else if (candidate > 0 && Sorted(candidate)[0] > Hopeless * LeastBefore(candidate))
        {
            candidates = candidate;
        }

        if (candidate + 1 < candidates)
        {
            TakeTurn(candidate + 1);
        }
        else if (++round < Rounds && candidates > 1)
        {
            TakeTurn(0);
        }
        else
        {
            Choose();
        }
    }

    private void Choose()
    {
        var chosen = candidates - 1;
        for (var more = chosen - 1; more >= 0; more--)
        {
            chosen = Median(more) * LeastGain < Median(chosen) ? more : chosen;
        }

        team.Active = sizes[chosen];
        (stepsLeft, pause) = (pause, Math.Min(2 * pause, LongestPause));
    }

    private double LeastBefore(int number)
    {
        var least = Median(0);
        for (var other = 1; other < number; other++)
        {
            least = Math.Min(least, Median(other));
        }

        return least;
    }

    private double Median(int number) => Sorted(number)[counts[number] / 2];

    // Memory of its own, for a step allocates nothing. Valid until the next is sorted.
    private ReadOnlySpan<double> Sorted(int number)
    {
        var known = sorted.AsSpan(0, counts[number]);
        times[number].AsSpan(0, counts[number]).CopyTo(known);
        known.Sort();
        return known;
    }
}
