using System.Collections.Immutable;

namespace Vae.Core.Networks;

/// <summary>Builds a network layer by layer, each named by its place as in a PyTorch <c>Sequential</c>.</summary>
internal sealed class SequentialBuilder(string name, NetworkOptions options)
{
    private readonly List<LayerPlan> layers = [];

    private string NextName => $"{name}.{layers.Count}";

    public NetworkPlan Build() => new([.. layers]);

    /// <summary>A linear layer.</summary>
    public void Linear(int inputs, int outputs) => layers.Add(new LinearLayer(NextName, inputs, outputs));

    /// <summary>A linear layer with normalisation, activation and dropout.</summary>
    public void HiddenLinear(int inputs, int outputs)
    {
        Linear(inputs, outputs);
        Finish(outputs, 1, [outputs]);
    }

    /// <summary>A convolution with normalisation, activation and dropout; returns the shape that comes out.</summary>
    /// <exception cref="ArgumentException">The picture is too small for it, or the map too large.</exception>
    public ImageShape HiddenConvolution(ImageShape from, int channels)
    {
        var convolution = options.Convolutional;
        var to = new ImageShape(channels, Side(from.Height), Side(from.Width));
        if (to.Height < 1 || to.Width < 1)
        {
            throw new ArgumentException(
                Invariant($"Convolution '{NextName}' of {convolution.KernelSize}x{convolution.KernelSize} pixels with padding {convolution.ResolvedPadding} does not fit into its input {from}; ")
                + "choose fewer Network.Convolutional.Channels, a smaller KernelSize or more Padding.");
        }

        RequireRoom(to);
        layers.Add(new Conv2dLayer(NextName, from, to, convolution.KernelSize, convolution.Stride, convolution.ResolvedPadding));
        Finish(to);
        return to;

        int Side(int side)
        {
            var room = side + (2 * convolution.ResolvedPadding) - convolution.KernelSize;
            return room < 0 ? 0 : (room / convolution.Stride) + 1;
        }
    }

    /// <summary>The transposed convolution that brings a map back to the shape that a convolution took.</summary>
    public void TransposedConvolution(ImageShape from, ImageShape to) => layers.Add(new ConvTranspose2dLayer(
        NextName, from, to, options.Convolutional.KernelSize, options.Convolutional.Stride, options.Convolutional.ResolvedPadding));

    /// <summary>Flattens, or unflattens.</summary>
    public void Reshape(params ImmutableArray<int> shape) => layers.Add(new ReshapeLayer(shape, shape.Aggregate(1, (product, size) => product * size)));

    /// <summary>Normalisation, activation and dropout after a map.</summary>
    public void Finish(ImageShape map) => Finish(map.Channels, map.Positions, [map.Channels, map.Height, map.Width]);

    private void Finish(int channels, int positions, ImmutableArray<int> shape)
    {
        var size = channels * positions;
        switch (options.Normalization)
        {
            case NormalizationKind.Batch:
                layers.Add(new BatchNormLayer(NextName, channels, positions));
                break;
            case NormalizationKind.Layer:
                layers.Add(new LayerNormLayer(NextName, shape, size));
                break;
        }

        layers.Add(new ActivationLayer(options.Activation, options.LeakySlope, size));
        if (options.Dropout > 0)
        {
            layers.Add(new DropoutLayer(options.Dropout, size));
        }
    }

    private void RequireRoom(ImageShape map)
    {
        if (map.Size > ImageShape.MaximumSize)
        {
            throw new ArgumentException(
                Invariant($"Convolution '{NextName}' puts out {map}, {map.Size:N0} numbers a row, more than {ImageShape.MaximumSize:N0}; choose fewer Network.Convolutional.Channels or a larger Stride."));
        }
    }
}
