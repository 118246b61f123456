namespace Vae.Core.Onnx.ModelFiles;

/// <summary>A message of onnx.proto, for the walk over a file's bytes: written out, since the descriptors that the parser's library makes take longer to set up than a model takes to load.</summary>
internal sealed class MessageForm
{
    private static readonly MessageForm Attribute = new(
        "AttributeProto",
        new(1, "name", FieldFormKind.Text),
        new(2, "f", FieldFormKind.Single),
        new(3, "i", FieldFormKind.Whole),
        new(4, "s", FieldFormKind.Bytes),
        new(7, "floats", FieldFormKind.Single, IsRepeated: true),
        new(8, "ints", FieldFormKind.Whole, IsRepeated: true),
        new(9, "strings", FieldFormKind.Bytes, IsRepeated: true),
        new(20, "type", FieldFormKind.Whole));

    private static readonly MessageForm Node = new(
        "NodeProto",
        new(1, "input", FieldFormKind.Text, IsRepeated: true),
        new(2, "output", FieldFormKind.Text, IsRepeated: true),
        new(3, "name", FieldFormKind.Text),
        new(4, "op_type", FieldFormKind.Text),
        new(5, "attribute", FieldFormKind.Message, IsRepeated: true, Message: Attribute),
        new(7, "domain", FieldFormKind.Text));

    private static readonly MessageForm Tensor = new(
        "TensorProto",
        new(1, "dims", FieldFormKind.Whole, IsRepeated: true),
        new(2, "data_type", FieldFormKind.Whole),
        new(6, "string_data", FieldFormKind.Bytes, IsRepeated: true),
        new(8, "name", FieldFormKind.Text),
        new(9, "raw_data", FieldFormKind.Bytes, IsContent: true));

    private static readonly MessageForm Dimension = new(
        "DimensionProto",
        new(1, "dim_value", FieldFormKind.Whole),
        new(2, "dim_param", FieldFormKind.Text));

    private static readonly MessageForm TensorShape = new(
        "TensorShapeProto",
        new FieldForm(1, "dim", FieldFormKind.Message, IsRepeated: true, Message: Dimension));

    private static readonly MessageForm TensorType = new(
        "TensorTypeProto",
        new(1, "elem_type", FieldFormKind.Whole),
        new(2, "shape", FieldFormKind.Message, Message: TensorShape));

    private static readonly MessageForm Type = new(
        "TypeProto",
        new FieldForm(1, "tensor_type", FieldFormKind.Message, Message: TensorType));

    private static readonly MessageForm ValueInfo = new(
        "ValueInfoProto",
        new(1, "name", FieldFormKind.Text),
        new(2, "type", FieldFormKind.Message, Message: Type));

    private static readonly MessageForm Graph = new(
        "GraphProto",
        new(1, "node", FieldFormKind.Message, IsRepeated: true, Message: Node),
        new(2, "name", FieldFormKind.Text),
        new(5, "initializer", FieldFormKind.Message, IsRepeated: true, Message: Tensor),
        new(10, "doc_string", FieldFormKind.Text),
        new(11, "input", FieldFormKind.Message, IsRepeated: true, Message: ValueInfo),
        new(12, "output", FieldFormKind.Message, IsRepeated: true, Message: ValueInfo));

    private static readonly MessageForm OperatorSetId = new(
        "OperatorSetIdProto",
        new(1, "domain", FieldFormKind.Text),
        new(2, "version", FieldFormKind.Whole));

    private static readonly MessageForm StringStringEntry = new(
        "StringStringEntryProto",
        new(1, "key", FieldFormKind.Text),
        new(2, "value", FieldFormKind.Text, IsContent: true));

    /// <summary>The whole file.</summary>
    public static readonly MessageForm Model = new(
        "ModelProto",
        new(1, "ir_version", FieldFormKind.Whole),
        new(2, "producer_name", FieldFormKind.Text),
        new(3, "producer_version", FieldFormKind.Text),
        new(4, "domain", FieldFormKind.Text),
        new(5, "model_version", FieldFormKind.Whole),
        new(6, "doc_string", FieldFormKind.Text),
        new(7, "graph", FieldFormKind.Message, Message: Graph),
        new(8, "opset_import", FieldFormKind.Message, IsRepeated: true, Message: OperatorSetId),
        new(14, "metadata_props", FieldFormKind.Message, IsRepeated: true, Message: StringStringEntry));

    private readonly FieldForm?[] fields;

    private MessageForm(string name, params ReadOnlySpan<FieldForm> fields)
    {
        Name = name;
        this.fields = new FieldForm?[fields[^1].Number + 1];
        foreach (var field in fields)
        {
            this.fields[field.Number] = field;
        }
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its fields.</summary>
    public IEnumerable<FieldForm> Fields => fields.OfType<FieldForm>();

    /// <summary>The field of a number; null where there is none.</summary>
    public FieldForm? Find(ulong number) => number < (ulong)fields.Length ? fields[number] : null;
}
