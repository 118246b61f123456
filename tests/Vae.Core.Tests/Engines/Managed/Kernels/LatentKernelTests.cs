using Vae.Core.Networks;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Engines.Managed.Kernels;

/// <summary>Clamp, sampling, KL and their gradients on panels, against the formulas in double.</summary>
public sealed unsafe class LatentKernelTests
{
    private const int Lanes = 32;

    public static TheoryData<int, int> WidthsAndDimensions()
    {
        var data = new TheoryData<int, int>();
        foreach (var bits in KernelSet.Supported)
        {
            foreach (var dimensions in (int[])[0, 1, 3, 7, 8, 17, 65])
            {
                data.Add(bits, dimensions);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(WidthsAndDimensions))]
    public void Prepare_AcrossTheBounds_ClampsAndClosesTheGate(int bits, int dimensions)
    {
        var count = dimensions * Lanes;
        var raw = GuardedFloats.Uniform(count, 1, -40, 20);
        if (count > 0)
        {
            (raw.Span[0], raw.Span[1]) = (VaePlan.MinimumLogVariance, VaePlan.MaximumLogVariance);
        }

        var logVariance = new GuardedFloats(raw.ToArray());
        var (sigma, gate) = (new GuardedFloats(count), new GuardedFloats(count));

        KernelSet.Of(bits).Prepare(logVariance.Pointer, sigma.Pointer, gate.Pointer, count);

        logVariance.AssertFences();
        sigma.AssertFences();
        gate.AssertFences();
        for (var i = 0; i < count; i++)
        {
            var clamped = Math.Clamp(raw[i], VaePlan.MinimumLogVariance, VaePlan.MaximumLogVariance);
            Assert.Equal(clamped, logVariance[i]);
            Assert.Equal(Math.Exp(clamped / 2.0), sigma[i], 4e-7 * Math.Exp(clamped / 2.0));
            Assert.Equal(raw[i] == clamped ? 1 : 0, gate[i]);
        }
    }

    [Theory]
    [MemberData(nameof(WidthsAndDimensions))]
    public void Sample_EachLength_IsMeanPlusSigmaTimesNoise(int bits, int dimensions)
    {
        var count = dimensions * Lanes;
        var (mean, sigma, noise, z) = (Normal(count, 1), Positive(count, 2), Normal(count, 3), new GuardedFloats(count));

        KernelSet.Of(bits).Sample(mean.Pointer, sigma.Pointer, noise.Pointer, z.Pointer, count);

        z.AssertFences();
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(mean[i] + ((double)sigma[i] * noise[i]), z[i], 2e-6);
        }
    }

    [Theory]
    [MemberData(nameof(WidthsAndDimensions))]
    public void Divergence_EachLength_AddsToRowsAndDimensions(int bits, int dimensions)
    {
        var count = dimensions * Lanes;
        var (mean, logVariance, mask) = (Normal(count, 1), GuardedFloats.Uniform(count, 2, -6, 3), Mask());
        var sigma = new GuardedFloats([.. logVariance.ToArray().Select(value => (float)Math.Exp(value / 2.0))]);
        var (perRow, perDimension) = (new GuardedFloats(Lanes), new GuardedFloats(dimensions));
        perRow.Span.Fill(0.5f);

        KernelSet.Of(bits).Divergence(
            mean.Pointer, logVariance.Pointer, sigma.Pointer, dimensions, mask.Pointer, perRow.Pointer, perDimension.Pointer);

        perRow.AssertFences();
        perDimension.AssertFences();
        double Kl(int j, int lane) =>
            mask[lane] * ReferenceMath.Divergence(mean[(j * Lanes) + lane], logVariance[(j * Lanes) + lane]);
        for (var lane = 0; lane < Lanes; lane++)
        {
            var expected = 0.5 + Enumerable.Range(0, dimensions).Sum(j => Kl(j, lane));
            Assert.Equal(expected, perRow[lane], 2e-6 * (1 + expected));
        }

        for (var j = 0; j < dimensions; j++)
        {
            var expected = Enumerable.Range(0, Lanes).Sum(lane => Kl(j, lane));
            Assert.Equal(expected, perDimension[j], 2e-6 * (1 + expected));
        }
    }

    [Theory]
    [MemberData(nameof(WidthsAndDimensions))]
    public void BackwardSample_EachLength_AddsTheReparameterisedGradient(int bits, int dimensions)
    {
        var count = dimensions * Lanes;
        var (dz, noise, sigma) = (Normal(count, 1), Normal(count, 2), Positive(count, 3));
        var (dMean, dLogVariance) = (Normal(count, 4), Normal(count, 5));
        var (meanBefore, varianceBefore) = (dMean.ToArray(), dLogVariance.ToArray());

        KernelSet.Of(bits).BackwardSample(dz.Pointer, noise.Pointer, sigma.Pointer, dMean.Pointer, dLogVariance.Pointer, count);

        dMean.AssertFences();
        dLogVariance.AssertFences();
        for (var i = 0; i < count; i++)
        {
            Assert.Equal((double)meanBefore[i] + dz[i], dMean[i], 1e-6);
            Assert.Equal(varianceBefore[i] + ((double)dz[i] * noise[i] * sigma[i] / 2), dLogVariance[i], 3e-6);
        }
    }

    [Theory]
    [MemberData(nameof(WidthsAndDimensions))]
    public void BackwardDivergence_EachLength_AddsTheWeightedGradientBehindTheGate(int bits, int dimensions)
    {
        var count = dimensions * Lanes;
        var (mean, sigma, mask) = (Normal(count, 1), Positive(count, 2), Mask());
        var weights = GuardedFloats.Uniform(dimensions, 3, 0, 1);
        var gate = new GuardedFloats([.. Enumerable.Range(0, count).Select(i => i % 3 == 0 ? 0f : 1f)]);
        var (dMean, dLogVariance) = (Normal(count, 4), Normal(count, 5));
        var (meanBefore, varianceBefore) = (dMean.ToArray(), dLogVariance.ToArray());

        KernelSet.Of(bits).BackwardDivergence(
            mean.Pointer, sigma.Pointer, gate.Pointer, weights.Pointer, dimensions, mask.Pointer, dMean.Pointer, dLogVariance.Pointer);

        dMean.AssertFences();
        dLogVariance.AssertFences();
        for (var i = 0; i < count; i++)
        {
            var weight = (double)weights[i / Lanes] * mask[i % Lanes];
            Assert.Equal(meanBefore[i] + (weight * mean[i]), dMean[i], 1e-6);
            var expected = (varianceBefore[i] + (weight * (((double)sigma[i] * sigma[i]) - 1) / 2)) * gate[i];
            Assert.Equal(expected, dLogVariance[i], 3e-6);
        }
    }

    private static GuardedFloats Normal(int count, int seed) => GuardedFloats.Normal(count, seed);

    private static GuardedFloats Positive(int count, int seed) => GuardedFloats.Uniform(count, seed, 0.05, 3);

    private static GuardedFloats Mask()
    {
        var mask = new GuardedFloats(Lanes);
        mask.Span[..^5].Fill(1);
        return mask;
    }
}
