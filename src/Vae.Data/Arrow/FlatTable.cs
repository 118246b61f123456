using System.Buffers.Binary;

namespace Vae.Data.Arrow;

/// <summary>A table of a FlatBuffer, in which Arrow writes what is in a file; read with every offset looked at, which the library does not do before it takes memory for what they say.</summary>
internal readonly ref struct FlatTable
{
    private readonly ReadOnlySpan<byte> bytes;
    private readonly int at;
    private readonly int layout;
    private readonly int layoutSize;

    private FlatTable(ReadOnlySpan<byte> bytes, int at)
    {
        this.bytes = bytes;
        this.at = at;
        layout = Checked((long)at - Int(at), 4);
        layoutSize = BinaryPrimitives.ReadUInt16LittleEndian(bytes[layout..]);
        _ = Checked(layout, layoutSize);
    }

    /// <summary>The table that a buffer begins with.</summary>
    /// <exception cref="InvalidDataException">The buffer is damaged.</exception>
    public static FlatTable Root(ReadOnlySpan<byte> bytes)
    {
        return bytes.Length < 8 ? throw Damaged() : At(bytes, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
    }

    /// <summary>A whole number of 8 bytes; 0 where it is not there.</summary>
    public long Long(int field) => Field(field) is var at and > 0 ? BinaryPrimitives.ReadInt64LittleEndian(bytes[Checked(at, 8)..]) : 0;

    /// <summary>A whole number of a byte; 0 where it is not there.</summary>
    public byte Byte(int field) => Field(field) is var at and > 0 ? bytes[Checked(at, 1)] : (byte)0;

    /// <summary>Whether a field is there.</summary>
    public bool Has(int field) => Field(field) > 0;

    /// <summary>A table in this one.</summary>
    /// <exception cref="InvalidDataException">The buffer is damaged.</exception>
    public FlatTable Table(int field)
    {
        var at = Checked(Field(field), 4);
        return At(bytes, at + (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]));
    }

    /// <summary>Where the items of a vector begin, and how many there are; none where it is not there.</summary>
    /// <param name="field">The field.</param>
    /// <param name="size">Bytes of an item.</param>
    /// <exception cref="InvalidDataException">It is longer than the buffer.</exception>
    public (int Start, int Count) Vector(int field, int size)
    {
        if (!Has(field))
        {
            return (0, 0);
        }

        var reference = Checked(Field(field), 4);
        var at = Checked(reference + (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes[reference..]), 4);
        long count = BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
        return count * size <= bytes.Length - at - 4 ? (at + 4, (int)count) : throw Damaged();
    }

    /// <summary>A whole number of 8 bytes in a vector of such.</summary>
    /// <param name="item">Where it stands.</param>
    /// <exception cref="InvalidDataException">The buffer is damaged.</exception>
    public long ItemLong(int item) => BinaryPrimitives.ReadInt64LittleEndian(bytes[Checked(item, 8)..]);

    /// <summary>The table that an item of a vector of tables is.</summary>
    /// <param name="item">Where the item stands.</param>
    /// <exception cref="InvalidDataException">The buffer is damaged.</exception>
    public FlatTable Item(int item) => At(bytes, item + (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes[Checked(item, 4)..]));

    /// <summary>What is thrown where a buffer is damaged.</summary>
    public static InvalidDataException Damaged() => new("what it says of its parts cannot be");

    private static FlatTable At(ReadOnlySpan<byte> bytes, long at) => at >= 4 && at <= bytes.Length - 4 ? new FlatTable(bytes, (int)at) : throw Damaged();

    private int Field(int field)
    {
        var slot = 4 + (2 * field);
        if (slot + 2 > layoutSize)
        {
            return 0;
        }

        var offset = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(layout + slot)..]);
        return offset == 0 ? 0 : at + offset;
    }

    private int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);

    private int Checked(long at, int size) => at >= 0 && at <= bytes.Length - size ? (int)at : throw Damaged();
}
