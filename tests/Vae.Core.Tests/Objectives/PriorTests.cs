using Vae.Core.Objectives;

namespace Vae.Core.Tests.Objectives;

/// <summary>Draws from priors have the moments that their formulas say, and depend on seed and number alone.</summary>
public sealed class PriorTests
{
    private const int Draws = 20_000;

    [Fact]
    public void Deviation_EachPrior_IsThatOfItsCodes()
    {
        Assert.Equal(1, Prior.StandardNormal().Deviation(3), 0.02f);

        // Of a circle of radius 4: each coordinate has the variance 16 / 2 + 0.25.
        Assert.Equal(Math.Sqrt(8.25), Prior.Circle().Deviation(2), 0.05);
        Assert.Equal(2, Prior.Sampled(random => [random.NextDouble() < 0.5 ? 1 : 5]).Deviation(1), 0.02f);
    }

    [Fact]
    public void Draw_Circle_HasTenClustersOfTheSigmaAsked()
    {
        var prior = Prior.Circle(10, 4, 0.5f);

        var codes = Draw(prior, 0, Draws).Chunk(2).ToArray();

        var clusters = codes.GroupBy(code => Enumerable.Range(0, 10).MinBy(k => Distance(code, prior.Means[k]))).ToArray();
        Assert.Equal(10, clusters.Length);
        Assert.All(clusters, cluster => Assert.InRange(cluster.Count(), 0.09 * Draws, 0.11 * Draws));
        Assert.InRange(codes.Average(code => (code[0] * code[0]) + (code[1] * code[1])), 16.2, 16.8);
    }

    [Fact]
    public void Draw_Weights_AreShares()
    {
        var prior = Prior.GaussianMixture([[-5f], [5f]], [0.1f, 0.2f], [3f, 1f]);

        var codes = Draw(prior, 0, Draws, 1);

        Assert.InRange(codes.Count(code => code < 0), 0.74 * Draws, 0.76 * Draws);
        Assert.InRange(Math.Sqrt(codes.Where(code => code > 0).Average(code => (code - 5) * (code - 5))), 0.19, 0.21);
    }

    [Fact]
    public void Draw_SecondHalfAlone_EqualsThatOfTheWhole()
    {
        var prior = Prior.Circle();

        Assert.Equal(Draw(prior, 0, 100)[100..], Draw(prior, 50, 50));
    }

    [Fact]
    public void Draw_Classes_ComeFromTheirComponents()
    {
        var prior = Prior.Circle(3, 10, 0.1f);
        var codes = new float[8];

        prior.Draw(PriorStream.Training(1), 0, 1, 2, [2, 0, 1, 1], codes);

        Assert.Equal([2, 0, 1, 1], codes.Chunk(2).Select(code => Enumerable.Range(0, 3).MinBy(k => Distance(code, prior.Means[k]))));
    }

    [Fact]
    public void Equals_SameNumbers_IsTrue()
    {
        Assert.Equal(Prior.Circle(), Prior.Circle());
        Assert.NotEqual(Prior.Circle(), Prior.Circle(9));
        Assert.Equal(Prior.Circle().GetHashCode(), Prior.Circle().GetHashCode());
    }

    [Fact]
    public void Validate_WrongMixtures_SayWhatIsWrong()
    {
        AssertSays("2 means, 1 sigmas", () => Prior.GaussianMixture([[1f], [2f]], [1f]).Validate());
        AssertSays("Mean 1", () => Prior.GaussianMixture([[1f], [2f, 3f]], [1f, 1f]).Validate());
        AssertSays("Sigma 0", () => Prior.GaussianMixture([[1f]], [0f]).Validate());
        AssertSays("Network.LatentDimension", () => Prior.Circle().RequireLatent(3));
    }

    [Fact]
    public void Draw_SamplerOfTheWrongLength_SaysSo()
    {
        var prior = Prior.Sampled(_ => [1f, 2f, 3f]);

        var exception = Assert.Throws<InvalidOperationException>(() => Draw(prior, 0, 1));

        Assert.Contains("3 numbers", exception.Message, StringComparison.Ordinal);
    }

    private static float[] Draw(Prior prior, long first, int count, int latent = 2)
    {
        var codes = new float[count * latent];
        prior.Draw(PriorStream.Generation(7), first, 1, latent, [], codes);
        return codes;
    }

    private static double Distance(float[] code, IReadOnlyList<float> mean) => code.Zip(mean, (a, b) => (a - b) * (a - b)).Sum();

    private static void AssertSays(string words, Action action) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
}
