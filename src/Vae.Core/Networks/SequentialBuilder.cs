using System.Collections.Immutable;
using Vae.Core.Options;

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
        var to = convolution.ShapeAfter(from, channels, NextName);
        layers.Add(new Conv2dLayer(NextName, from, to, convolution.KernelSize, convolution.Stride, convolution.ResolvedPadding));
        Finish(to);
        return to;
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
}
