using Vae.Core.Simd;
using Vae.Core.Tests.Engines.Managed.Kernels;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Likelihoods;

/// <summary>The engine's likelihoods are normalised and its KL is the integral it stands for.</summary>
public sealed unsafe class IntegrationTests
{
    private const int Lanes = 32;

    private static readonly KernelSet Kernels = KernelSet.Of((int)VectorWidths.Best);

    [Theory]
    [InlineData(-1.5f, 0.3f)]
    [InlineData(0f, 1f)]
    [InlineData(2f, 0.05f)]
    [InlineData(4f, 2.5f)]
    public void S3_Gaussian_OverAllValues_IntegratesToOne(float mean, float sigma)
    {
        const int Intervals = 3200;
        double from = mean - (12 * sigma), width = 24 * (double)sigma / Intervals;
        var total = 0.0;
        for (var first = 0; first < Intervals; first += Lanes)
        {
            // A panel of 32 values of the one feature at a time.
            var (output, target, loss) = (new GuardedFloats(Lanes), new GuardedFloats(Lanes), new GuardedFloats(Lanes));
            output.Span.Fill(mean);
            for (var lane = 0; lane < Lanes; lane++)
            {
                target.Span[lane] = (float)(from + ((first + lane) * width));
            }

            var precision = new GuardedFloats([(float)(1 / ((double)sigma * sigma))]);
            var constant = (float)((0.5 * ReferenceMath.LogTwoPi) + Math.Log(sigma));
            Kernels.Gaussian(output.Pointer, target.Pointer, 1, precision.Pointer, constant, null, loss.Pointer, null);
            total += loss.ToArray().Sum(value => Math.Exp(-value)) * width;
        }

        Assert.Equal(1, total, 1e-5);
    }

    [Theory]
    [InlineData(-9f)]
    [InlineData(-0.7f)]
    [InlineData(0f)]
    [InlineData(3f)]
    [InlineData(15f)]
    public void Bernoulli_OverBothValues_SumsToOne(float logit)
    {
        var (output, target, loss) = (new GuardedFloats(Lanes), new GuardedFloats(Lanes), new GuardedFloats(Lanes));
        output.Span.Fill(logit);
        target.Span[1] = 1;

        Kernels.Bernoulli(output.Pointer, target.Pointer, 1, null, loss.Pointer);

        Assert.Equal(1, Math.Exp(-loss[0]) + Math.Exp(-loss[1]), 1e-6);
        Assert.Equal(ReferenceMath.Sigmoid(logit), Math.Exp(-loss[1]), 1e-6);
    }

    [Fact]
    public void Bernoulli_OverAllRowsOfFive_SumsToOne()
    {
        const int Features = 5;
        var (output, target, loss) = (new GuardedFloats(Features * Lanes), new GuardedFloats(Features * Lanes), new GuardedFloats(Lanes));
        for (var lane = 0; lane < Lanes; lane++)
        {
            for (var d = 0; d < Features; d++)
            {
                output.Span[(d * Lanes) + lane] = (d * 0.8f) - 1.3f;
                target.Span[(d * Lanes) + lane] = (lane >> d) & 1;
            }
        }

        Kernels.Bernoulli(output.Pointer, target.Pointer, Features, null, loss.Pointer);

        Assert.Equal(1, loss.ToArray().Sum(value => Math.Exp(-value)), 1e-6);
    }

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(1.2f, -3f)]
    [InlineData(-4f, 0.7f)]
    [InlineData(0.1f, 2f)]
    public void S5_Divergence_OfANormal_IsTheIntegralOfItsLogRatio(float mean, float logVariance)
    {
        var sigma = Math.Exp(logVariance / 2.0);
        var (mu, variance, sd) = (new GuardedFloats(Lanes), new GuardedFloats(Lanes), new GuardedFloats(Lanes));
        mu.Span.Fill(mean);
        variance.Span.Fill(logVariance);
        sd.Span.Fill((float)sigma);
        var (mask, perRow) = (new GuardedFloats(Lanes), new GuardedFloats(Lanes));
        mask.Span.Fill(1);

        Kernels.Divergence(mu.Pointer, variance.Pointer, sd.Pointer, 1, mask.Pointer, perRow.Pointer, null);

        var integral = Quadrature.Integrate(
            x => Density(x) * (Math.Log(Density(x)) - Math.Log(ReferenceMath.NormalDensity(x))), mean - (12 * sigma), mean + (12 * sigma));
        Assert.Equal(integral, perRow[0], 1e-5 * (1 + integral));

        double Density(double x) => ReferenceMath.NormalDensity((x - mean) / sigma) / sigma;
    }
}
