namespace Vae.Data.Parquet;

/// <summary>
/// Walks over a struct in Thrift's compact protocol, in which footers and page headers are written, and says whether it is whole. The library that reads them does not come back from some that are not.
/// </summary>
internal ref struct ThriftStruct
{
    private const int DeepestNesting = 32;

    private readonly ReadOnlySpan<byte> bytes;
    private readonly Dictionary<(int Parent, int Field), long> numbers = [];
    private int at;

    private ThriftStruct(ReadOnlySpan<byte> bytes) => this.bytes = bytes;

    private enum Kind
    {
        Stop,
        True,
        False,
        Byte,
        Short,
        Int,
        Long,
        Double,
        Binary,
        List,
        Set,
        Map,
        Struct,
        Uuid,
    }

    /// <summary>Walks over the struct that some bytes begin with.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="length">Receives how many of them are the struct.</param>
    /// <param name="numbers">Receives its whole numbers by their field, with 0 as parent, and those of its structs, with their field as parent.</param>
    /// <returns>False where the struct is damaged or goes on behind the bytes.</returns>
    public static bool TryWalk(ReadOnlySpan<byte> bytes, out int length, out IReadOnlyDictionary<(int Parent, int Field), long> numbers)
    {
        var walker = new ThriftStruct(bytes);
        var isWhole = walker.TrySkipStruct(depth: 0, parent: 0);
        (length, numbers) = (walker.at, walker.numbers);
        return isWhole;
    }

    private bool TrySkipStruct(int depth, int parent)
    {
        if (depth > DeepestNesting)
        {
            return false;
        }

        var field = 0;
        while (true)
        {
            if (!TryReadByte(out var head))
            {
                return false;
            }

            var kind = (Kind)(head & 0x0F);
            if (kind == Kind.Stop)
            {
                return head == 0;
            }

            if (head >> 4 is var step and > 0)
            {
                field += step;
            }
            else if (TryReadNumber(out var named) && named is > 0 and <= short.MaxValue)
            {
                field = (int)named;
            }
            else
            {
                return false;
            }

            if (kind is Kind.Short or Kind.Int or Kind.Long && depth <= 1)
            {
                if (!TryReadNumber(out var number))
                {
                    return false;
                }

                numbers[(parent, field)] = number;
            }
            else if (!(kind is Kind.True or Kind.False) && !TrySkip(kind, depth, field))
            {
                return false;
            }
        }
    }

    private bool TrySkip(Kind kind, int depth, int field) => kind switch
    {
        Kind.True or Kind.False or Kind.Byte => TryAdvance(1), // among the items of a list a truth value takes a byte
        Kind.Short or Kind.Int or Kind.Long => TryReadNumber(out _),
        Kind.Double => TryAdvance(8),
        Kind.Binary => TryReadCount(out var length) && TryAdvance(length),
        Kind.List or Kind.Set => TrySkipList(depth),
        Kind.Map => TrySkipMap(depth),
        Kind.Struct => TrySkipStruct(depth + 1, field),
        Kind.Uuid => TryAdvance(16),
        _ => false,
    };

    private bool TrySkipList(int depth)
    {
        if (!TryReadByte(out var head))
        {
            return false;
        }

        var count = head >> 4;
        return (count < 15 || TryReadCount(out count)) && TrySkipAll(count, (Kind)(head & 0x0F), null, depth);
    }

    private bool TrySkipMap(int depth)
    {
        if (!TryReadCount(out var count) || count == 0)
        {
            return count == 0;
        }

        return TryReadByte(out var kinds) && TrySkipAll(count, (Kind)(kinds >> 4), (Kind)(kinds & 0x0F), depth);
    }

    private bool TrySkipAll(int count, Kind kind, Kind? second, int depth)
    {
        for (var item = 0; item < count; item++)
        {
            if (!TrySkip(kind, depth + 1, 0) || (second is { } value && !TrySkip(value, depth + 1, 0)))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadByte(out byte value)
    {
        var isThere = at < bytes.Length;
        value = isThere ? bytes[at++] : (byte)0;
        return isThere;
    }

    private bool TryReadCount(out int count)
    {
        var isThere = TryReadVariable(out var value) && value <= (ulong)(bytes.Length - at);
        count = isThere ? (int)value : -1;
        return isThere;
    }

    private bool TryReadNumber(out long number)
    {
        var isThere = TryReadVariable(out var value);
        number = (long)(value >> 1) ^ -(long)(value & 1);
        return isThere;
    }

    private bool TryReadVariable(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (!TryReadByte(out var next))
            {
                return false;
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    private bool TryAdvance(int count)
    {
        var isThere = count <= bytes.Length - at;
        at += isThere ? count : 0;
        return isThere;
    }
}
