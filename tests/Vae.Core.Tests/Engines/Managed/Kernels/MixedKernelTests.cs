using System.Runtime.Intrinsics;
using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Likelihoods;
using Vae.Core.Simd;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Engines.Managed.Kernels;

/// <summary>Softmax runs, values that were not observed, and the sum over all rows of a grid.</summary>
public sealed unsafe class MixedKernelTests
{
    private const int Lanes = 32;
    private const float Unseen = 3.5f;

    public static TheoryData<int, int> WidthsAndLevels()
    {
        var data = new TheoryData<int, int>();
        foreach (var bits in KernelSet.Supported)
        {
            foreach (var levels in (int[])[1, 2, 3, 7, 8, 9, 33, 100])
            {
                data.Add(bits, levels);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(WidthsAndLevels))]
    public void Softmax_EachNumberOfLevels_EqualsTheLogarithmAndItsDerivative(int bits, int levels)
    {
        var logits = GuardedFloats.Normal((levels + 2) * Lanes, 1, scale: 6);
        var target = Target(levels);
        var output = new GuardedFloats(logits.ToArray());
        var (mask, loss) = (GuardedFloats.Uniform(Lanes, 9, 0.01, 1), GuardedFloats.Normal(Lanes, 3));
        var before = loss.ToArray();

        Softmax(bits, output, target, levels, mask, loss);

        output.AssertFences();
        loss.AssertFences();
        for (var lane = 0; lane < Lanes; lane++)
        {
            var row = Column(target, levels, lane);
            var probabilities = ReferenceColumns.Softmax(Column(logits, levels, lane));
            var level = Array.IndexOf(row, 1);
            var wanted = before[lane] + (row.Any(double.IsNaN) ? 0 : level < 0 ? Unseen : -Math.Log(probabilities[level]));
            Assert.Equal(wanted, loss[lane], 2e-6 * (1 + Math.Abs(wanted)));
            for (var k = 0; k < levels; k++)
            {
                var derivative = level < 0 ? 0 : (probabilities[k] - row[k]) * mask[lane];
                Assert.Equal(derivative, output[((k + 1) * Lanes) + lane], 2e-7);
            }

            Assert.Equal(logits[lane], output[lane]);
            Assert.Equal(logits[((levels + 1) * Lanes) + lane], output[((levels + 1) * Lanes) + lane]);
        }
    }

    [Theory]
    [MemberData(nameof(KernelSet.Widths), MemberType = typeof(KernelSet))]
    public void Losses_NotObserved_AreZeroWithoutAGradient(int bits)
    {
        var output = GuardedFloats.Normal(3 * Lanes, 1);
        var target = new GuardedFloats(3 * Lanes);
        target.Span.Fill(float.NaN);
        var (mask, loss, dLogSigma) = (GuardedFloats.Uniform(Lanes, 9, 0.01, 1), new GuardedFloats(Lanes), new GuardedFloats(3));
        var ones = new GuardedFloats([1f, 1, 1]);

        Each(
            bits,
            run => MixedKernel.Gaussian<Simd128, Vector128<float>>(output.Pointer, target.Pointer, run, Grid.Panel, ones.Pointer, ones.Pointer, mask.Pointer, loss.Pointer, dLogSigma.Pointer),
            run => MixedKernel.Gaussian<Simd256, Vector256<float>>(output.Pointer, target.Pointer, run, Grid.Panel, ones.Pointer, ones.Pointer, mask.Pointer, loss.Pointer, dLogSigma.Pointer),
            run => MixedKernel.Gaussian<Simd512, Vector512<float>>(output.Pointer, target.Pointer, run, Grid.Panel, ones.Pointer, ones.Pointer, mask.Pointer, loss.Pointer, dLogSigma.Pointer),
            run => MixedKernel.Gaussian<SimdScalar, float>(output.Pointer, target.Pointer, run, Grid.Panel, ones.Pointer, ones.Pointer, mask.Pointer, loss.Pointer, dLogSigma.Pointer),
            new FeatureRun(FeatureRunKind.Gaussian, 0, 1));
        Each(
            bits,
            run => MixedKernel.Bernoulli<Simd128, Vector128<float>>(output.Pointer, target.Pointer, run, Grid.Panel, mask.Pointer, loss.Pointer),
            run => MixedKernel.Bernoulli<Simd256, Vector256<float>>(output.Pointer, target.Pointer, run, Grid.Panel, mask.Pointer, loss.Pointer),
            run => MixedKernel.Bernoulli<Simd512, Vector512<float>>(output.Pointer, target.Pointer, run, Grid.Panel, mask.Pointer, loss.Pointer),
            run => MixedKernel.Bernoulli<SimdScalar, float>(output.Pointer, target.Pointer, run, Grid.Panel, mask.Pointer, loss.Pointer),
            new FeatureRun(FeatureRunKind.Bernoulli, 1, 2));

        Assert.All(output.ToArray(), value => Assert.Equal(0, value));
        Assert.All(loss.ToArray(), value => Assert.Equal(0, value));
        Assert.All(dLogSigma.ToArray(), value => Assert.Equal(0, value));
    }

    [Theory]
    [MemberData(nameof(KernelSet.Widths), MemberType = typeof(KernelSet))]
    public void Losses_OverAllLevelsAndBothValues_SumToOne(int bits)
    {
        // 5 levels by 2 by 2 values fill 20 lanes of one code.
        const int Features = 7;
        var (output, target) = (new GuardedFloats(Features * Lanes), new GuardedFloats(Features * Lanes));
        for (var lane = 0; lane < 20; lane++)
        {
            for (var d = 0; d < Features; d++)
            {
                output.Span[(d * Lanes) + lane] = (d * 0.9f) - 2.1f;
            }

            target.Span[(1 + (lane / 4)) * Lanes + lane] = 1;
            target.Span[lane] = lane & 1;
            target.Span[(6 * Lanes) + lane] = (lane >> 1) & 1;
        }

        var loss = new GuardedFloats(Lanes);
        var (first, last) = (new FeatureRun(FeatureRunKind.Bernoulli, 0, 1), new FeatureRun(FeatureRunKind.Bernoulli, 6, 1));
        Softmax(bits, output, target, 5, null, loss);
        foreach (var binary in (FeatureRun[])[first, last])
        {
            Each(
                bits,
                run => MixedKernel.Bernoulli<Simd128, Vector128<float>>(output.Pointer, target.Pointer, run, Grid.Panel, null, loss.Pointer),
                run => MixedKernel.Bernoulli<Simd256, Vector256<float>>(output.Pointer, target.Pointer, run, Grid.Panel, null, loss.Pointer),
                run => MixedKernel.Bernoulli<Simd512, Vector512<float>>(output.Pointer, target.Pointer, run, Grid.Panel, null, loss.Pointer),
                run => MixedKernel.Bernoulli<SimdScalar, float>(output.Pointer, target.Pointer, run, Grid.Panel, null, loss.Pointer),
                binary);
        }

        Assert.Equal(1, loss.ToArray()[..20].Sum(value => Math.Exp(-value)), 1e-6);
    }

    private static void Softmax(int bits, GuardedFloats output, GuardedFloats target, int levels, GuardedFloats? mask, GuardedFloats loss)
    {
        var factors = mask is null ? null : mask.Pointer;
        Each(
            bits,
            run => MixedKernel.Softmax<Simd128, Vector128<float>>(output.Pointer, target.Pointer, run, Grid.Panel, Unseen, factors, loss.Pointer),
            run => MixedKernel.Softmax<Simd256, Vector256<float>>(output.Pointer, target.Pointer, run, Grid.Panel, Unseen, factors, loss.Pointer),
            run => MixedKernel.Softmax<Simd512, Vector512<float>>(output.Pointer, target.Pointer, run, Grid.Panel, Unseen, factors, loss.Pointer),
            run => MixedKernel.Softmax<SimdScalar, float>(output.Pointer, target.Pointer, run, Grid.Panel, Unseen, factors, loss.Pointer),
            new FeatureRun(FeatureRunKind.Softmax, 1, levels));
    }

    private static void Each(int bits, Action<FeatureRun> by128, Action<FeatureRun> by256, Action<FeatureRun> by512, Action<FeatureRun> scalar, FeatureRun run)
    {
        var kernel = (VectorWidth)bits switch
        {
            VectorWidth.Bits512 => by512,
            VectorWidth.Bits256 => by256,
            VectorWidth.Bits128 => by128,
            _ => scalar,
        };
        kernel(run);
    }

    /// <summary>A level in most lanes, none in some, and not observed in others; the lines before and behind belong to other runs.</summary>
    private static GuardedFloats Target(int levels)
    {
        var target = new GuardedFloats((levels + 2) * Lanes);
        for (var lane = 0; lane < Lanes; lane++)
        {
            for (var k = 1; k <= levels; k++)
            {
                target.Span[(k * Lanes) + lane] = lane % 7 == 5 ? float.NaN : lane % 7 == 3 ? 0 : k - 1 == lane * 5 % levels ? 1 : 0;
            }
        }

        return target;
    }

    private static double[] Column(GuardedFloats values, int levels, int lane) =>
        [.. Enumerable.Range(1, levels).Select(k => (double)values[(k * Lanes) + lane])];
}
