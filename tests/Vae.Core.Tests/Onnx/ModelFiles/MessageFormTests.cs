using Google.Protobuf.Reflection;
using Vae.Core.Onnx.Messages;
using Vae.Core.Onnx.ModelFiles;

namespace Vae.Core.Tests.Onnx.ModelFiles;

public sealed class MessageFormTests
{
    [Fact]
    public void Model_AllFieldsOfAllMessages_AreThoseOfTheProto()
    {
        Assert.Equal(Lines(ModelProto.Descriptor), Lines(MessageForm.Model));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(15)]
    [InlineData(ulong.MaxValue)]
    public void Find_NumberOfNoField_IsNull(ulong number) => Assert.Null(MessageForm.Model.Find(number));

    private static IEnumerable<string> Lines(MessageDescriptor type) => type.Fields.InFieldNumberOrder().SelectMany(field => Line(
        type.Name,
        field.FieldNumber,
        field.Name,
        field.FieldType switch
        {
            FieldType.Message => FieldFormKind.Message,
            FieldType.String => FieldFormKind.Text,
            FieldType.Bytes => FieldFormKind.Bytes,
            FieldType.Float => FieldFormKind.Single,
            FieldType.Int64 or FieldType.Enum => FieldFormKind.Whole,
            var other => throw new InvalidOperationException($"{other} is new."),
        },
        field.IsRepeated,
        (type.Name, field.Name) is ("TensorProto", "raw_data") or ("StringStringEntryProto", "value"),
        field.FieldType == FieldType.Message ? Lines(field.MessageType) : []));

    private static IEnumerable<string> Lines(MessageForm type) => type.Fields.SelectMany(field =>
        Line(type.Name, field.Number, field.Name, field.Kind, field.IsRepeated, field.IsContent, field.Message is { } message ? Lines(message) : []));

    private static IEnumerable<string> Line(string type, int number, string name, FieldFormKind kind, bool isRepeated, bool isContent, IEnumerable<string> inner) =>
        inner.Prepend($"{type} {number} {name} {kind} {isRepeated} {isContent}");
}
