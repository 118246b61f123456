using System.Runtime.InteropServices;
using Google.Protobuf;
using Vae.Core.Files;
using Vae.Core.Onnx.Messages;

namespace Vae.Core.Onnx.Graphs;

/// <summary>A graph under construction: nodes in order, constants, and names that never meet.</summary>
internal sealed class OnnxGraph
{
    private readonly GraphProto graph = new();
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    /// <param name="name">Name of the graph.</param>
    /// <param name="reserved">Names of inputs and outputs, which nothing inside may take.</param>
    public OnnxGraph(string name, IEnumerable<string> reserved)
    {
        graph.Name = name;
        taken.UnionWith(reserved);
    }

    public GraphProto Graph => graph;

    /// <summary>Adds a node with one output and returns that output's name.</summary>
    public string Node(string operation, string[] inputs, params AttributeProto[] attributes) =>
        NodeTo(Fresh($"/{operation}"), operation, inputs, attributes);

    /// <summary>Adds a node whose one output has a given name.</summary>
    public string NodeTo(string output, string operation, string[] inputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = $"node_{graph.Node.Count}" };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        graph.Node.Add(node);
        return output;
    }

    /// <summary>Adds a node that finds the columns of the smallest values of each row, in rising order of the values, and returns the name of their numbers.</summary>
    public string SmallestColumns(string values, string count) => Sorted(values, count, largest: false).Columns;

    /// <summary>Adds a node that finds the largest values of each row, in falling order, and their columns.</summary>
    public (string Values, string Columns) LargestColumns(string values, string count) => Sorted(values, count, largest: true);

    private (string Values, string Columns) Sorted(string values, string count, bool largest)
    {
        var columns = Fresh("/TopK");
        var node = new NodeProto { OpType = "TopK", Name = $"node_{graph.Node.Count}" };
        node.Input.Add(values);
        node.Input.Add(count);
        var sorted = Fresh("/TopK_values");
        node.Output.Add(sorted);
        node.Output.Add(columns);
        node.Attribute.Add([Integer("axis", 1), Integer("largest", largest ? 1 : 0), Integer("sorted", 1)]);
        graph.Node.Add(node);
        return (sorted, columns);
    }

    /// <summary>Adds a label encoder from strings to their numbers, on a constant and feeding nothing.</summary>
    public void LabelEncoder(string name, IReadOnlyList<string> keys)
    {
        var input = Fresh($"/{name}/input");
        var constant = new TensorProto { Name = input, DataType = ElementType.ElementString };
        constant.Dims.Add(1);
        constant.StringData.Add(ByteString.CopyFromUtf8("one"));
        graph.Initializer.Add(constant);
        var strings = new AttributeProto { Name = "keys_strings", Type = AttributeType.AttributeStrings };
        strings.Strings.AddRange(keys.Select(ByteString.CopyFromUtf8));
        var numbers = new AttributeProto { Name = "values_int64s", Type = AttributeType.AttributeInts };
        numbers.Ints.AddRange(Enumerable.Range(0, keys.Count).Select(index => (long)index));
        var node = new NodeProto { OpType = "LabelEncoder", Name = name, Domain = OnnxFileFormat.MachineLearningDomain };
        node.Input.Add(input);
        node.Output.Add(Fresh($"/{name}/output"));
        node.Attribute.Add(strings);
        node.Attribute.Add(numbers);
        graph.Node.Add(node);
    }

    /// <summary>Adds a constant under exactly this name, as loaders look for it.</summary>
    /// <exception cref="ArgumentException">An input or output has the name already.</exception>
    public string Parameter(string name, ReadOnlyMemory<float> values, params ReadOnlySpan<long> shape)
    {
        // A model's weights may be most of a machine's memory, and do not change: they are not copied.
        var bytes = BitConverter.IsLittleEndian ? UnsafeByteOperations.UnsafeWrap(new FloatBytes(values).Memory) : Bytes(values.Span);
        Take(name);
        return Constant(name, ElementType.ElementFloat, bytes, shape);
    }

    private void Take(string name)
    {
        if (!taken.Add(name))
        {
            throw new ArgumentException($"'{name}' is the name of a parameter of the model and of an input or output; give the input or output another name.");
        }
    }

    /// <summary>The same of doubles.</summary>
    /// <exception cref="ArgumentException">An input or output has the name already.</exception>
    public string DoubleParameter(string name, ReadOnlySpan<double> values, params ReadOnlySpan<long> shape)
    {
        Take(name);
        return Constant(name, ElementType.ElementDouble, Bytes(values), shape);
    }

    public string Floats(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Constant(Fresh("/constant"), ElementType.ElementFloat, Bytes(values), shape);

    public string Scalar(float value) => Floats([value]);

    public string Doubles(double[] values, params ReadOnlySpan<long> shape) =>
        Constant(Fresh("/constant"), ElementType.ElementDouble, Bytes<double>(values), shape);

    public string Booleans(bool[] values, params ReadOnlySpan<long> shape) =>
        Constant(Fresh("/constant"), ElementType.ElementBool, Bytes<bool>(values), shape);

    public string Integers(params ReadOnlySpan<long> values) =>
        Constant(Fresh("/constant"), ElementType.ElementInt64, Bytes(values), values.Length);

    /// <summary>A name that nothing else has.</summary>
    public string Fresh(string wanted)
    {
        var name = wanted;
        for (var i = 1; !taken.Add(name); i++)
        {
            name = Invariant($"{wanted}_{i}");
        }

        return name;
    }

    public void Input(string name, ElementType type, params object[] shape) => graph.Input.Add(Value(name, type, shape));

    public void Output(string name, ElementType type, params object[] shape) => graph.Output.Add(Value(name, type, shape));

    public static AttributeProto Integer(string name, long value) =>
        new() { Name = name, I = value, Type = AttributeType.AttributeInt };

    public static AttributeProto IntegerList(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeType.AttributeInts };
        attribute.Ints.AddRange(values.ToArray());
        return attribute;
    }

    public static AttributeProto Float(string name, float value) =>
        new() { Name = name, F = value, Type = AttributeType.AttributeFloat };

    private string Constant(string name, ElementType type, ByteString bytes, params ReadOnlySpan<long> shape)
    {
        var tensor = new TensorProto { Name = name, DataType = type, RawData = bytes };
        foreach (var size in shape)
        {
            tensor.Dims.Add(size);
        }

        graph.Initializer.Add(tensor);
        return name;
    }

    private static ByteString Bytes<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (BitConverter.IsLittleEndian)
        {
            return ByteString.CopyFrom(MemoryMarshal.AsBytes(values));
        }

        var bytes = MemoryMarshal.AsBytes(values).ToArray();
        var width = bytes.Length / Math.Max(1, values.Length);
        for (var i = 0; i < bytes.Length; i += width)
        {
            bytes.AsSpan(i, width).Reverse();
        }

        return ByteString.CopyFrom(bytes);
    }

    private static ValueInfoProto Value(string name, ElementType type, object[] shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (var size in shape)
        {
            dimensions.Dim.Add(size is string free
                ? new DimensionProto { DimParam = free }
                : new DimensionProto { DimValue = Convert.ToInt64(size, System.Globalization.CultureInfo.InvariantCulture) });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TensorTypeProto { ElemType = type, Shape = dimensions } },
        };
    }
}
