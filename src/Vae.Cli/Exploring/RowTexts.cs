using System.Text;
using Vae.Core.Data;
using Vae.Data;

namespace Vae.Cli.Exploring;

/// <summary>The rows of a table as texts, held so that words are found in a million of them at once.</summary>
internal sealed class RowTexts
{
    private const char Tab = '\t';

    private readonly List<TextBlock> blocks = [];

    private RowTexts()
    {
    }

    /// <summary>Reads them; null where the rows are no table, or take too much memory.</summary>
    /// <param name="source">The rows.</param>
    /// <param name="mostBytes">Memory that they may take.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static RowTexts? Of(IRowSource source, long mostBytes, CancellationToken cancellationToken)
    {
        if (source is not TableRowSource table)
        {
            return null;
        }

        var (texts, lines, bytes) = (new RowTexts(), new List<string>(TextBlock.MostRows), 0L);
        foreach (var cells in table.ReadAllTexts())
        {
            cancellationToken.ThrowIfCancellationRequested();
            lines.Add(Line(texts.Count++, cells));
            if (lines.Count == TextBlock.MostRows)
            {
                bytes += texts.Add(lines);
                if (bytes > mostBytes)
                {
                    return null;
                }
            }
        }

        texts.Add(lines);
        return texts;
    }

    /// <summary>Rows.</summary>
    public int Count { get; private set; }

    /// <summary>The cells of a row.</summary>
    public string[] Cells(int row) => blocks[row / TextBlock.MostRows].Line(row % TextBlock.MostRows).Split(Tab)[1..];

    /// <summary>Which rows hold all words, in whatever cell, small and capital letters alike; the number of a row counts as a cell.</summary>
    /// <param name="words">One at least, without blanks.</param>
    public bool[] Find(IReadOnlyList<string> words)
    {
        // The longest is most likely the rarest.
        byte[][] wanted = [.. words.Select(word => Encoding.UTF8.GetBytes(word.ToLowerInvariant())).OrderByDescending(word => word.Length)];
        var found = new bool[Count];
        Parallel.For(0, blocks.Count, block => blocks[block].Mark(wanted, found.AsSpan(block * TextBlock.MostRows, blocks[block].Count)));
        return found;
    }

    private static string Line(int number, IEnumerable<string> cells)
    {
        var line = new StringBuilder(Invariant($"{number}"));
        foreach (var cell in cells)
        {
            line.Append(Tab).Append(cell.ReplaceLineEndings(" ").Replace(Tab, ' '));
        }

        return line.ToString();
    }

    private long Add(List<string> lines)
    {
        var block = new TextBlock(lines);
        blocks.Add(block);
        lines.Clear();
        return block.Bytes;
    }
}
