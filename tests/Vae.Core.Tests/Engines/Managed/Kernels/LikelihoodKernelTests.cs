using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Engines.Managed.Kernels;

/// <summary>Losses and gradients of panels against the densities in double.</summary>
public sealed unsafe class LikelihoodKernelTests
{
    private const int Lanes = 32;

    public static TheoryData<int, int> WidthsAndFeatures()
    {
        var data = new TheoryData<int, int>();
        foreach (var bits in KernelSet.Supported)
        {
            foreach (var features in (int[])[0, 1, 3, 7, 8, 9, 33, 65])
            {
                data.Add(bits, features);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(WidthsAndFeatures))]
    public void Bernoulli_EachLength_EqualsTheMassAndItsDerivative(int bits, int features)
    {
        var logits = GuardedFloats.Normal(features * Lanes, 1, scale: 6);
        var target = GuardedFloats.Uniform(features * Lanes, 2, 0, 1);
        if (features > 0)
        {
            (logits.Span[0], logits.Span[1], logits.Span[2]) = (-200, 200, 0);
        }

        var mask = Mask();
        var loss = GuardedFloats.Normal(Lanes, 3);
        var before = loss.ToArray();
        var output = new GuardedFloats(logits.ToArray());

        KernelSet.Of(bits).Bernoulli(output.Pointer, target.Pointer, features, mask.Pointer, loss.Pointer);

        output.AssertFences();
        loss.AssertFences();
        for (var lane = 0; lane < Lanes; lane++)
        {
            double expected = before[lane];
            for (var i = lane; i < features * Lanes; i += Lanes)
            {
                expected += ReferenceMath.BernoulliLoss(logits[i], target[i]);
                Assert.Equal((ReferenceMath.Sigmoid(logits[i]) - target[i]) * mask[lane], output[i], 2e-7);
            }

            Assert.Equal(expected, loss[lane], 2e-6 * (1 + Math.Abs(expected)));
        }
    }

    [Theory]
    [MemberData(nameof(WidthsAndFeatures))]
    public void Gaussian_EachLength_EqualsTheDensityAndItsDerivatives(int bits, int features)
    {
        var means = GuardedFloats.Normal(features * Lanes, 1, scale: 2);
        var target = GuardedFloats.Normal(features * Lanes, 2);
        var sigma = GuardedFloats.Uniform(features, 4, 0.3, 2);
        var precision = new GuardedFloats([.. sigma.ToArray().Select(value => (float)(1 / ((double)value * value)))]);
        var constant = sigma.ToArray().Sum(value => (0.5 * ReferenceMath.LogTwoPi) + Math.Log(value));
        var mask = Mask();
        var loss = GuardedFloats.Normal(Lanes, 3);
        var before = loss.ToArray();
        var output = new GuardedFloats(means.ToArray());
        var dLogSigma = GuardedFloats.Normal(features, 5);
        var sigmaBefore = dLogSigma.ToArray();

        KernelSet.Of(bits).Gaussian(
            output.Pointer, target.Pointer, features, precision.Pointer, (float)constant, mask.Pointer, loss.Pointer, dLogSigma.Pointer);

        output.AssertFences();
        loss.AssertFences();
        dLogSigma.AssertFences();
        for (var lane = 0; lane < Lanes; lane++)
        {
            double expected = before[lane];
            for (var d = 0; d < features; d++)
            {
                var i = (d * Lanes) + lane;
                expected += ReferenceMath.GaussianLoss(means[i], sigma[d], target[i]);
                var derivative = ((double)means[i] - target[i]) / ((double)sigma[d] * sigma[d]) * mask[lane];
                Assert.Equal(derivative, output[i], 1e-6 * Math.Max(1, Math.Abs(derivative)));
            }

            Assert.Equal(expected, loss[lane], 3e-6 * (1 + Math.Abs(expected)));
        }

        for (var d = 0; d < features; d++)
        {
            double expected = sigmaBefore[d], magnitude = 1;
            for (var lane = 0; lane < Lanes; lane++)
            {
                var scaled = ((double)means[(d * Lanes) + lane] - target[(d * Lanes) + lane]) / sigma[d];
                expected += (1 - (scaled * scaled)) * mask[lane];
                magnitude += scaled * scaled * mask[lane];
            }

            Assert.Equal(expected, dLogSigma[d], 1e-6 * magnitude);
        }
    }

    [Theory]
    [MemberData(nameof(KernelSet.Widths), MemberType = typeof(KernelSet))]
    public void Losses_WithoutAGradient_LeaveTheOutputAndGiveTheSameLoss(int bits)
    {
        const int Features = 9;
        var kernels = KernelSet.Of(bits);
        var output = GuardedFloats.Normal(Features * Lanes, 1);
        var before = output.ToArray();
        var target = GuardedFloats.Uniform(Features * Lanes, 2, 0, 1);
        var precision = GuardedFloats.Uniform(Features, 3, 0.5, 2);
        var (bernoulli, gaussian) = (new GuardedFloats(Lanes), new GuardedFloats(Lanes));

        kernels.Bernoulli(output.Pointer, target.Pointer, Features, null, bernoulli.Pointer);
        kernels.Gaussian(output.Pointer, target.Pointer, Features, precision.Pointer, 2, null, gaussian.Pointer, null);

        Assert.Equal(before, output.ToArray());
        var (bernoulliWithGradient, gaussianWithGradient) = (new GuardedFloats(Lanes), new GuardedFloats(Lanes));
        kernels.Bernoulli(output.Pointer, target.Pointer, Features, Mask().Pointer, bernoulliWithGradient.Pointer);
        kernels.Gaussian(
            new GuardedFloats(before).Pointer, target.Pointer, Features, precision.Pointer, 2, Mask().Pointer, gaussianWithGradient.Pointer, null);
        Assert.Equal(bernoulliWithGradient.ToArray(), bernoulli.ToArray());
        Assert.Equal(gaussianWithGradient.ToArray(), gaussian.ToArray());
    }

    [Theory]
    [MemberData(nameof(KernelSet.Widths), MemberType = typeof(KernelSet))]
    public void Sigmoid_Always_EqualsTheFormula(int bits)
    {
        var output = GuardedFloats.Normal(9 * Lanes, 1, scale: 10);
        var before = output.ToArray();

        KernelSet.Of(bits).Sigmoid(output.Pointer, 9 * Lanes);

        output.AssertFences();
        Assert.All(before.Zip(output.ToArray()), pair => Assert.Equal(ReferenceMath.Sigmoid(pair.First), pair.Second, 1.5e-7));
    }

    /// <summary>A factor for each row of the panel, and 0 for the last five, which fill it up.</summary>
    private static GuardedFloats Mask()
    {
        var mask = GuardedFloats.Uniform(Lanes, 9, 0.01, 1);
        mask.Span[^5..].Clear();
        return mask;
    }
}
