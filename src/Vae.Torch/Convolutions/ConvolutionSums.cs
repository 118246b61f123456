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

        foreach (var (input, output, weight) in Terms(layer, rows))
        {
            sums.Output[output] += (double)weights[weight] * values[input];
            sums.InputGradient[input] += (double)weights[weight] * gradients[output];
            sums.WeightGradient[weight] += (double)values[input] * gradients[output];
        }

        return sums;
    }

    /// <summary>Numbers of an input, an output and the weight that joins them.</summary>
    private static IEnumerable<(int Input, int Output, int Weight)> Terms(ConvolutionLayer layer, int rows)
    {
        var (small, large, kernel) = (layer.Small, layer.Large, layer.Kernel);
        for (var place = 0; place < rows * (int)small.Size; place++)
        {
            var (row, within) = Math.DivRem(place, (int)small.Size);
            var (channel, pixel) = Math.DivRem(within, small.Height * small.Width);
            var (y, x) = Math.DivRem(pixel, small.Width);
            for (var tap = 0; tap < large.Channels * kernel * kernel; tap++)
            {
                var (other, square) = Math.DivRem(tap, kernel * kernel);
                var (down, right) = Math.DivRem(square, kernel);
                var (v, u) = ((y * layer.Stride) - layer.Padding + down, (x * layer.Stride) - layer.Padding + right);
                if (v >= 0 && u >= 0 && v < large.Height && u < large.Width)
                {
                    var far = (row * (int)large.Size) + (((other * large.Height) + v) * large.Width) + u;
                    var weight = (channel * large.Channels * kernel * kernel) + tap;
                    yield return layer is ConvTranspose2dLayer ? (place, far, weight) : (far, place, weight);
                }
            }
        }
    }
}
