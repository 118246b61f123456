using System.Text;
using Vae.Data.Tables;

namespace Vae.Data.Batches;

/// <summary>Texts, one behind the other in one buffer.</summary>
internal sealed class TextColumn : BatchColumn
{
    private readonly int[] _ends;
    private readonly bool[] _isThere;
    private byte[] _bytes;
    private int _count;

    /// <param name="count">How many there will be.</param>
    public TextColumn(int count)
    {
        _ends = new int[count];
        _isThere = new bool[count];
        _bytes = new byte[Math.Max(64, Math.Min(count, 1 << 20) * 8)];
    }

    private int End => _count == 0 ? 0 : _ends[_count - 1];

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
        _ends[_count] = End;
        _count++;
    }

    public override TableCell Cell(int row, int item)
    {
        var start = row == 0 ? 0 : _ends[row - 1];
        return _isThere[row] ? TableCell.Of(_bytes.AsSpan(start, _ends[row] - start)) : TableCell.Missing;
    }

    private Span<byte> Reserve(int length)
    {
        var end = End;
        if (_bytes.Length - end < length)
        {
            var wanted = Math.Max((long)end + length, 2L * _bytes.Length);
            Array.Resize(ref _bytes, (int)Math.Min(wanted, Array.MaxLength));
            if (_bytes.Length - end < length)
            {
                throw new VaeDataException("The texts of one column exceed two gigabytes in one part of the file; write it in smaller row groups or batches.");
            }
        }

        return _bytes.AsSpan(end);
    }

    private void Finish(int length)
    {
        var end = End + length;
        _isThere[_count] = true;
        _ends[_count++] = end;
    }
}
