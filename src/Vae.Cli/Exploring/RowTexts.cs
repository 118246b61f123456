using System.Text;
using Vae.Core.Data;
using Vae.Data;

namespace Vae.Cli.Exploring;

/// <summary>The rows of a table as texts, held so that words are found in a million of them at once: one run of bytes, a line a row, a tab between cells.</summary>
internal sealed class RowTexts
{
    // As much as one array holds: some ten million rows of a hundred characters.
    private const int MostBytes = 2_000_000_000;
    private const byte Tab = (byte)'\t';
    private const byte EndOfRow = (byte)'\n';

    private readonly byte[] texts;
    private readonly byte[] lowered;
    private readonly List<int> ends;

    private RowTexts(byte[] texts, List<int> ends)
    {
        this.texts = texts;
        this.ends = ends;
        lowered = (byte[])texts.Clone();
        // Letters of ASCII alone, which stay one byte.
        for (var i = 0; i < lowered.Length; i++)
        {
            lowered[i] = lowered[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(lowered[i] | 0x20) : lowered[i];
        }
    }

    /// <summary>Reads them; null where the rows are no table, or too many to hold.</summary>
    public static RowTexts? Of(IRowSource source, CancellationToken cancellationToken)
    {
        if (source is not TableRowSource table)
        {
            return null;
        }

        var content = new MemoryStream();
        var ends = new List<int>();
        foreach (var cells in table.ReadAllTexts())
        {
            cancellationToken.ThrowIfCancellationRequested();
            content.Write(Encoding.UTF8.GetBytes(Invariant($"{ends.Count}")));
            foreach (var cell in cells)
            {
                content.WriteByte(Tab);
                content.Write(Encoding.UTF8.GetBytes(cell.ReplaceLineEndings(" ").Replace('\t', ' ')));
            }

            content.WriteByte(EndOfRow);
            if (content.Length > MostBytes)
            {
                return null;
            }

            ends.Add((int)content.Length);
        }

        return new RowTexts(content.ToArray(), ends);
    }

    /// <summary>Rows.</summary>
    public int Count => ends.Count;

    /// <summary>The cells of a row.</summary>
    public string[] Cells(int row) => Encoding.UTF8.GetString(texts.AsSpan(Start(row), ends[row] - Start(row) - 1)).Split('\t')[1..];

    /// <summary>Which rows hold all words, in whatever cell, small and capital letters alike; the number of a row counts as a cell.</summary>
    public bool[] Find(IReadOnlyList<string> words)
    {
        var found = new bool[Count];
        Array.Fill(found, true);
        foreach (var word in words)
        {
            var here = new bool[Count];
            Mark(Encoding.UTF8.GetBytes(word.ToLowerInvariant()), here);
            for (var row = 0; row < found.Length; row++)
            {
                found[row] &= here[row];
            }
        }

        return found;
    }

    private void Mark(ReadOnlySpan<byte> word, bool[] found)
    {
        for (int row = 0, at = 0; at < lowered.Length;)
        {
            var next = lowered.AsSpan(at).IndexOf(word);
            if (next < 0)
            {
                return;
            }

            at += next;
            while (ends[row] <= at)
            {
                row++;
            }

            found[row] = true;
            at = ends[row++];
        }
    }

    private int Start(int row) => row == 0 ? 0 : ends[row - 1];
}
