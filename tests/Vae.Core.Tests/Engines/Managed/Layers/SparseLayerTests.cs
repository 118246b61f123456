using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed.Kernels;

namespace Vae.Core.Tests.Engines.Managed.Layers;

/// <summary>A layer by the non-zeros of its input gives the bits that it gives by all numbers: the sign of a zero included.</summary>
public sealed class SparseLayerTests
{
    private static readonly int[] Widths = [.. KernelSet.Supported.Where(bits => bits > 32)];

    public static TheoryData<int, int, int, int, double> Shapes()
    {
        var data = new TheoryData<int, int, int, int, double>();
        var random = new Random(5);
        foreach (var bits in Widths)
        {
            foreach (var density in (double[])[0, 0.003, 0.02, 0.2, 0.5, 1])
            {
                data.Add(bits, random.Next(64, 300), random.Next(16, 180), random.Next(1, 200), density);
            }

            // Whole blocks, one feature more than a block, tiles of one vector, and more rows than are summed at a time.
            data.Add(bits, 112, 16, 32, 0.3);
            data.Add(bits, 1030, 17, 33, 0.01);
            data.Add(bits, 113, 400, 300, 0.2);
            data.Add(bits, 70, 129, 129, 0.2);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Layer_ByItsNonZeros_GivesTheBitsOfAllNumbers(int bits, int inputs, int outputs, int rows, double density)
    {
        Activation?[] activations = [null, .. Enum.GetValues<Activation>().Select(kind => (Activation?)kind)];
        for (var i = 0; i < activations.Length; i++)
        {
            var @case = new SparseCase(inputs, outputs, rows, density, activations[i], seed: i);
            var expected = @case.Run(bits, threads: 1, sparse: false);
            var actual = @case.Run(bits, threads: 1 + (i % 3), sparse: true);

            Assert.Equal(expected.Output, actual.Output);
            Assert.Equal(expected.Gradient, actual.Gradient);
        }
    }

    /// <summary>Products of such numbers are below the smallest float: sums become zeros of either sign, on which zeros that follow have a say.</summary>
    [Theory]
    [InlineData(2e-23, 0.05)]
    [InlineData(2e-23, 0.95)]
    [InlineData(1e-22, 0.2)]
    [InlineData(1e-30, 0.05)]
    [InlineData(1e-30, 0.95)]
    public void Layer_OfNumbersWhoseProductsVanish_GivesTheSignsOfTheirZeros(double scale, double density)
    {
        foreach (var bits in Widths)
        {
            var @case = new SparseCase(100, 50, 64, density, null, seed: 1, scale);
            // A bias of the zero that has a sign hides nothing.
            @case.Parameters.AsSpan(100 * 50, 50).Fill(-0f);
            var expected = @case.Run(bits, threads: 1, sparse: false);
            var actual = @case.Run(bits, threads: 2, sparse: true);

            if (density > 0.9)
            {
                Assert.Contains(int.MinValue, expected.Output);
                Assert.Contains(int.MinValue, expected.Gradient);
            }

            Assert.Equal(expected.Output, actual.Output);
            Assert.Equal(expected.Gradient, actual.Gradient);
        }
    }

    [Fact]
    public void Layer_InputOfNaNAndInfinities_SpreadsThemAlike()
    {
        foreach (var bits in Widths)
        {
            var @case = new SparseCase(100, 50, 70, 0.1, Activation.ReLU, seed: 1);
            (@case.Input[3], @case.Input[777], @case.Input[1500]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity);

            Assert.Equal(Quiet(@case.Run(bits, 1, sparse: false)), Quiet(@case.Run(bits, 2, sparse: true)));
        }

        // One NaN is as good as another.
        static int[] Quiet((int[] Output, int[] Gradient) bits) =>
            [.. bits.Output.Concat(bits.Gradient).Select(bits => float.IsNaN(BitConverter.Int32BitsToSingle(bits)) ? -1 : bits)];
    }
}
