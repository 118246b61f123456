using System.Runtime.CompilerServices;
using Vae.Core.Networks;

namespace Vae.Torch.Convolutions;

/// <summary>A convolution and its gradients summed up term by term in double precision, with nothing of libtorch's: what others are measured by.</summary>
/// <param name="Output">[rows, output].</param>
/// <param name="InputGradient">[rows, input].</param>
/// <param name="WeightGradient">As the weights.</param>
/// <param name="BiasGradient">[channels of the output].</param>
internal sealed record ConvolutionSums(double[] Output, double[] InputGradient, double[] WeightGradient, double[] BiasGradient)
{
    /// <summary>Sums up.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="values">Rows of the input.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="biases">Its biases.</param>
    /// <param name="gradients">Gradients of the output, a row each.</param>
    public static ConvolutionSums Of(ConvolutionLayer layer, float[] values, float[] weights, float[] biases, float[] gradients)
    {
        var rows = values.Length / layer.Inputs;
        var sums = new ConvolutionSums(new double[rows * layer.Outputs], new double[values.Length], new double[weights.Length], new double[biases.Length]);
        var area = layer.To.Height * layer.To.Width;
        for (var output = 0; output < sums.Output.Length; output++)
        {
            var channel = output / area % layer.To.Channels;
            sums.Output[output] = biases[channel];
            sums.BiasGradient[channel] += gradients[output];
        }

        for (var place = 0; place < rows * (int)layer.Small.Size; place++)
        {
            AddTerms(layer, place, values, weights, gradients, sums);
        }

        return sums;
    }

    /// <summary>Adds the terms of a number of the small map: one for each number of the large map that a weight joins it with.</summary>
    // Run once a process, and so never often enough to be compiled anew.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTerms(ConvolutionLayer layer, int place, float[] values, float[] weights, float[] gradients, ConvolutionSums sums)
    {
        var (small, large, kernel) = (layer.Small, layer.Large, layer.Kernel);
        var isTransposed = layer is ConvTranspose2dLayer;
        var (height, width) = (large.Height, large.Width);
        var (row, within) = Math.DivRem(place, (int)small.Size);
        var (channel, pixel) = Math.DivRem(within, small.Height * small.Width);
        var (top, left) = ((pixel / small.Width * layer.Stride) - layer.Padding, (pixel % small.Width * layer.Stride) - layer.Padding);
        for (var other = 0; other < large.Channels; other++)
        {
            var first = ((channel * large.Channels) + other) * kernel * kernel;
            var map = ((row * large.Channels) + other) * height * width;
            for (var tap = 0; tap < kernel * kernel; tap++)
            {
                var (y, x) = (top + (tap / kernel), left + (tap % kernel));
                if (y < 0 || x < 0 || y >= height || x >= width)
                {
                    continue;
                }

                var (far, weight) = (map + (y * width) + x, first + tap);
                var (input, output) = isTransposed ? (place, far) : (far, place);
                sums.Output[output] += (double)weights[weight] * values[input];
                sums.InputGradient[input] += (double)weights[weight] * gradients[output];
                sums.WeightGradient[weight] += (double)values[input] * gradients[output];
            }
        }
    }
}
