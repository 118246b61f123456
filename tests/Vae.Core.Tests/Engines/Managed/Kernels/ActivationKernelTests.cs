using Vae.Core.Options;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Engines.Managed.Kernels;

/// <summary>Bias, activation and derivative against the formulas in double.</summary>
public sealed unsafe class ActivationKernelTests
{
    private const int Lanes = 32;
    private const float Slope = 0.07f;

    public static TheoryData<int, Activation> WidthsAndKinds()
    {
        var data = new TheoryData<int, Activation>();
        foreach (var bits in KernelSet.Supported)
        {
            foreach (var kind in Enum.GetValues<Activation>())
            {
                data.Add(bits, kind);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(WidthsAndKinds))]
    public void Forward_EachKind_EqualsTheFormulaAndItsDerivative(int bits, Activation kind)
    {
        foreach (var outputs in (int[])[0, 1, 3, 7, 8, 9, 17, 65])
        {
            var panel = GuardedFloats.Normal(outputs * Lanes, 3 + outputs, scale: 4);
            var bias = GuardedFloats.Normal(outputs, 4 + outputs);
            var before = panel.ToArray();
            var derivative = new GuardedFloats(outputs * Lanes);
            var alone = new GuardedFloats(before);

            KernelSet.Of(bits).Activate(kind, Slope, panel.Pointer, bias.Pointer, outputs, derivative.Pointer);
            KernelSet.Of(bits).Activate(kind, Slope, alone.Pointer, bias.Pointer, outputs, null);

            panel.AssertFences();
            derivative.AssertFences();
            Assert.Equal(panel.ToArray(), alone.ToArray());
            for (var i = 0; i < before.Length; i++)
            {
                var x = before[i] + bias[i / Lanes];
                Close(ReferenceMath.Activate(kind, Slope, x), panel[i], $"{kind}({x})");
                Close(ReferenceMath.Derivative(kind, Slope, x), derivative[i], $"the derivative of {kind} at {x}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(WidthsAndKinds))]
    public void Forward_FarFromZero_StaysFinite(int bits, Activation kind)
    {
        float[] values = [-3e38f, -1e20f, -1000, -104, -89, -30, 0, 30, 89, 104, 1000, 1e20f];
        var panel = new GuardedFloats(Lanes);
        values.CopyTo(panel.Span);
        var derivative = new GuardedFloats(Lanes);
        var bias = new GuardedFloats(1);

        KernelSet.Of(bits).Activate(kind, Slope, panel.Pointer, bias.Pointer, 1, derivative.Pointer);

        for (var i = 0; i < values.Length; i++)
        {
            Close(ReferenceMath.Activate(kind, Slope, values[i]), panel[i], $"{kind}({values[i]})");
            Close(ReferenceMath.Derivative(kind, Slope, values[i]), derivative[i], $"the derivative of {kind} at {values[i]}");
        }
    }

    [Theory]
    [MemberData(nameof(KernelSet.Widths), MemberType = typeof(KernelSet))]
    public void Forward_NoKind_AddsTheBias(int bits)
    {
        var panel = GuardedFloats.Normal(5 * Lanes, 1);
        var before = panel.ToArray();
        var bias = GuardedFloats.Normal(5, 2);
        var derivative = new GuardedFloats(5 * Lanes);

        KernelSet.Of(bits).Activate(null, 0, panel.Pointer, bias.Pointer, 5, derivative.Pointer);

        Assert.Equal(before.Select((value, i) => value + bias[i / Lanes]), panel.ToArray());
        Assert.All(derivative.ToArray(), value => Assert.Equal(1, value));
    }

    [Theory]
    [MemberData(nameof(KernelSet.Widths), MemberType = typeof(KernelSet))]
    public void Backward_Always_MultipliesByTheDerivative(int bits)
    {
        foreach (var rows in (int[])[0, 1, 3, 9])
        {
            var gradient = GuardedFloats.Normal(rows * Lanes, 1);
            var before = gradient.ToArray();
            var derivative = GuardedFloats.Normal(rows * Lanes, 2);

            KernelSet.Of(bits).ActivationBackward(gradient.Pointer, derivative.Pointer, rows * Lanes);

            gradient.AssertFences();
            Assert.Equal(before.Select((value, i) => value * derivative[i]), gradient.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(KernelSet.Widths), MemberType = typeof(KernelSet))]
    public void BackwardRelu_Always_PassesWhereTheOutputIsPositive(int bits)
    {
        var gradient = GuardedFloats.Normal(9 * Lanes, 1);
        var before = gradient.ToArray();
        var output = GuardedFloats.Normal(9 * Lanes, 2);
        output.Span[5] = 0;

        KernelSet.Of(bits).ReluBackward(gradient.Pointer, output.Pointer, 9 * Lanes);

        gradient.AssertFences();
        Assert.Equal(before.Select((value, i) => output[i] > 0 ? value : 0), gradient.ToArray());
    }

    /// <summary>Absolute near 0 and relative beyond 1: the normal distribution function is good to 2e-7 and times x.</summary>
    private static void Close(double expected, double actual, string what)
    {
        if (!(Math.Abs(expected - actual) <= 1e-6 * Math.Max(1, Math.Abs(expected))))
        {
            Assert.Fail($"{what} is {actual:G9}, by the formula {expected:G9}.");
        }
    }
}
