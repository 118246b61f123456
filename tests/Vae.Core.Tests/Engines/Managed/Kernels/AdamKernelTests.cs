using Vae.Core.Engines.Managed.Kernels;

namespace Vae.Core.Tests.Engines.Managed.Kernels;

/// <summary>A hundred steps against the published update of PyTorch's Adam and AdamW, in double.</summary>
public sealed unsafe class AdamKernelTests
{
    private const float Rate = 0.01f;
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;
    private const float Decay = 0.1f;
    private const float Scale = 0.5f;

    public static TheoryData<int, int> WidthsAndLengths()
    {
        var data = new TheoryData<int, int>();
        foreach (var bits in KernelSet.Supported)
        {
            foreach (var length in (int[])[0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 1000])
            {
                data.Add(bits, length);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(WidthsAndLengths))]
    public void Update_HundredSteps_EqualsAdamInDouble(int bits, int length) => Check(bits, length, decays: false);

    [Theory]
    [MemberData(nameof(WidthsAndLengths))]
    public void Update_HundredStepsWithDecay_EqualsAdamWInDouble(int bits, int length) => Check(bits, length, decays: true);

    [Theory]
    [MemberData(nameof(WidthsAndLengths))]
    public void Update_WithoutAGradientForLong_MomentsBecomeZeroAndAreNeverSubnormal(int bits, int length)
    {
        var (kernels, gradient) = (KernelSet.Of(bits), new GuardedFloats(length));
        var (parameters, mean, square) = (GuardedFloats.Normal(length, 1), GuardedFloats.Normal(length, 2), new GuardedFloats(length));
        square.Span.Fill(2e-38f);
        for (var t = 1; t <= 2000; t++)
        {
            kernels.Adam(parameters.Pointer, gradient.Pointer, mean.Pointer, square.Pointer, length, StepOf(t), decay: false);

            Assert.DoesNotContain(mean.ToArray(), float.IsSubnormal);
            Assert.DoesNotContain(square.ToArray(), float.IsSubnormal);
        }

        Assert.All(mean.ToArray().Concat(square.ToArray()), moment => Assert.Equal(0, moment));
    }

    [Theory]
    [MemberData(nameof(WidthsAndLengths))]
    public void Update_GradientThatIsNoNumber_IsNotTakenForZero(int bits, int length)
    {
        var gradient = new GuardedFloats(length);
        gradient.Span.Fill(float.NaN);
        var (parameters, mean, square) = (GuardedFloats.Normal(length, 1), new GuardedFloats(length), new GuardedFloats(length));

        KernelSet.Of(bits).Adam(parameters.Pointer, gradient.Pointer, mean.Pointer, square.Pointer, length, StepOf(1), decay: false);

        Assert.All(parameters.ToArray().Concat(mean.ToArray()).Concat(square.ToArray()), value => Assert.True(float.IsNaN(value)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1001)]
    public void SumOfSquares_EachLength_EqualsThePlainSum(int length)
    {
        var values = GuardedFloats.Normal(length, 5);

        var sum = AdamKernel.SumOfSquares(values.Pointer, length);

        Assert.Equal(values.ToArray().Sum(value => (double)value * value), sum, 1e-9);
    }

    private static AdamKernel.Step StepOf(int number) => new()
    {
        Beta1 = Beta1,
        Beta2 = Beta2,
        Epsilon = Epsilon,
        StepSize = (float)(Rate / (1 - Math.Pow(Beta1, number))),
        InverseRootCorrection = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, number))),
        Shrink = 1 - (Rate * Decay),
        GradientScale = Scale,
    };

    private static void Check(int bits, int length, bool decays)
    {
        var kernels = KernelSet.Of(bits);
        var parameters = GuardedFloats.Normal(length, 1);
        var (mean, square) = (new GuardedFloats(length), new GuardedFloats(length));
        var p = parameters.ToArray().Select(value => (double)value).ToArray();
        var (m, v) = (new double[length], new double[length]);
        for (var t = 1; t <= 100; t++)
        {
            // Gradients of very different sizes, among them zeros.
            var gradient = GuardedFloats.Normal(length, 100 + t, scale: Math.Pow(10, (t % 7) - 4));
            if (length > 2)
            {
                gradient.Span[2] = 0;
            }

            kernels.Adam(parameters.Pointer, gradient.Pointer, mean.Pointer, square.Pointer, length, StepOf(t), decays);
            for (var i = 0; i < length; i++)
            {
                var g = (double)gradient[i] * Scale;
                p[i] *= decays ? 1 - ((double)Rate * Decay) : 1;
                m[i] = ((double)Beta1 * m[i]) + ((1 - (double)Beta1) * g);
                v[i] = ((double)Beta2 * v[i]) + ((1 - (double)Beta2) * g * g);
                var denominator = (Math.Sqrt(v[i]) / Math.Sqrt(1 - Math.Pow(Beta2, t))) + Epsilon;
                p[i] -= Rate / (1 - Math.Pow(Beta1, t)) * m[i] / denominator;
            }
        }

        parameters.AssertFences();
        mean.AssertFences();
        square.AssertFences();
        for (var i = 0; i < length; i++)
        {
            // A hundred roundings of parameters near 1 and of means of gradients up to 100.
            Assert.Equal(p[i], parameters[i], 6e-6 * Math.Max(1, Math.Abs(p[i])));
            Assert.Equal(m[i], mean[i], 1e-5);
            Assert.Equal(v[i], square[i], 1e-5 * v[i]);
        }
    }
}
