using System.Runtime.InteropServices;
using Google.Protobuf;
using Vae.Core.Onnx;
using Vae.Core.Onnx.Messages;

namespace Vae.Core.Tests.Onnx;

/// <summary>Files made to do harm: claims of memory, and graphs that compute something else than the model that is loaded.</summary>
public sealed class HostileFileTests
{
    private const int MostBytesForARefusal = 4 << 20;

    /// <summary>Fields of ModelProto, GraphProto and TensorProto whose length is claimed to be 2^62, 2^31 or one byte too many.</summary>
    [Theory]
    [InlineData(1L << 62)]
    [InlineData(long.MaxValue)]
    [InlineData(1L << 31)]
    [InlineData(100)]
    public void Read_ClaimedLength_IsRefusedWithoutTakingMemory(long claim)
    {
        byte[] raw = [.. Tag(9), .. Varint(claim), 0, 0, 0, 0];
        byte[] tensor = [.. Tag(5), .. Varint(raw.Length), .. raw];
        foreach (var bytes in new byte[][] { [.. Tag(7), .. Varint(claim), 1, 2], [.. Tag(2), .. Varint(claim), 1, 2], [.. Tag(7), .. Varint(tensor.Length), .. tensor] })
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            ModelMessage.RequireRefusal(bytes, $"claims {claim} bytes");
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytesForARefusal);
        }
    }

    [Fact]
    public void Read_AMillionEmptyNodes_IsRefusedBeforeTheyTakeMemory()
    {
        var nodes = Enumerable.Repeat(new byte[] { (1 << 3) | 2, 0 }, OnnxFileFormat.MaximumMessages + 1).SelectMany(node => node).ToArray();
        byte[] bytes = [.. Tag(7), .. Varint(nodes.Length), .. nodes];
        var before = GC.GetAllocatedBytesForCurrentThread();

        ModelMessage.RequireRefusal(bytes, "messages");

        // The stream's own copy of the two megabytes counts too.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * MostBytesForARefusal);
    }

    [Fact]
    public void Read_NumberOfElevenBytes_IsRefused() =>
        ModelMessage.RequireRefusal([1 << 3, .. Enumerable.Repeat((byte)0xFF, 10), 1], "ten bytes");

    [Fact]
    public void Read_MessagesNestedDeep_IsRefused()
    {
        // Graphs within attributes within nodes within graphs: a runtime's business, none of ours.
        byte[] graph = [];
        for (var depth = 0; depth < 2000; depth++)
        {
            foreach (var field in new[] { 6, 5, 1 })
            {
                graph = [.. Tag(field), .. Varint(graph.Length), .. graph];
            }
        }

        ModelMessage.RequireRefusal([.. Tag(7), .. Varint(graph.Length), .. graph], "field 6 of AttributeProto");
        ModelMessage.RequireRefusal([.. Enumerable.Repeat((byte)((1 << 3) | 3), 100_000)], "none that a model file has");
    }

    [Theory]
    [InlineData(14, "external place of the data")]
    [InlineData(13, "external data")]
    [InlineData(4, "floats beside the raw data")]
    public void Read_FieldOfATensorThatWeWouldSkip_IsRefused(int field, string what)
    {
        Assert.NotNull(what);
        byte[] extra = [.. Tag(field), 0];

        ModelMessage.RequireRefusal(WithFieldIn(ModelMessage.Bytes, extra), $"field {field} of TensorProto");
    }

    [Theory]
    [InlineData(25, "ModelProto")]
    [InlineData(20, "ModelProto")]
    public void Read_FunctionsInPlaceOfOperators_IsRefused(int field, string message) =>
        ModelMessage.RequireRefusal([.. ModelMessage.Bytes, .. Tag(field), 0], $"field {field} of {message}");

    [Fact]
    public void Read_NumberWhereATextIsWanted_IsRefused() =>
        ModelMessage.RequireRefusal([.. ModelMessage.Bytes, 2 << 3, 1], "field 2 of ModelProto");

    [Theory]
    [InlineData("encoder.0.weight")]
    [InlineData("log_sigma")]
    [InlineData("scaler.offset")]
    [InlineData("whitening.matrix")]
    public void Read_MissingTensor_IsNamed(string name) =>
        ModelMessage.RequireRefusal(ModelMessage.After(model => model.Graph.Initializer.Remove(ModelMessage.Tensor(model, name))), $"'{name}' is missing");

    [Fact]
    public void Read_TensorThereTwice_IsNamed() =>
        ModelMessage.RequireRefusal(ModelMessage.After(model => model.Graph.Initializer.Add(ModelMessage.Tensor(model, "mean.bias").Clone())), "'mean.bias' is there twice");

    [Fact]
    public void Read_TensorThatNothingAsksFor_IsRefused() =>
        ModelMessage.RequireRefusal(
            ModelMessage.After(model => model.Graph.Initializer.Add(new TensorProto { Name = "more", DataType = ElementType.ElementFloat })), "initialiser");

    [Theory]
    [InlineData(new long[] { -1, -2 })]
    [InlineData(new long[] { 2 })]
    [InlineData(new long[] { 2, 1 })]
    [InlineData(new long[] { 1, 2, 1 })]
    [InlineData(new long[] { 1L << 62, 1L << 62 })]
    [InlineData(new long[] { })]
    public void Read_OtherDimensions_NamesTheTensor(long[] dimensions) => ModelMessage.RequireRefusal(
        ModelMessage.After(model =>
        {
            var tensor = ModelMessage.Tensor(model, "encoder.0.weight");
            tensor.Dims.Clear();
            tensor.Dims.AddRange(dimensions);
        }),
        "'encoder.0.weight'",
        "[1, 2]");

    [Theory]
    [InlineData(7)]
    [InlineData(77)]
    [InlineData(-1)]
    public void Read_OtherElementType_NamesTheTensor(int type) => ModelMessage.RequireRefusal(
        ModelMessage.After(model => ModelMessage.Tensor(model, "mean.weight").DataType = (ElementType)type), "'mean.weight'", $"type {type}");

    [Theory]
    [InlineData("encoder.0.weight", float.NaN)]
    [InlineData("decoder.2.bias", float.PositiveInfinity)]
    [InlineData("whitening.center", float.NaN)]
    [InlineData("scaler.offset", float.NegativeInfinity)]
    public void Read_WeightThatIsNoNumber_NamesTheTensor(string name, float value) => ModelMessage.RequireRefusal(
        ModelMessage.After(model => SetFirst(ModelMessage.Tensor(model, name), value)), $"'{name}'", "element 0");

    [Fact]
    public void Read_ScalerThatDividesByNothing_IsRefused() =>
        ModelMessage.RequireRefusal(ModelMessage.After(model => SetFirst(ModelMessage.Tensor(model, "scaler.factor"), 0)), "scaler");

    [Fact]
    public void Read_WeightThatWasChanged_FailsTheChecksum()
    {
        var model = ModelProto.Parser.ParseFrom(ModelMessage.Bytes);
        SetFirst(ModelMessage.Tensor(model, "mean.weight"), 0.25f);

        ModelMessage.RequireRefusal(model.ToByteArray(), "checksum");
    }

    /// <summary>Changes that a runtime would follow and that the metadata knows nothing of.</summary>
    public static TheoryData<string, string> GraphChanges => new()
    {
        { "cycle", "node" },
        { "operator", "node" },
        { "attribute", "node" },
        { "attribute type", "node" },
        { "domain", "node" },
        { "order", "node" },
        { "missing node", "node" },
        { "added node", "nodes" },
        { "constant", "initialiser" },
        { "constant NaN", "initialiser" },
        { "input", "input" },
        { "output type", "output" },
        { "output shape", "output" },
        { "added output", "outputs" },
        { "opset", "operator set" },
        { "IR version", "IR version" },
    };

    [Theory]
    [MemberData(nameof(GraphChanges))]
    public void Read_GraphThatTheMetadataDoesNotDescribe_IsRefused(string change, string word) =>
        ModelMessage.RequireRefusal(ModelMessage.After(model => Change(model, change)), word);

    private static void Change(ModelProto model, string change)
    {
        var graph = model.Graph;
        var gemm = graph.Node.First(node => node.OpType == "Gemm");
        switch (change)
        {
            case "cycle": gemm.Input[0] = gemm.Output[0]; break;
            case "operator": graph.Node.First(node => node.OpType == "Relu").OpType = "Neg"; break;
            case "attribute": gemm.Attribute[0].I = 0; break;
            case "attribute type": gemm.Attribute[0].Type = (AttributeType)99; break;
            case "domain": gemm.Domain = "com.example"; break;
            case "order": (graph.Node[0], graph.Node[1]) = (graph.Node[1], graph.Node[0]); break;
            case "missing node": graph.Node.RemoveAt(graph.Node.Count - 1); break;
            case "added node": graph.Node.Add(gemm.Clone()); break;
            case "constant": SetFirst(graph.Initializer.First(tensor => tensor.Name == "/constant"), 0.001f); break;
            case "constant NaN": SetFirst(graph.Initializer.First(tensor => tensor.Name == "/constant"), float.NaN); break;
            case "input": graph.Input[0].Name = "other"; break;
            case "output type": graph.Output[0].Type.TensorType.ElemType = (ElementType)55; break;
            case "output shape": graph.Output[0].Type.TensorType.Shape.Dim[1].DimValue = -1; break;
            case "added output": graph.Output.Add(graph.Output[0].Clone()); break;
            case "opset": model.OpsetImport[0].Version = 18; break;
            case "IR version": model.IrVersion = 9; break;
            default: throw new ArgumentException(change, nameof(change));
        }
    }

    /// <summary>The file with a field added to the first of its initialisers.</summary>
    private static byte[] WithFieldIn(byte[] bytes, byte[] extra)
    {
        var model = ModelProto.Parser.ParseFrom(bytes);
        byte[] tensor = [.. model.Graph.Initializer[0].ToByteArray(), .. extra];
        model.Graph.Initializer.RemoveAt(0);
        byte[] graph = [.. Tag(5), .. Varint(tensor.Length), .. tensor, .. model.Graph.ToByteArray()];
        model.Graph = null;
        return [.. model.ToByteArray(), .. Tag(7), .. Varint(graph.Length), .. graph];
    }

    private static void SetFirst(TensorProto tensor, float value)
    {
        var data = tensor.RawData.ToByteArray();
        MemoryMarshal.Write(data, value);
        tensor.RawData = ByteString.CopyFrom(data);
    }

    /// <summary>The tag of a field with a length.</summary>
    private static byte[] Tag(int field) => Varint(((long)field << 3) | 2);

    private static byte[] Varint(long value)
    {
        var bytes = new List<byte>();
        for (var left = (ulong)value; ; left >>= 7)
        {
            bytes.Add((byte)((left & 0x7F) | (left >= 0x80 ? 0x80UL : 0)));
            if (left < 0x80)
            {
                return [.. bytes];
            }
        }
    }
}
