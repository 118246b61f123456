using System.Buffers.Binary;
using Vae.Core.Options;

namespace Vae.Data.Idx;

/// <summary>The head of an idx file: 0, 0, type, rank, and one big-endian size a dimension (LeCun, the MNIST database).</summary>
internal sealed record IdxHeader(IdxType Type, long RowCount, int ColumnCount, int Length)
{
    /// <summary>Most values a row may have: 256 MB as floats.</summary>
    public const int MaximumColumns = 1 << 26;

    /// <summary>The picture that a row is: grey where it has two dimensions, channels first where it has three and the first of them is 1 or 3; null where it is none.</summary>
    public ImageShape? Image { get; init; }

    /// <summary>Bytes of one value.</summary>
    public int ValueSize => Type switch
    {
        IdxType.UnsignedByte or IdxType.SignedByte => 1,
        IdxType.Short => 2,
        IdxType.Int or IdxType.Float => 4,
        _ => 8,
    };

    /// <summary>Bytes of a whole file with this head, decompressed; below 2^31 * 2^26 * 8, so it cannot overflow.</summary>
    public long FileLength => Length + (RowCount * ColumnCount * ValueSize);

    /// <summary>Whether a file that starts with these four bytes says that it is an idx file.</summary>
    public static bool IsMagic(ReadOnlySpan<byte> head) =>
        head.Length >= 4 && head[..2] is [0, 0] && Enum.IsDefined((IdxType)head[2]) && head[3] > 0;

    /// <summary>Reads the head and checks it, before any memory is taken on its word.</summary>
    /// <exception cref="VaeDataException">The head is none, or no file could be what it claims.</exception>
    public static IdxHeader Read(Stream stream, string path)
    {
        Span<byte> magic = stackalloc byte[4];
        if (stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false) < 4)
        {
            throw new VaeDataException($"'{path}' is no idx file: it ends within the first 4 bytes.");
        }

        if (!IsMagic(magic))
        {
            throw new VaeDataException(
                $"'{path}' is no idx file: it starts with bytes {magic[0]:X2} {magic[1]:X2} {magic[2]:X2} {magic[3]:X2}; "
                + "00 00, a type (08, 09, 0B, 0C, 0D or 0E) and the number of dimensions (1 or more) were wanted.");
        }

        int rank = magic[3];
        byte[] sizes = new byte[4 * rank];
        if (stream.ReadAtLeast(sizes, sizes.Length, throwOnEndOfStream: false) < sizes.Length)
        {
            throw new VaeDataException(Invariant($"'{path}' is cut short: its {rank} dimensions take {4 + sizes.Length} bytes, and it has fewer."));
        }

        long rows = 0;
        long columns = 1;
        var rowSizes = new int[rank - 1];
        for (int i = 0; i < rank; i++)
        {
            int size = BinaryPrimitives.ReadInt32BigEndian(sizes.AsSpan(4 * i));
            if (size <= 0)
            {
                throw new VaeDataException(
                    Invariant($"'{path}': dimension {i + 1} of {rank} is {size}; sizes of 1 and more were wanted. ")
                    + (i == 0 && size == 0 ? "The file has no rows." : "The file is damaged or no idx file."));
            }

            if (i > 0)
            {
                rowSizes[i - 1] = size;
            }

            (rows, columns) = i == 0 ? (size, 1) : (rows, columns * size);
            if (columns > MaximumColumns)
            {
                throw new VaeDataException(
                    Invariant($"'{path}' claims rows of {columns} values or more; at most {MaximumColumns} are read. The file is damaged or ")
                    + "no idx file.");
            }
        }

        return new IdxHeader((IdxType)magic[2], rows, (int)columns, 4 + sizes.Length)
        {
            Image = rowSizes switch
            {
                [var height, var width] => new ImageShape(1, height, width),
                [1 or 3, var height, var width] => new ImageShape(rowSizes[0], height, width),
                _ => null,
            },
        };
    }
}
