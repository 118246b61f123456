using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed.Kernels;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Engines.Managed.Layers;

/// <summary>Every layer, forward and backward, against plain loops and finite differences in double, for every vector width.</summary>
public sealed class LayerStackTests
{
    // Of the largest number of its kind: what single precision leaves after a few layers.
    private const double Tolerance = 2e-5;

    /// <summary>From, channels out, kernel, stride, padding, rows. One pixel, odd sides, strides that leave a rest, tiles with every kind of rest.</summary>
    public static TheoryData<string, int, int, int, int, int> Convolutions() => new()
    {
        { "1x1x1", 1, 1, 1, 0, 1 },
        { "1x1x1", 2, 3, 2, 1, 3 },
        { "1x5x4", 3, 3, 2, 1, 33 },
        { "3x4x5", 7, 3, 1, 1, 5 },
        { "2x7x3", 13, 3, 2, 1, 7 },
        { "4x6x6", 4, 4, 2, 1, 32 },
        { "5x5x9", 16, 5, 3, 2, 2 },
        { "1x9x8", 12, 2, 2, 0, 9 },
        { "6x3x3", 25, 3, 1, 0, 4 },
        { "8x2x7", 5, 1, 2, 0, 40 },
        { "2x4x4", 3, 4, 1, 3, 6 },
    };

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void Convolution_EachShape_EqualsPlainLoopsBothWays(string from, int channels, int kernel, int stride, int padding, int rows)
    {
        var (large, small) = Shapes(from, channels, kernel, stride, padding);
        Check(new NetworkPlan([new Conv2dLayer("net.0", large, small, kernel, stride, padding)]), rows);
    }

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void ConvTranspose_EachShape_EqualsPlainLoopsBothWays(string to, int channels, int kernel, int stride, int padding, int rows)
    {
        var (large, small) = Shapes(to, channels, kernel, stride, padding);
        var layer = new ConvTranspose2dLayer("net.0", small, large, kernel, stride, padding);

        Assert.InRange(layer.OutputPaddingHeight, 0, stride - 1);
        Assert.InRange(layer.OutputPaddingWidth, 0, stride - 1);
        Check(new NetworkPlan([layer]), rows);
    }

    [Theory]
    [InlineData(3, 1, 2, 1)]
    [InlineData(5, 6, 33, 1)]
    [InlineData(2, 1, 64, 1)]
    [InlineData(7, 4, 9, 3)]
    [InlineData(2, 3, 40, 2)]
    public void BatchNorm_EachShape_EqualsPlainLoopsBothWays(int channels, int positions, int rows, int samples) =>
        Check(new NetworkPlan([new BatchNormLayer("net.0", channels, positions)]), rows, samples);

    [Theory]
    [InlineData(1, 3)]
    [InlineData(5, 33)]
    [InlineData(9, 32)]
    [InlineData(100, 5)]
    public void LayerNorm_EachShape_EqualsPlainLoopsBothWays(int size, int rows) =>
        Check(new NetworkPlan([new LayerNormLayer("net.0", [size], size)]), rows);

    [Theory]
    [InlineData(NormalizationKind.None, Activation.SiLU, 1)]
    [InlineData(NormalizationKind.Batch, Activation.ReLU, 1)]
    [InlineData(NormalizationKind.Batch, Activation.Tanh, 3)]
    [InlineData(NormalizationKind.Batch, Activation.GELU, 1)]
    [InlineData(NormalizationKind.Layer, Activation.LeakyReLU, 1)]
    [InlineData(NormalizationKind.Layer, Activation.SiLU, 2)]
    public void Stack_ConvolutionsAndLinearLayers_EqualPlainLoopsBothWays(NormalizationKind normalization, Activation activation, int samples)
    {
        var options = new VaeOptions
        {
            Network = NetworkOptions.ForImages(new ImageShape(2, 5, 6)) with
            {
                Convolutional = new ConvolutionOptions { Channels = [3, 5] },
                HiddenLayers = [9],
                LatentDimension = 4,
                Normalization = normalization,
                Activation = activation,
            },
        };
        var plan = VaePlan.Create(options, 60);

        Check(plan.Encoder, rows: 33, samples);
        Check(plan.Decoder, rows: 33, samples);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void BatchNorm_InAStep_MovesRunningStatisticsAsPyTorchDoes(int samples)
    {
        var layer = new BatchNormLayer("net.0", 3, 4);
        var @case = new StackCase(new NetworkPlan([layer]), rows: 37, seed: 3, samples);
        var batch = StackCase.InDouble(@case.Input).Chunk(12).ToArray();

        var moved = @case.Run(KernelSet.Supported.Last(), moveStatistics: true).Parameters;
        var kept = @case.Run(KernelSet.Supported.Last()).Parameters;

        Assert.Equal(@case.Parameters, kept);
        for (var channel = 0; channel < 3; channel++)
        {
            var (mean, _, unbiased) = ReferenceNetwork.Statistics(layer, batch, channel);
            var (at, to) = (@case.Layout[layer.RunningMeanName].Offset + channel, @case.Layout[layer.RunningVarianceName].Offset + channel);
            Assert.Equal((0.9 * @case.Parameters[at]) + (0.1 * mean), moved[at], 1e-6);
            Assert.Equal((0.9 * @case.Parameters[to]) + (0.1 * unbiased), moved[to], 1e-6);
        }
    }

    [Fact]
    public void BatchNorm_LargeMean_KeepsItsDigits()
    {
        var @case = new StackCase(new NetworkPlan([new BatchNormLayer("net.0", 2, 3)]), rows: 50, seed: 3);
        foreach (ref var value in @case.Input.AsSpan())
        {
            value += 4096;
        }

        var output = @case.Run(KernelSet.Supported.Last()).Output;
        var wanted = @case.Reference(StackCase.InDouble(@case.Parameters), StackCase.InDouble(@case.Input), training: true).SelectMany(row => row).ToArray();

        for (var i = 0; i < output.Length; i++)
        {
            // The inputs themselves hold steps of 1/2048.
            Assert.Equal(wanted[i], output[i], 1e-3);
        }
    }

    [Fact]
    public void Stack_OneTwoAndThreeThreads_GiveIdenticalBits()
    {
        var plan = VaePlan.Create(
            new VaeOptions { Network = NetworkOptions.ForImages(new ImageShape(1, 8, 8)) with { Normalization = NormalizationKind.Batch } }, 64);
        foreach (var network in (NetworkPlan[])[plan.Encoder, plan.Decoder])
        {
            var @case = new StackCase(network, rows: 100, seed: 8);
            var bits = KernelSet.Supported.Last();
            var (one, two, three) = (@case.Run(bits), @case.Run(bits, threads: 2), @case.Run(bits, threads: 3));

            Assert.Equal(one.Output, two.Output);
            Assert.Equal(one.Gradient, two.Gradient);
            Assert.Equal(one.InputGradient, three.InputGradient);
            Assert.Equal(one.Gradient, three.Gradient);
        }
    }

    private static void Check(NetworkPlan network, int rows, int samples = 1)
    {
        var @case = new StackCase(network, rows, seed: 11 + rows, samples);
        var (parameters, input) = (StackCase.InDouble(@case.Parameters), StackCase.InDouble(@case.Input));
        var most = network.Layers.Length > 1 ? 6 : 25;
        var output = @case.Reference(parameters, input, training: true).SelectMany(row => row).ToArray();
        var inference = @case.Reference(parameters, input, training: false).SelectMany(row => row).ToArray();
        int[] places = [.. @case.Layout.Slots.Where(slot => slot.IsTrained && slot.Name.Contains('.', StringComparison.Ordinal))
            .Where(slot => !slot.Name.StartsWith("mean.", StringComparison.Ordinal) && !slot.Name.StartsWith("log_variance.", StringComparison.Ordinal))
            .SelectMany(slot => Sample(slot.Offset, slot.Count, most))];
        var gradient = places.Select(place => FiniteDifferences.At(parameters, place, p => @case.Loss(p, input))).ToArray();
        int[] inputs = [.. Sample(0, input.Length, most)];
        var inputGradient = inputs.Select(place => FiniteDifferences.At(input, place, x => @case.Loss(parameters, x))).ToArray();
        foreach (var bits in KernelSet.Supported)
        {
            var outcome = @case.Run(bits);
            Close(output, outcome.Output, "output");
            Close(inference, @case.Infer(bits), "inference");
            Close(gradient, [.. places.Select(place => outcome.Gradient[place])], "gradient");
            Close(inputGradient, [.. inputs.Select(place => outcome.InputGradient[place])], "input gradient");
        }
    }

    private static IEnumerable<int> Sample(int offset, int count, int most) =>
        Enumerable.Range(0, Math.Min(count, most)).Select(i => offset + (int)((long)i * count / Math.Min(count, most)));

    private static void Close(double[] wanted, float[] actual, string what)
    {
        Assert.Equal(wanted.Length, actual.Length);
        var allowed = (Tolerance * wanted.Select(Math.Abs).DefaultIfEmpty(0).Max()) + 1e-6;
        for (var i = 0; i < wanted.Length; i++)
        {
            Assert.True(Math.Abs(wanted[i] - actual[i]) <= allowed, $"{what}[{i}] is {actual[i]:G9}, wanted {wanted[i]:G9}, allowed {allowed:G3}.");
        }
    }

    private static (ImageShape Large, ImageShape Small) Shapes(string large, int channels, int kernel, int stride, int padding)
    {
        var sizes = large.Split('x').Select(int.Parse).ToArray();
        var shape = new ImageShape(sizes[0], sizes[1], sizes[2]);
        int Side(int side) => ((side + (2 * padding) - kernel) / stride) + 1;
        return (shape, new ImageShape(channels, Side(shape.Height), Side(shape.Width)));
    }
}
