using Vae.Core.Networks;
using Vae.Core.Options;

namespace Vae.Core.Onnx.Graphs;

/// <content>Layers as operators. Maps are [rows, channels, height, width], everything else [rows, numbers].</content>
internal sealed partial class ModelGraph
{
    private string Network(NetworkPlan network, string input)
    {
        foreach (var layer in network.Layers)
        {
            input = layer switch
            {
                LinearLayer linear => Linear(linear, input),
                ActivationLayer activation => Activate(activation, input),
                DropoutLayer => input, // Nothing is dropped outside training.
                ReshapeLayer reshape => graph.Node("Reshape", [input, graph.Integers([-1, .. reshape.Shape.Select(size => (long)size)])]),
                ConvolutionLayer convolution => Convolve(convolution, input),
                BatchNormLayer normalization => Normalize(normalization, input),
                LayerNormLayer normalization => Normalize(normalization, input),
                _ => throw new NotSupportedException($"Layer {layer.GetType().Name} has no ONNX form."),
            };
        }

        return input;
    }

    private string Convolve(ConvolutionLayer layer, string input)
    {
        string[] inputs = [input, Parameter(layer.WeightName), Parameter(layer.BiasName)];
        var kernel = OnnxGraph.IntegerList("kernel_shape", layer.Kernel, layer.Kernel);
        var strides = OnnxGraph.IntegerList("strides", layer.Stride, layer.Stride);
        var pads = OnnxGraph.IntegerList("pads", layer.Padding, layer.Padding, layer.Padding, layer.Padding);
        return layer is ConvTranspose2dLayer transposed
            ? graph.Node(
                "ConvTranspose",
                inputs,
                kernel,
                strides,
                pads,
                OnnxGraph.IntegerList("output_padding", transposed.OutputPaddingHeight, transposed.OutputPaddingWidth))
            : graph.Node("Conv", inputs, kernel, strides, pads);
    }

    private string Normalize(BatchNormLayer layer, string input) => graph.Node(
        "BatchNormalization",
        [input, .. layer.Parameters.Select(parameter => Parameter(parameter.Name))],
        OnnxGraph.Float("epsilon", BatchNormLayer.Epsilon));

    private string Normalize(LayerNormLayer layer, string input) => graph.Node(
        "LayerNormalization",
        [input, Parameter(layer.WeightName), Parameter(layer.BiasName)],
        OnnxGraph.Integer("axis", 1),
        OnnxGraph.Float("epsilon", LayerNormLayer.Epsilon));

    private string Activate(ActivationLayer layer, string x) => layer.Kind switch
    {
        Activation.ReLU => graph.Node("Relu", [x]),
        Activation.LeakyReLU => graph.Node("LeakyRelu", [x], OnnxGraph.Float("alpha", layer.Slope)),
        Activation.SiLU => graph.Node("Mul", [x, graph.Node("Sigmoid", [x])]),
        Activation.GELU => Gelu(x),
        Activation.Tanh => graph.Node("Tanh", [x]),
        _ => throw new NotSupportedException($"Activation {layer.Kind} has no ONNX form."),
    };

    /// <summary>x (1 + erf(x / sqrt(2))) / 2: the operator of that name came after opset 17.</summary>
    private string Gelu(string x)
    {
        var erf = graph.Node("Erf", [graph.Node("Mul", [x, graph.Scalar(0.70710678f)])]);
        return graph.Node("Mul", [graph.Node("Mul", [x, graph.Scalar(0.5f)]), graph.Node("Add", [erf, graph.Scalar(1)])]);
    }
}
