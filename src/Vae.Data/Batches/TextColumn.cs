using System.Text;
using Vae.Data.Tables;

namespace Vae.Data.Batches;

/// <summary>Texts, one behind the other in one buffer.</summary>
internal sealed class TextColumn : BatchColumn
{
    private readonly int[] ends;
    private readonly bool[] isThere;
    private byte[] bytes;
    private int count;

    /// <param name="count">How many there will be.</param>
    public TextColumn(int count)
    {
        ends = new int[count];
        isThere = new bool[count];
        bytes = new byte[Math.Max(64, Math.Min(count, 1 << 20) * 8)];
    }

    private int End => count == 0 ? 0 : ends[count - 1];

    /// <summary>Adds a text of UTF-8.</summary>
    /// <exception cref="VaeDataException">The texts exceed two gigabytes.</exception>
    public void Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        Finish(text.Length);
    }

    /// <summary>Adds a text.</summary>
    /// <exception cref="VaeDataException">The texts exceed two gigabytes.</exception>
    public void Add(ReadOnlySpan<char> text) => Finish(Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length))));

    /// <summary>Adds a missing value.</summary>
    public void AddMissing()
    {
        ends[count] = End;
        count++;
    }

    public override TableCell Cell(int row, int item)
    {
        var start = row == 0 ? 0 : ends[row - 1];
        return isThere[row] ? TableCell.Of(bytes.AsSpan(start, ends[row] - start)) : TableCell.Missing;
    }

    private Span<byte> Reserve(int length)
    {
        var end = End;
        if (bytes.Length - end < length)
        {
            var wanted = Math.Max((long)end + length, 2L * bytes.Length);
            Array.Resize(ref bytes, (int)Math.Min(wanted, Array.MaxLength));
            if (bytes.Length - end < length)
            {
                throw new VaeDataException("The texts of one column exceed two gigabytes in one part of the file; write it in smaller row groups or batches.");
            }
        }

        return bytes.AsSpan(end);
    }

    private void Finish(int length)
    {
        var end = End + length;
        isThere[count] = true;
        ends[count++] = end;
    }
}
