using Vae.Core.Tests.Engines.Managed.Kernels;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Simd;

/// <summary>The functions that kernels are built from, over [-30, 30] at every width, against double.</summary>
public sealed unsafe class SimdFunctionsTests
{
    private const int Points = 60_000;

    public static TheoryData<int, string, double, double> Functions()
    {
        var data = new TheoryData<int, string, double, double>();
        foreach (var bits in KernelSet.Supported)
        {
            // Tolerances: absolute, and relative where the value itself is meaningful down to small numbers.
            data.Add(bits, "sigmoid", 1.5e-7, 5e-7);
            data.Add(bits, "tanh", 2e-7, 5e-7);
            data.Add(bits, "normal", 4e-7, double.PositiveInfinity);
            data.Add(bits, "gaussian", 1e-6, double.PositiveInfinity);
            data.Add(bits, "exp", double.PositiveInfinity, 4e-7);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Function_From30Below0To30Above_IsWithinItsTolerance(int bits, string name, double absolute, double relative)
    {
        var x = new GuardedFloats(Points);
        var y = new GuardedFloats(Points);
        for (var i = 0; i < Points; i++)
        {
            // Half of the points over the whole range, half near 0 where tanh changes its formula.
            var share = (double)(i / 2) / (Points / 2);
            x.Span[i] = (float)((i & 1) == 0 ? (60 * share) - 30 : (2 * share) - 1);
        }

        KernelSet.Of(bits).Function(name, x.Pointer, y.Pointer, Points);

        y.AssertFences();
        for (var i = 0; i < Points; i++)
        {
            double at = x[i];
            var expected = name switch
            {
                "sigmoid" => ReferenceMath.Sigmoid(at),
                "tanh" => Math.Tanh(at),
                "normal" => ReferenceMath.NormalCumulative(at),
                "gaussian" => Math.Exp(-0.5 * at * at),
                _ => Math.Exp(at),
            };
            var error = Math.Abs(y[i] - expected);
            if (!(error <= absolute && (expected == 0 || error <= relative * Math.Abs(expected))))
            {
                Assert.Fail($"{name}({at:G9}) is {y[i]:G9} at {bits} bits, in double {expected:G9}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(KernelSet.Widths), MemberType = typeof(KernelSet))]
    public void Log_From1To2_IsExactTo4Roundings(int bits)
    {
        // The Bernoulli loss takes log(1 + e) with e in [0, 1].
        var x = GuardedFloats.Uniform(3200, 1, 1, 2);
        var y = new GuardedFloats(3200);

        KernelSet.Of(bits).Function("log", x.Pointer, y.Pointer, 3200);

        for (var i = 0; i < 3200; i++)
        {
            Assert.Equal(Math.Log(x[i]), y[i], 2.5e-7);
        }
    }

    [Theory]
    [InlineData("sigmoid", 1f, 0f)]
    [InlineData("tanh", 1f, -1f)]
    [InlineData("normal", 1f, 0f)]
    public void Function_AtTheEndsOfFloat_ReachesItsLimits(string name, float above, float below)
    {
        foreach (var bits in KernelSet.Supported)
        {
            var x = new GuardedFloats(32);
            var y = new GuardedFloats(32);
            (x.Span[0], x.Span[1], x.Span[2]) = (float.MaxValue, float.MinValue, float.NaN);

            KernelSet.Of(bits).Function(name, x.Pointer, y.Pointer, 32);

            Assert.Equal(above, y[0]);
            Assert.Equal(below, y[1], 1e-7f);
            Assert.True(float.IsNaN(y[2]), $"{name}(NaN) is {y[2]} at {bits} bits.");
        }
    }
}
