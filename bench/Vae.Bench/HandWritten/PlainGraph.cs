using Google.Protobuf;
using Vae.Bench.Workloads;
using Vae.Core.Onnx;
using Vae.Core.Onnx.Graphs;
using Vae.Core.Onnx.Messages;

namespace Vae.Bench.HandWritten;

/// <summary>
/// The ONNX file of a benchmark net that encodes rows to mean codes and decodes those: products, ReLU and the last sigmoid, nothing else. What this library exports does more (rows that
/// are not finite, units of the features), which a peer should not have to carry.
/// </summary>
internal static class PlainGraph
{
    public const string Input = "rows";
    public const string Output = "rebuilt";

    /// <summary>Bytes of the file, with weights as PyTorch draws them: uniform within one over the root of a layer's inputs.</summary>
    public static byte[] Of(Net net)
    {
        var random = new Random(0);
        var graph = new OnnxGraph("vae", [Input, Output]);
        graph.Input(Input, ElementType.ElementFloat, "N", net.Width);
        var (value, width) = (Input, net.Width);
        foreach (var hidden in net.Hidden)
        {
            Layer(hidden, "Relu");
        }

        Layer(net.Latent, null);
        foreach (var hidden in net.Hidden.Reverse())
        {
            Layer(hidden, "Relu");
        }

        Layer(net.Width, net == Net.Img ? "Sigmoid" : null);
        graph.NodeTo(Output, "Identity", [value]);
        graph.Output(Output, ElementType.ElementFloat, "N", net.Width);
        var model = new ModelProto { IrVersion = OnnxFileFormat.IrVersion, Graph = graph.Graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OnnxFileFormat.Opset });
        return model.ToByteArray();

        void Layer(int outputs, string? activation)
        {
            var weights = graph.Floats(Drawn(outputs * width, width), outputs, width);
            value = graph.Node("Gemm", [value, weights, graph.Floats(Drawn(outputs, width), outputs)], OnnxGraph.Integer("transB", 1));
            value = activation is null ? value : graph.Node(activation, [value]);
            width = outputs;
        }

        float[] Drawn(int count, int inputs)
        {
            var bound = 1 / MathF.Sqrt(inputs);
            var values = new float[count];
            for (var i = 0; i < count; i++)
            {
                values[i] = bound * ((2 * random.NextSingle()) - 1);
            }

            return values;
        }
    }
}
