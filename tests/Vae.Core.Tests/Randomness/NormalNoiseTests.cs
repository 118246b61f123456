using Vae.Core.Randomness;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Randomness;

public sealed unsafe class NormalNoiseTests
{
    private const int Steps = 100;
    private const int PerStep = 4096;

    [Fact]
    public void Fill_ManyValues_HasTheMomentsOfTheNormalDistribution()
    {
        var values = Draw(seed: 3);

        // Four standard errors each, of 409,600 values.
        var root = Math.Sqrt(values.Length);
        Assert.Equal(0, values.Average(x => (double)x), 4 / root);
        Assert.Equal(1, values.Average(x => (double)x * x), 4 * Math.Sqrt(2) / root);
        Assert.Equal(0, values.Average(x => Math.Pow(x, 3)), 4 * Math.Sqrt(15) / root);
        Assert.Equal(3, values.Average(x => Math.Pow(x, 4)), 4 * Math.Sqrt(96) / root);
    }

    [Fact]
    public void Fill_ManyValues_PassesKolmogorovAndSmirnov()
    {
        var values = Draw(seed: 4);
        Array.Sort(values);

        var distance = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            var cumulative = ReferenceMath.NormalCumulative(values[i]);
            var (below, above) = (i / (double)values.Length, (i + 1) / (double)values.Length);
            distance = Math.Max(distance, Math.Max(cumulative - below, above - cumulative));
        }

        // sqrt(n) D beyond 1.95 has a chance of 1e-3.
        Assert.InRange(distance * Math.Sqrt(values.Length), 0.2, 1.95);
    }

    [Fact]
    public void Fill_ManyValues_AreNotCorrelatedWithTheirNeighboursOrOtherBlocks()
    {
        var values = Draw(seed: 5);
        var other = Draw(seed: 5, block: 1);

        foreach (var lag in (int[])[1, 2, 3, 4, 8, 32, 512, 1024, PerStep])
        {
            Assert.Equal(0, Correlation(values.AsSpan(lag), values.AsSpan(0, values.Length - lag)), 5 / Math.Sqrt(values.Length));
        }

        Assert.Equal(0, Correlation(values, other), 5 / Math.Sqrt(values.Length));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(32)]
    [InlineData(1024)]
    [InlineData(1028)]
    [InlineData(5000)]
    public void Fill_EachLength_EqualsBoxAndMullerInDoubleAndStaysInside(int count)
    {
        var stream = new Philox(11, RandomPurpose.TrainingNoise);
        var values = new float[count + 1];
        values[count] = 77;

        fixed (float* pointer = values)
        {
            NormalNoise.Fill(stream, 5, 9, pointer, count);
        }

        // Blocks of four words are laid out in chunks of 256: first all cosines of words 0 and 1, their sines, then words 2 and 3.
        for (var first = 0; first < count / 4; first += 256)
        {
            var here = Math.Min(256, (count / 4) - first);
            for (var i = 0; i < here; i++)
            {
                var words = stream.At((uint)i, 5, 9, (uint)(first / 256) << 16);
                var at = (4 * first) + i;
                Pair(words.X, words.Y, values[at], values[at + here]);
                Pair(words.Z, words.W, values[at + (2 * here)], values[at + (3 * here)]);
            }
        }

        Assert.Equal(77, values[count]);

        static void Pair(uint first, uint second, double cosine, double sine)
        {
            var radius = Math.Sqrt(-2 * Math.Log(((first >> 8) + 1) / 16777216.0));
            var angle = ((int)second >> 8) / 16777216.0 * 2 * Math.PI;
            Assert.Equal(radius * Math.Cos(angle), cosine, 3e-6);
            Assert.Equal(radius * Math.Sin(angle), sine, 3e-6);
        }
    }

    [Fact]
    public void Fill_OtherStepBlockSeedOrPurpose_GivesOtherNoise()
    {
        var noise = new List<float[]>
        {
            One(new Philox(1, RandomPurpose.TrainingNoise), 0, 0),
            One(new Philox(1, RandomPurpose.TrainingNoise), 1, 0),
            One(new Philox(1, RandomPurpose.TrainingNoise), 0, 1),
            One(new Philox(1, RandomPurpose.TrainingNoise), 0, 1UL << 32),
            One(new Philox(2, RandomPurpose.TrainingNoise), 0, 0),
            One(new Philox(1, RandomPurpose.Scoring), 0, 0),
        };

        Assert.Equal(noise.Count, noise.Select(values => values[0]).Distinct().Count());
        Assert.Equal(noise[0], One(new Philox(1, RandomPurpose.TrainingNoise), 0, 0));
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.99f)]
    public void FillDropout_Rate_DropsThatShareAndScalesTheRest(float rate)
    {
        var values = new float[100_000];
        fixed (float* pointer = values)
        {
            NormalNoise.FillDropout(new Philox(1, RandomPurpose.Dropout), 0, 0, rate, pointer, values.Length);
        }

        Assert.All(values, value => Assert.True(value == 0 || value == 1 / (1 - rate)));
        Assert.Equal(rate, values.Count(value => value == 0) / (double)values.Length, 4 * Math.Sqrt(rate * (1 - rate) / values.Length));
    }

    private static float[] One(Philox stream, uint block, ulong step)
    {
        var values = new float[8];
        fixed (float* pointer = values)
        {
            NormalNoise.Fill(stream, block, step, pointer, 8);
        }

        return values;
    }

    private static float[] Draw(int seed, uint block = 0)
    {
        var values = new float[Steps * PerStep];
        fixed (float* pointer = values)
        {
            for (var step = 0; step < Steps; step++)
            {
                NormalNoise.Fill(new Philox(seed, RandomPurpose.TrainingNoise), block, (ulong)step, pointer + (step * PerStep), PerStep);
            }
        }

        return values;
    }

    private static double Correlation(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += (double)left[i] * right[i];
        }

        return sum / left.Length;
    }
}
