using Vae.Core.Options;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>Free bits, which look at a whole batch, in a batch that lies in parts.</summary>
public sealed class PartsOfABatchTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public void ComputeGradient_PartsWithFreeBits_AddUpToThatOfTheBatch(int samples, bool weighted)
    {
        var options = GradientTests.Small("PerFeature", Activation.SiLU, samples, false, 0) with { Seed = 5 };
        var @case = new EngineCase(options with { Objective = options.Objective with { FreeBits = 0.02f } }, features: 7, rows: 45);
        float[] weights = weighted ? [.. Enumerable.Range(0, 45).Select(row => 0.2f + (row % 5 * 0.4f))] : [];
        using var session = @case.Open();
        var expected = new float[@case.Layout.Count];
        session.ComputeGradient(@case.Rows, @case.Settings() with { Weights = weights }, expected);
        var losses = session.TakeLosses();

        var (gradient, found, over) = new PartsOfABatch(@case, weights).Run(session);

        var largest = expected.Max(MathF.Abs);
        Assert.All(expected.Zip(gradient), pair => Assert.Equal(pair.First, pair.Second, 2e-5f * largest));
        Assert.Equal(losses.Rows, found.Rows);
        Assert.Equal(losses.Objective, found.Objective, 1e-5 * Math.Abs(losses.Objective));
        Assert.Equal(losses.Kl, found.Kl, 1e-5 * Math.Abs(losses.Kl));

        // Some dimensions within the free bits and some beyond: else the test would tell less.
        Assert.InRange(over, 1, @case.Plan.LatentDimension - 1);
    }
}
