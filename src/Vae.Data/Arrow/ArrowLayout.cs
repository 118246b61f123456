using System.Buffers.Binary;

namespace Vae.Data.Arrow;

/// <summary>Looks at what a file says of its parts before the library does, which takes as much memory as a damaged number asks for.</summary>
internal static class ArrowLayout
{
    private const int DeepestNesting = 64;
    private const int MarkBytes = 8;
    private const int BlockBytes = 24;
    private const int SchemaHeader = 1;
    private const int DictionaryHeader = 2;
    private const int BatchHeader = 3;

    // Slots of the tables in Arrow's Message.fbs, File.fbs and Schema.fbs.
    private const int MessageHeaderType = 1;
    private const int MessageHeader = 2;
    private const int MessageBodyLength = 3;
    private const int FooterSchema = 1;
    private const int FooterDictionaries = 2;
    private const int FooterBatches = 3;
    private const int SchemaFields = 1;
    private const int SchemaMetadata = 2;
    private const int DictionaryData = 1;
    private const int BatchNodes = 1;
    private const int BatchBuffers = 2;
    private const int BatchVariadicCounts = 4;
    private const int FieldChildren = 5;
    private const int FieldMetadata = 6;

    /// <summary>Looks at the footer of a file, and at the messages that it names.</summary>
    /// <exception cref="InvalidDataException">What they say cannot be.</exception>
    public static void ThrowIfFileIsDamaged(Stream stream)
    {
        const int TailBytes = 10; // the footer's length and ARROW1
        if (stream.Length < MarkBytes + TailBytes)
        {
            throw FlatTable.Damaged();
        }

        var tail = Read(stream, stream.Length - TailBytes, TailBytes);
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (length <= 0 || length > stream.Length - MarkBytes - TailBytes)
        {
            throw FlatTable.Damaged();
        }

        var bytes = Read(stream, stream.Length - TailBytes - length, length);
        var footer = FlatTable.Root(bytes);
        Schema(footer.Table(FooterSchema), length);
        foreach (var slot in new[] { FooterDictionaries, FooterBatches })
        {
            var (start, count) = footer.Vector(slot, BlockBytes);
            for (var block = 0; block < count; block++)
            {
                var at = bytes.AsSpan(start + (block * BlockBytes), BlockBytes);
                var (offset, header, body) = (BinaryPrimitives.ReadInt64LittleEndian(at), BinaryPrimitives.ReadInt32LittleEndian(at[8..]), BinaryPrimitives.ReadInt64LittleEndian(at[16..]));
                if (offset < 0 || header < 0 || body < 0 || offset > stream.Length || header > stream.Length - offset || body > stream.Length - offset - header || Message(stream, offset) is not { } next || next > offset + header + body)
                {
                    throw FlatTable.Damaged();
                }
            }
        }
    }

    /// <summary>Looks at the messages of a stream.</summary>
    /// <exception cref="InvalidDataException">What they say cannot be, or the last goes on behind the end.</exception>
    public static void ThrowIfStreamIsDamaged(Stream stream)
    {
        long? at = 0;
        while (at < stream.Length)
        {
            at = Message(stream, at.Value);
        }
    }

    /// <summary>Looks at a message.</summary>
    /// <returns>Where the next one begins; null where this is the mark of the end.</returns>
    private static long? Message(Stream stream, long at)
    {
        if (stream.Length - at < MarkBytes)
        {
            throw new InvalidDataException("it ends within a message");
        }

        // Before version 1 of the format the length stood alone.
        var mark = Read(stream, at, MarkBytes);
        var hasMark = BinaryPrimitives.ReadUInt32LittleEndian(mark) == uint.MaxValue;
        var length = BinaryPrimitives.ReadInt32LittleEndian(hasMark ? mark.AsSpan(4) : mark);
        var start = at + (hasMark ? 8 : 4);
        if (length == 0)
        {
            return null;
        }

        if (length < 0 || length > stream.Length - start)
        {
            throw new InvalidDataException("it ends within a message");
        }

        var message = FlatTable.Root(Read(stream, start, length));
        switch (message.Byte(MessageHeaderType))
        {
            case SchemaHeader:
                Schema(message.Table(MessageHeader), length);
                break;
            case DictionaryHeader:
                Batch(message.Table(MessageHeader).Table(DictionaryData));
                break;
            case BatchHeader:
                Batch(message.Table(MessageHeader));
                break;
            default:
                break; // what is neither is skipped or refused by the library
        }

        var body = message.Long(MessageBodyLength);
        return body >= 0 && body <= stream.Length - start - length ? start + length + body : throw new InvalidDataException("it ends within a message");
    }

    private static void Batch(FlatTable batch)
    {
        _ = batch.Vector(BatchNodes, 16);
        long left = batch.Vector(BatchBuffers, 16).Count;
        var (start, count) = batch.Vector(BatchVariadicCounts, 8);
        for (var item = 0; item < count; item++)
        {
            var buffers = batch.ItemLong(start + (8 * item));
            left = buffers >= 0 && buffers <= left ? left - buffers : throw FlatTable.Damaged();
        }
    }

    private static void Schema(FlatTable schema, int length)
    {
        _ = schema.Vector(SchemaMetadata, 4);
        Fields(schema, SchemaFields, 0, ref length);
    }

    /// <param name="table">The table that has fields.</param>
    /// <param name="slot">Where it has them.</param>
    /// <param name="depth">How deep it is nested.</param>
    /// <param name="left">How many fields there may be yet: tables that are met over and over would be without number.</param>
    private static void Fields(FlatTable table, int slot, int depth, ref int left)
    {
        var (start, count) = table.Vector(slot, 4);
        left -= count;
        if (depth > DeepestNesting || left < 0)
        {
            throw FlatTable.Damaged();
        }

        for (var item = 0; item < count; item++)
        {
            var field = table.Item(start + (4 * item));
            _ = field.Vector(FieldMetadata, 4);
            Fields(field, FieldChildren, depth + 1, ref left);
        }
    }

    private static byte[] Read(Stream stream, long at, int length)
    {
        var bytes = new byte[length];
        stream.Position = at;
        stream.ReadExactly(bytes);
        return bytes;
    }
}
