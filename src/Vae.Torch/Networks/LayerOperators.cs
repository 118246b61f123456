using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Torch.Convolutions;
using Vae.Torch.Tensors;

namespace Vae.Torch.Networks;

/// <summary>Each planned layer as libtorch's operator. This is the place where a new kind of layer gets its own.</summary>
internal sealed class LayerOperators : IDisposable
{
    private readonly TorchParameters parameters;
    private readonly IConvolutions convolutions;
    private readonly Dictionary<float, Scalar> slopes = [];

    public LayerOperators(TorchParameters parameters, IEnumerable<LayerPlan> layers, IConvolutions convolutions)
    {
        this.parameters = parameters;
        this.convolutions = convolutions;
        foreach (var slope in layers.OfType<ActivationLayer>().Select(layer => layer.Slope).Distinct())
        {
            slopes.Add(slope, slope.ToScalar());
        }
    }

    /// <exception cref="NotSupportedException">The layer has no operator here.</exception>
    public static void ThrowIfUnknown(LayerPlan layer)
    {
        if (layer is not (LinearLayer or Conv2dLayer or ConvTranspose2dLayer or BatchNormLayer or LayerNormLayer or ReshapeLayer or DropoutLayer)
            && !(layer is ActivationLayer activation && Enum.IsDefined(activation.Kind)))
        {
            throw Unknown(layer);
        }
    }

    /// <summary>Whether a layer's parameters are rounded where a network computes in less than single precision: those of products are, statistics are not.</summary>
    public static bool IsRounded(LayerPlan layer) => layer is LinearLayer or ConvolutionLayer;

    /// <summary>Applies a layer other than dropout.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="value">[rows, ...] in the shape that the layer before left it in.</param>
    /// <param name="pass">What for.</param>
    /// <param name="inPlace">Whether the value may be overwritten.</param>
    public Tensor Apply(LayerPlan layer, Tensor value, Pass pass, bool inPlace) => layer switch
    {
        LinearLayer linear => torch.nn.functional.linear(value, Product(linear.WeightName, pass), Product(linear.BiasName, pass)),
        ConvolutionLayer convolution => convolutions.Apply(convolution, value, Product(convolution.WeightName, pass), Product(convolution.BiasName, pass)),
        BatchNormLayer normalization => NormalizeBatch(normalization, value, pass),
        LayerNormLayer normalization => torch.nn.functional.layer_norm(
            value.to(torch.ScalarType.Float32),
            [.. normalization.Shape.Select(size => (long)size)],
            parameters.Exact(normalization.WeightName),
            parameters.Exact(normalization.BiasName),
            LayerNormLayer.Epsilon).to(value.dtype),
        ReshapeLayer reshape => value.reshape([value.shape[0], .. reshape.Shape.Select(size => (long)size)]),
        ActivationLayer activation => Activate(activation, value, inPlace),
        _ => throw Unknown(layer),
    };

    public void Dispose()
    {
        foreach (var slope in slopes.Values)
        {
            slope.Dispose();
        }
    }

    private Tensor Product(string name, Pass pass) => pass.Trains ? parameters.Computed(name) : parameters.Exact(name);

    private Tensor NormalizeBatch(BatchNormLayer layer, Tensor value, Pass pass)
    {
        var weight = parameters.Exact(layer.WeightName);
        var bias = parameters.Exact(layer.BiasName);
        var channels = value.to(torch.ScalarType.Float32).reshape(-1, layer.Channels, layer.Positions);
        var moves = !pass.Trains || pass.MovesStatistics;
        var mean = moves ? parameters.Exact(layer.RunningMeanName) : null;
        var variance = moves ? parameters.Exact(layer.RunningVarianceName) : null;
        if (pass.Trains && pass.Weights is { } weights)
        {
            return WeightedNormalization.Apply(channels, weights, weight, bias, mean, variance).to(value.dtype).view_as(value);
        }

        // One number is its own mean, and libtorch refuses it alone: with itself beside it the mean is the same, and nothing is left of it nor of its gradient.
        // It has no unbiased variance, so the running one stays. Running statistics are moved by this operator alone: any other write would count as one to
        // all parameters, which are views of one tensor, and what was kept of them for the way back would be refused there.
        var isAlone = pass.Trains && channels.shape[0] * layer.Positions == 1;
        var normal = torch.nn.functional.batch_norm(
            isAlone ? channels.repeat(2, 1, 1) : channels,
            mean,
            isAlone ? variance?.clone() : variance,
            weight,
            bias,
            pass.Trains,
            BatchNormLayer.Momentum,
            BatchNormLayer.Epsilon);
        return (isAlone ? normal.narrow(0, 0, 1) : normal).to(value.dtype).view_as(value);
    }

    // In place, which saves a pass over memory, where the way back needs the result alone. SiLU and GELU need what went in.
    private Tensor Activate(ActivationLayer layer, Tensor value, bool inPlace) => layer.Kind switch
    {
        Activation.ReLU => inPlace ? value.relu_() : value.relu(),
        Activation.LeakyReLU => inPlace ? value.leaky_relu_(slopes[layer.Slope]) : value.leaky_relu(slopes[layer.Slope]),
        Activation.Tanh => inPlace ? value.tanh_() : value.tanh(),
        Activation.SiLU => value.silu(),
        Activation.GELU => value.gelu(),
        _ => throw Unknown(layer),
    };

    private static NotSupportedException Unknown(LayerPlan layer) =>
        new($"The torch engine has no operator for {layer}; train this network with Engine.Name = managed.");
}
