using System.Text;

namespace Vae.Cli.Exploring;

/// <summary>Neighbouring rows of a table as texts, and the same in small letters: a run of bytes each, a line a row, a tab between cells.</summary>
internal sealed class TextBlock
{
    /// <summary>Rows of a block: few enough that the bytes of very long ones fit an array, and that all processors have some of a million.</summary>
    public const int MostRows = 1 << 13;

    private const byte EndOfRow = (byte)'\n';

    private readonly byte[] texts;
    private readonly int[] ends;
    private readonly byte[] lowered;
    private readonly int[] loweredEnds;

    /// <param name="lines">The rows, without line breaks.</param>
    public TextBlock(IReadOnlyList<string> lines)
    {
        (texts, ends) = Encode(lines);
        string[] small = [.. lines.Select(line => line.ToLowerInvariant())];

        // A text without a capital comes back as it is, and is held once. Small letters can take more bytes than their capitals.
        (lowered, loweredEnds) = small.Zip(lines).All(pair => ReferenceEquals(pair.First, pair.Second)) ? (texts, ends) : Encode(small);
    }

    /// <summary>Rows.</summary>
    public int Count => ends.Length;

    /// <summary>Bytes that it takes.</summary>
    public long Bytes => texts.LongLength + (ReferenceEquals(texts, lowered) ? 0 : lowered.LongLength);

    /// <summary>A row, its cells between tabs.</summary>
    public string Line(int row) => Encoding.UTF8.GetString(Line(texts, ends, row));

    /// <summary>Marks the rows that hold all words.</summary>
    /// <param name="words">In small letters, without blanks, the first the one that the fewest rows may hold.</param>
    /// <param name="found">Receives it, one a row; false before.</param>
    public void Mark(IReadOnlyList<byte[]> words, Span<bool> found)
    {
        for (int row = 0, at = 0; at < lowered.Length;)
        {
            var next = lowered.AsSpan(at).IndexOf(words[0]);
            if (next < 0)
            {
                return;
            }

            at += next;
            while (loweredEnds[row] <= at)
            {
                row++;
            }

            found[row] = HoldsOthers(Line(lowered, loweredEnds, row), words);
            at = loweredEnds[row++];
        }
    }

    private static bool HoldsOthers(ReadOnlySpan<byte> line, IReadOnlyList<byte[]> words)
    {
        for (var word = 1; word < words.Count; word++)
        {
            if (line.IndexOf(words[word]) < 0)
            {
                return false;
            }
        }

        return true;
    }

    private static ReadOnlySpan<byte> Line(byte[] bytes, int[] ends, int row)
    {
        var start = row == 0 ? 0 : ends[row - 1];
        return bytes.AsSpan(start, ends[row] - start - 1);
    }

    private static (byte[] Bytes, int[] Ends) Encode(IReadOnlyList<string> lines)
    {
        var ends = new int[lines.Count];
        var bytes = new byte[lines.Sum(line => Encoding.UTF8.GetByteCount(line) + 1)];
        for (int row = 0, at = 0; row < ends.Length; row++)
        {
            at += Encoding.UTF8.GetBytes(lines[row], bytes.AsSpan(at));
            bytes[at++] = EndOfRow;
            ends[row] = at;
        }

        return (bytes, ends);
    }
}
