using System.Buffers.Binary;
using System.Numerics;
using Vae.Data.Files;

namespace Vae.Data.Idx;

/// <summary>The values of an idx file in order, as floats or doubles, through a buffer of fixed size.</summary>
internal sealed class IdxValueReader : IDisposable
{
    private const int BufferLength = 1 << 16;

    private static readonly float[] GreyLevels = [.. Enumerable.Range(0, 256).Select(level => level / 255f)];

    private readonly Stream stream;
    private readonly string path;
    private readonly IdxHeader header;
    private readonly bool scaleBytes;
    private readonly byte[] buffer = new byte[BufferLength];
    private long read;

    public IdxValueReader(string path, IdxHeader expected, bool scaleBytes)
    {
        this.path = path;
        header = expected;
        this.scaleBytes = scaleBytes;
        stream = DataFile.Open(path);
        try
        {
            IdxHeader found = IdxHeader.Read(stream, path);
            if (found != expected)
            {
                throw new VaeDataException(
                    Invariant($"'{path}' changed while it was in use: it now has {found.RowCount} rows of {found.ColumnCount} values ")
                    + Invariant($"where it had {expected.RowCount} of {expected.ColumnCount}. Open it anew."));
            }
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Fills the whole destination.</summary>
    /// <exception cref="VaeDataException">
    /// The file ends early, goes on beyond its last value, or holds a value that is no float.
    /// </exception>
    public void Read<T>(Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int size = header.ValueSize;
        while (!destination.IsEmpty)
        {
            int count = Math.Min(destination.Length, BufferLength / size);
            Span<byte> bytes = buffer.AsSpan(0, count * size);
            int got = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (got < bytes.Length)
            {
                throw new VaeDataException(
                    Invariant($"'{path}' is cut short: it ends in row {(read + (got / size)) / header.ColumnCount} (counted from 0) of {header.RowCount}. ")
                    + "Copy or download it again.");
            }

            Convert(bytes, destination[..count]);
            read += count;
            destination = destination[count..];
        }

        if (read == header.RowCount * header.ColumnCount && stream.ReadByte() >= 0)
        {
            throw new VaeDataException(
                Invariant($"'{path}' goes on beyond its {header.RowCount} rows of {header.ColumnCount} values; its head or its end is damaged."));
        }
    }

    public void Dispose() => stream.Dispose();

    private void Convert<T>(ReadOnlySpan<byte> bytes, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (header.Type)
        {
            case IdxType.UnsignedByte when scaleBytes:
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = T.CreateTruncating(GreyLevels[bytes[i]]);
                }

                break;
            case IdxType.UnsignedByte:
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = T.CreateTruncating(bytes[i]);
                }

                break;
            case IdxType.SignedByte:
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = T.CreateTruncating((sbyte)bytes[i]);
                }

                break;
            case IdxType.Short:
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = T.CreateTruncating(BinaryPrimitives.ReadInt16BigEndian(bytes[(2 * i)..]));
                }

                break;
            case IdxType.Int:
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = T.CreateTruncating(BinaryPrimitives.ReadInt32BigEndian(bytes[(4 * i)..]));
                }

                break;
            default:
                ConvertReals(bytes, values);
                break;
        }
    }

    private void ConvertReals<T>(ReadOnlySpan<byte> bytes, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            double value = header.Type == IdxType.Float
                ? BinaryPrimitives.ReadSingleBigEndian(bytes[(4 * i)..])
                : BinaryPrimitives.ReadDoubleBigEndian(bytes[(8 * i)..]);
            values[i] = T.CreateTruncating(value);
            if (float.IsInfinity((float)value))
            {
                long position = read + i;
                throw new VaeDataException(
                    Invariant($"'{path}', row {position / header.ColumnCount} (counted from 0), value {(position % header.ColumnCount) + 1}: found {value}, ")
                    + "which is beyond a 32-bit float (largest 3.4e38); rescale the data, or store NaN where a value is missing.");
            }
        }
    }
}
