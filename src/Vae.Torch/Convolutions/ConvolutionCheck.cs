using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Torch.Tensors;

namespace Vae.Torch.Convolutions;

/// <summary>
/// Computes small convolutions and their gradients and compares them with <see cref="ConvolutionSums"/>. Numbers of channels that fill no whole vector are among them, because libraries pad these, and
/// memory is filled with NaN beforehand, so that a padding that is read without having been written is seen whatever was there.
/// </summary>
internal static class ConvolutionCheck
{
    private const int Rows = 2;
    private const int Copies = 4;

    private static readonly ConvolutionLayer[] Layers =
    [
        Gathering(8, 8, side: 4, kernel: 3, stride: 1, padding: 1),
        Gathering(24, 5, side: 4, kernel: 3, stride: 1, padding: 1),
        Gathering(1, 12, side: 5, kernel: 3, stride: 2, padding: 1),
        Gathering(40, 16, side: 4, kernel: 4, stride: 2, padding: 1),
        Gathering(16, 32, side: 4, kernel: 3, stride: 2, padding: 1),
        Spreading(8, 8, side: 4, kernel: 3, stride: 1, padding: 1),
        Spreading(5, 24, side: 3, kernel: 3, stride: 2, padding: 1),
        Spreading(12, 1, side: 3, kernel: 3, stride: 2, padding: 1),
        Spreading(16, 40, side: 2, kernel: 4, stride: 2, padding: 1),
        Spreading(32, 16, side: 2, kernel: 3, stride: 2, padding: 1),
    ];

    // Numbers of floats: of what is laid out anew for these layers, and beyond.
    private static readonly int[] Spoiled = [64, 256, 1024, 2304, 4096, 8192, 16384];

    /// <summary>The worst of the first results that are wrong; null where all are right up to rounding.</summary>
    /// <param name="convolutions">What is checked.</param>
    /// <param name="type">Type of values, weights and sums.</param>
    public static ConvolutionFault? Find(IConvolutions convolutions, torch.ScalarType type) =>
        Layers.Select(layer => Find(convolutions, layer, type)).FirstOrDefault(fault => fault is not null);

    /// <summary>The same of one layer.</summary>
    public static ConvolutionFault? Find(IConvolutions convolutions, ConvolutionLayer layer, torch.ScalarType type)
    {
        var (values, weights, biases, gradients) = (Numbers(Rows * layer.Inputs, 1), Numbers(layer.Parameters[0].Shape.Aggregate(1, (product, size) => product * size), 2), Numbers(layer.To.Channels, 3), Numbers(Rows * layer.Outputs, 4));
        var wanted = ConvolutionSums.Of(layer, values, weights, biases, gradients);
        using var scope = torch.NewDisposeScope();
        using var everything = torch.inference_mode(false);
        using var recorded = torch.set_grad_enabled(true);
        var value = Leaf(values, type, Rows, layer.From.Channels, layer.From.Height, layer.From.Width);
        var weight = Leaf(weights, type, layer.Small.Channels, layer.Large.Channels, layer.Kernel, layer.Kernel);
        var bias = Leaf(biases, type, layer.To.Channels);
        var gradient = HostMemory.FromFloats(gradients, Rows, layer.To.Channels, layer.To.Height, layer.To.Width).to(type);
        Spoil();
        var output = convolutions.Apply(layer, value, weight, bias);
        var sum = output.mul(gradient).sum();
        Spoil();
        torch.autograd.backward(sum, inputs: [value, weight, bias]);
        var of = Invariant($"of a {(layer is ConvTranspose2dLayer ? "transposed " : "")}convolution of {layer.From.Channels} channels to {layer.To.Channels}, kernel {layer.Kernel}, stride {layer.Stride}");
        return Compare($"the output {of}", output, wanted.Output, type)
            ?? Compare($"the gradient of the input {of}", value.grad, wanted.InputGradient, type)
            ?? Compare($"the gradient of the weights {of}", weight.grad, wanted.WeightGradient, type)
            ?? Compare($"the gradient of the biases {of}", bias.grad, wanted.BiasGradient, type);
    }

    private static ConvolutionFault? Compare(string what, Tensor? tensor, double[] wanted, torch.ScalarType type)
    {
        var found = new float[wanted.Length];
        tensor?.detach().CopyTo(found);
        var allowed = (type == torch.ScalarType.Float32 ? 1e-4 : 0.05) * wanted.Max(Math.Abs);
        var worst = 0;
        for (var i = 0; i < found.Length; i++)
        {
            // Of two numbers that are none the first stays.
            worst = Distance(i) > Distance(worst) ? i : worst;
        }

        return Distance(worst) > allowed ? new ConvolutionFault(what, found[worst], wanted[worst]) : null;

        double Distance(int i) => double.IsNaN(found[i]) ? double.PositiveInfinity : Math.Abs(found[i] - wanted[i]);
    }

    private static Tensor Leaf(float[] values, torch.ScalarType type, params long[] shape) => HostMemory.FromFloats(values, shape).to(type).detach().requires_grad_(true);

    /// <summary>Whole eighths between -1 and 1, which 8 bits of mantissa hold: products and sums of some thousands are exact in single precision.</summary>
    private static float[] Numbers(int count, uint stream)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = ((int)(((((uint)i * 2654435761u) ^ (stream * 2246822519u)) * 3266489917u >> 16) % 17) - 8) / 8f;
        }

        return values;
    }

    /// <summary>Leaves NaN in memory that is free.</summary>
    private static void Spoil()
    {
        var tensors = new List<Tensor>();
        foreach (var size in Spoiled)
        {
            var nothing = new float[size];
            Array.Fill(nothing, float.NaN);
            for (var copy = 0; copy < Copies; copy++)
            {
                tensors.Add(HostMemory.FromFloats(nothing, size));
            }
        }

        tensors.ForEach(tensor => tensor.Dispose());
    }

    private static Conv2dLayer Gathering(int from, int to, int side, int kernel, int stride, int padding)
    {
        var small = ((side + (2 * padding) - kernel) / stride) + 1;
        return new Conv2dLayer("check", new ImageShape(from, side, side), new ImageShape(to, small, small), kernel, stride, padding);
    }

    private static ConvTranspose2dLayer Spreading(int from, int to, int side, int kernel, int stride, int padding)
    {
        var large = ((side - 1) * stride) - (2 * padding) + kernel;
        return new ConvTranspose2dLayer("check", new ImageShape(from, side, side), new ImageShape(to, large, large), kernel, stride, padding);
    }
}
