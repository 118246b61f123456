namespace Vae.Core.Onnx.ModelFiles;

/// <summary>
/// A first walk over a file's bytes, which takes no memory: every length lies within what is there, there is no field but those of onnx.proto, and
/// the number of messages is one that a model can have. What passes can be parsed in a small multiple of the file's own size.
/// </summary>
/// <remarks>
/// A field that we would skip may mean something to a runtime: external data in place of the weights, a function in place of an operator. So none is
/// skipped. And two bytes are enough for an empty message, which takes a hundred times as much once parsed; so they are counted first.
/// </remarks>
internal ref struct OnnxStructure
{
    private const string Remedy = "the file is damaged, cut short, or written by another tool; copy it again or give a file that 'Save' or 'vae train' wrote";

    private readonly ReadOnlySpan<byte> bytes;
    private int position;
    private int messages;
    private long structureBytes;

    private OnnxStructure(ReadOnlySpan<byte> bytes)
    {
        this.bytes = bytes;
    }

    private enum WireType
    {
        Varint = 0,
        Length = 2,
        Fixed32 = 5,
    }

    /// <exception cref="ModelFileException">The bytes are not such a file; the message names the field and where it is.</exception>
    public static void Check(ReadOnlySpan<byte> bytes)
    {
        var walk = new OnnxStructure(bytes);
        walk.Message(MessageForm.Model, bytes.Length);
    }

    private void Message(MessageForm type, int end)
    {
        if (++messages > OnnxFileFormat.MaximumMessages)
        {
            throw new ModelFileException(Invariant($"The model file holds more than {OnnxFileFormat.MaximumMessages:N0} messages, more than a model has; {Remedy}."));
        }

        while (position < end)
        {
            var start = position;
            var tag = Varint(end, start);
            var (number, wire) = (tag >> 3, (WireType)(tag & 7));
            var field = type.Find(number);
            if (field is null || !Fits(field, wire))
            {
                throw new ModelFileException(Invariant($"The file is no model: field {number} of {type.Name} at byte {start} is none that a model file has; {Remedy}."));
            }

            Field(type, field, wire, end, start);
        }
    }

    private void Field(MessageForm type, FieldForm field, WireType wire, int end, int start)
    {
        ulong length = wire switch
        {
            WireType.Varint => 0,
            WireType.Fixed32 => sizeof(float),
            _ => Varint(end, start),
        };
        if (wire == WireType.Varint)
        {
            Varint(end, start);
        }

        if (length > (ulong)(end - position))
        {
            throw new ModelFileException(Invariant($"The model file's field '{type.Name}.{field.Name}' at byte {start} claims {length} bytes but {end - position} are left; {Remedy}."));
        }

        if (field.Message is { } message)
        {
            Message(message, position + (int)length);
            return;
        }

        if (field.Kind == FieldFormKind.Text && length > OnnxFileFormat.MaximumHeaderLength)
        {
            throw new ModelFileException(
                Invariant($"The model file's field '{type.Name}.{field.Name}' at byte {start} has {length} bytes but at most {OnnxFileFormat.MaximumHeaderLength} are read; {Remedy}."));
        }

        position += (int)length;
        if (!field.IsContent && (structureBytes += position - start) > OnnxFileFormat.MaximumStructureBytes)
        {
            throw new ModelFileException(Invariant($"The model file has more than {OnnxFileFormat.MaximumStructureBytes:N0} bytes beside weights and metadata, more than a model has; {Remedy}."));
        }
    }

    private ulong Varint(int end, int start)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (position >= end)
            {
                throw new ModelFileException(Invariant($"The model file ends, or a message in it does, within the field at byte {start}; {Remedy}."));
            }

            var next = bytes[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new ModelFileException(Invariant($"The file is no model: the number in the field at byte {start} has more than ten bytes; {Remedy}."));
    }

    /// <summary>Whether a field of that kind can be written so; repeated numbers may be packed.</summary>
    private static bool Fits(FieldForm field, WireType wire) => field.Kind switch
    {
        FieldFormKind.Message or FieldFormKind.Text or FieldFormKind.Bytes => wire == WireType.Length,
        FieldFormKind.Single => wire == WireType.Fixed32 || (wire == WireType.Length && field.IsRepeated),
        _ => wire == WireType.Varint || (wire == WireType.Length && field.IsRepeated),
    };
}
