using Vae.Core.Networks;
using Vae.Core.Options;

namespace Vae.Core.Tests.Oracles;

/// <summary>A network in double with plain loops, on a whole batch, as batch normalisation needs it. Each layer is written from its definition.</summary>
internal sealed class ReferenceNetwork(ParameterLayout layout)
{
    /// <summary>The batch's way through.</summary>
    /// <param name="network">The layers.</param>
    /// <param name="parameters">In the order of the layout.</param>
    /// <param name="batch">Rows; left as they are.</param>
    /// <param name="training">Whether the batch's statistics normalise, or the running ones.</param>
    /// <param name="mask">Factor of the n-th dropout layer for a row and a unit; null where nothing is dropped.</param>
    public double[][] Run(
        NetworkPlan network, double[] parameters, double[][] batch, bool training, Func<int, int, int, int, double>? mask = null)
    {
        var dropout = 0;
        foreach (var layer in network.Layers)
        {
            switch (layer)
            {
                case LinearLayer linear:
                    batch = [.. batch.Select(row => Linear(linear, parameters, row))];
                    break;
                case Conv2dLayer convolution:
                    batch = [.. batch.Select(row => Convolve(convolution, parameters, row))];
                    break;
                case ConvTranspose2dLayer convolution:
                    batch = [.. batch.Select(row => ConvolveTransposed(convolution, parameters, row))];
                    break;
                case BatchNormLayer normalization:
                    batch = NormalizeBatch(normalization, parameters, batch, training);
                    break;
                case LayerNormLayer normalization:
                    batch = [.. batch.Select(row => NormalizeRow(normalization, parameters, row))];
                    break;
                case ActivationLayer activation:
                    batch = [.. batch.Select(row =>
                        row.Select(value => ReferenceMath.Activate(activation.Kind, activation.Slope, value)).ToArray())];
                    break;
                case DropoutLayer when mask is not null:
                    var number = dropout++;
                    batch = [.. batch.Select((row, index) => row.Select((value, unit) => value * mask(number, row.Length, index, unit)).ToArray())];
                    break;
                case ReshapeLayer or DropoutLayer:
                    break;
                default:
                    throw new NotSupportedException($"{layer}");
            }
        }

        return batch;
    }

    /// <summary>Mean and variances of a channel over a batch: biased, as it normalises, and unbiased, as it is remembered.</summary>
    public static (double Mean, double Variance, double Unbiased) Statistics(BatchNormLayer layer, double[][] batch, int channel)
    {
        var numbers = batch.SelectMany(row => row.Skip(channel * layer.Positions).Take(layer.Positions)).ToArray();
        var mean = numbers.Average();
        var squares = numbers.Sum(value => (value - mean) * (value - mean));
        return (mean, squares / numbers.Length, squares / (numbers.Length - 1));
    }

    private double[] Linear(LinearLayer layer, double[] parameters, double[] input)
    {
        var (weight, bias) = (layout[layer.WeightName].Offset, layout[layer.BiasName].Offset);
        var output = new double[layer.Outputs];
        for (var o = 0; o < output.Length; o++)
        {
            output[o] = parameters[bias + o];
            for (var i = 0; i < input.Length; i++)
            {
                output[o] += parameters[weight + (o * layer.Inputs) + i] * input[i];
            }
        }

        return output;
    }

    private double[] Convolve(Conv2dLayer layer, double[] parameters, double[] input)
    {
        var (weight, bias) = (layout[layer.WeightName].Offset, layout[layer.BiasName].Offset);
        var (from, to, k) = (layer.From, layer.To, layer.Kernel);
        var output = new double[to.Size];
        foreach (var (o, y, x) in Places(to))
        {
            var sum = parameters[bias + o];
            foreach (var (c, i, j) in Places(new ImageShape(from.Channels, k, k)))
            {
                var (row, column) = ((y * layer.Stride) - layer.Padding + i, (x * layer.Stride) - layer.Padding + j);
                if (row >= 0 && row < from.Height && column >= 0 && column < from.Width)
                {
                    sum += parameters[weight + (((((o * from.Channels) + c) * k) + i) * k) + j] * input[At(from, c, row, column)];
                }
            }

            output[At(to, o, y, x)] = sum;
        }

        return output;
    }

    private double[] ConvolveTransposed(ConvTranspose2dLayer layer, double[] parameters, double[] input)
    {
        var (weight, bias) = (layout[layer.WeightName].Offset, layout[layer.BiasName].Offset);
        var (from, to, k) = (layer.From, layer.To, layer.Kernel);
        var output = new double[to.Size];
        foreach (var (o, y, x) in Places(to))
        {
            output[At(to, o, y, x)] = parameters[bias + o];
        }

        foreach (var (c, y, x) in Places(from))
        {
            foreach (var (o, i, j) in Places(new ImageShape(to.Channels, k, k)))
            {
                var (row, column) = ((y * layer.Stride) - layer.Padding + i, (x * layer.Stride) - layer.Padding + j);
                if (row >= 0 && row < to.Height && column >= 0 && column < to.Width)
                {
                    output[At(to, o, row, column)] +=
                        parameters[weight + (((((c * to.Channels) + o) * k) + i) * k) + j] * input[At(from, c, y, x)];
                }
            }
        }

        return output;
    }

    private double[][] NormalizeBatch(BatchNormLayer layer, double[] parameters, double[][] batch, bool training)
    {
        var result = batch.Select(row => new double[row.Length]).ToArray();
        for (var channel = 0; channel < layer.Channels; channel++)
        {
            var (mean, variance, _) = training
                ? Statistics(layer, batch, channel)
                : (parameters[layout[layer.RunningMeanName].Offset + channel], parameters[layout[layer.RunningVarianceName].Offset + channel], 0);
            var scale = parameters[layout[layer.WeightName].Offset + channel] / Math.Sqrt(variance + 1e-5);
            for (var row = 0; row < batch.Length; row++)
            {
                for (var i = channel * layer.Positions; i < (channel + 1) * layer.Positions; i++)
                {
                    result[row][i] = ((batch[row][i] - mean) * scale) + parameters[layout[layer.BiasName].Offset + channel];
                }
            }
        }

        return result;
    }

    private double[] NormalizeRow(LayerNormLayer layer, double[] parameters, double[] row)
    {
        var mean = row.Average();
        var deviation = Math.Sqrt(row.Average(value => (value - mean) * (value - mean)) + 1e-5);
        var (weight, bias) = (layout[layer.WeightName].Offset, layout[layer.BiasName].Offset);
        return [.. row.Select((value, i) => ((value - mean) / deviation * parameters[weight + i]) + parameters[bias + i])];
    }

    private static int At(ImageShape shape, int channel, int row, int column) => (((channel * shape.Height) + row) * shape.Width) + column;

    private static IEnumerable<(int Channel, int Row, int Column)> Places(ImageShape shape)
    {
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            for (var row = 0; row < shape.Height; row++)
            {
                for (var column = 0; column < shape.Width; column++)
                {
                    yield return (channel, row, column);
                }
            }
        }
    }
}
