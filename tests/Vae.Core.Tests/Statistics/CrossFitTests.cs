using Vae.Core.Statistics;

namespace Vae.Core.Tests.Statistics;

public sealed class CrossFitTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(503)]
    public void Run_EveryRow_IsSeenOnceThroughAFitWithoutIt(int count)
    {
        var fits = new List<HashSet<int>>();
        var seen = new int[count];
        var wrong = 0;

        CrossFit.Run(count, Fit, (fitted, others) =>
        {
            foreach (var row in others)
            {
                seen[row]++;
                wrong += fitted.Contains(row) ? 1 : 0;
            }
        });

        Assert.All(seen, times => Assert.Equal(1, times));
        Assert.Equal(0, wrong);
        Assert.Equal(5, fits.Count);
        Assert.All(fits, rows => Assert.InRange(rows.Count, count * 4 / 5, (count * 4 / 5) + 1));

        HashSet<int> Fit(int[] chosen)
        {
            fits.Add([.. chosen]);
            return fits[^1];
        }
    }

    /// <summary>Rows whose order repeats itself, such as every tenth a fault, must not all fall into one fold.</summary>
    [Fact]
    public void Run_RowsThatRepeat_AreSpreadOverTheFolds()
    {
        var rows = Enumerable.Range(0, 1000).Select(i => i % 10 == 9 ? 1f : 0).ToArray();
        var faults = new List<float>();

        CrossFit.Run(
            rows.Length,
            chosen =>
            {
                faults.Add(chosen.Sum(row => rows[row]));
                return 0;
            },
            (_, _) => { });

        Assert.All(faults, sum => Assert.InRange(sum, 65, 95));
    }

    /// <summary>Refitted without each row in turn; of rows with holes the closed form is near, with the ridge that the whole has.</summary>
    [Theory]
    [InlineData(0, 1e-3)]
    [InlineData(0.1, 0.1)]
    public void LeftOut_EveryRow_IsAsFarAsUnderAFitWithoutIt(double missing, double tolerance)
    {
        const int Count = 60;
        const int Width = 4;
        var random = new Random(3);
        float[] rows = [.. Enumerable.Range(0, Count * Width).Select(i => random.NextDouble() < missing && i % Width > 0 ? float.NaN : (float)((random.NextDouble() * random.NextDouble()) + i % Width))];
        int[] all = [.. Enumerable.Range(0, Count)];
        Whitening Fit(int[] chosen) => WhiteningFit.Fit(rows, Width, ridge: 1e-9, trim: 0, chosen: chosen, allowsMissing: true);

        var found = CrossFit.LeftOut(rows, Width, Fit(all), all);

        Assert.All(all, row => Assert.Equal(1, found[row] / CrossFit.Distances(rows, Width, Fit([.. all.Except([row])]))[row], tolerance));
    }
}
