using Vae.Core.Scoring;

namespace Vae.Core.Tests.Scoring;

public sealed class CrossFitTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(503)]
    public void Run_EveryRow_IsSeenOnceThroughAFitWithoutIt(int count)
    {
        var rows = Enumerable.Range(0, count).Select(i => (float)i).ToArray();
        var fits = new Dictionary<Whitening, HashSet<float>>();
        var seen = new int[count];
        var wrong = 0;

        CrossFit.Run(rows, 1, Fit, (row, whitening) =>
        {
            Interlocked.Increment(ref seen[row]);
            Interlocked.Add(ref wrong, fits[whitening].Contains(row) ? 1 : 0);
        });

        Assert.All(seen, times => Assert.Equal(1, times));
        Assert.Equal(0, wrong);
        Assert.Equal(5, fits.Count);
        Assert.All(fits.Values, values => Assert.InRange(values.Count, count * 4 / 5, (count * 4 / 5) + 1));

        Whitening Fit(float[] others)
        {
            var whitening = new Whitening([0], [1]);
            fits.Add(whitening, [.. others]);
            return whitening;
        }
    }

    /// <summary>Rows whose order repeats itself, such as every tenth a fault, must not all fall into one fold.</summary>
    [Fact]
    public void Run_RowsThatRepeat_AreSpreadOverTheFolds()
    {
        var rows = Enumerable.Range(0, 1000).Select(i => i % 10 == 9 ? 1f : 0).ToArray();
        var faults = new List<float>();

        CrossFit.Run(
            rows,
            1,
            others =>
            {
                faults.Add(others.Sum());
                return new Whitening([0], [1]);
            },
            (_, _) => { });

        Assert.All(faults, sum => Assert.InRange(sum, 65, 95));
    }
}
