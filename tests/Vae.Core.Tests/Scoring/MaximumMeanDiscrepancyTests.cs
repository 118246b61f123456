using Vae.Core.Scoring;

namespace Vae.Core.Tests.Scoring;

/// <summary>The two-sample test against the sums of its definition, and its rate of false alarms.</summary>
public sealed class MaximumMeanDiscrepancyTests
{
    [Fact]
    public void Compare_TwoSamples_EqualsTheDefinition()
    {
        var random = new Random(3);
        var (first, second) = (Normal(random, 14, 0), Normal(random, 22, 1));

        var result = MaximumMeanDiscrepancy.Compare(first, second, 2, 99);

        var (x, y) = (first.Chunk(2).ToArray(), second.Chunk(2).ToArray());
        double Kernel(float[] a, float[] b) => Math.Exp(-a.Zip(b, (p, q) => ((double)p - q) * (p - q)).Sum() / (2 * result.Bandwidth * result.Bandwidth));
        double Sum(float[][] a, float[][] b) => a.Sum(p => b.Where(q => q != p).Sum(q => Kernel(p, q)));
        Assert.Equal((Sum(x, x) / (7 * 6)) + (Sum(y, y) / (11 * 10)) - (2 * Sum(x, y) / (7 * 11)), result.Statistic, 1e-5);
    }

    [Fact]
    public void Compare_SameDistribution_IsRejectedAsOftenAsTheLevelSays()
    {
        var random = new Random(4);

        var rejected = Enumerable.Range(0, 200).Count(trial =>
            MaximumMeanDiscrepancy.Compare(Normal(random, 60, 0), Normal(random, 60, 0), 2, 99, trial).PValue <= 0.05);

        // 10 of 200 in the mean, 3 standard deviations of 3.1 around it.
        Assert.InRange(rejected, 1, 20);
    }

    [Fact]
    public void Compare_OtherDistribution_IsRejected()
    {
        var random = new Random(5);

        var result = MaximumMeanDiscrepancy.Compare(Normal(random, 200, 0), Normal(random, 200, 1), 2, 199);

        Assert.Equal(1 / 200.0, result.PValue, 12);
        Assert.True(result.Statistic > result.CriticalValue);
    }

    [Fact]
    public void Compare_WrongLengths_SayWhatIsWrong()
    {
        Assert.Throws<ArgumentException>(() => MaximumMeanDiscrepancy.Compare(new float[5], new float[4], 2));
        Assert.Throws<ArgumentException>(() => MaximumMeanDiscrepancy.Compare(new float[2], new float[8], 2));
        Assert.Throws<ArgumentException>(() => MaximumMeanDiscrepancy.Compare(new float[8], new float[8], 2));
    }

    private static float[] Normal(Random random, int count, double mean) => [.. Enumerable.Range(0, count)
        .Select(_ => (float)(mean + (Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))))];
}
