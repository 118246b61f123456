using System.Buffers;
using System.Text;

namespace Vae.Data.Csv;

/// <summary>Tells files of text that hold no table, or one that is drawn for people, and says what they are.</summary>
internal static class NoTable
{
    private const int LinesLookedAt = 3;
    private static readonly SearchValues<byte> Strokes = SearchValues.Create("-=+|: "u8);

    /// <summary>Looks at the start of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="head">Its first bytes.</param>
    /// <exception cref="VaeDataException">It holds no table that can be read.</exception>
    public static void ThrowIfNone(string path, ReadOnlySpan<byte> head)
    {
        head = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        var start = head.TrimStart(" \t\r\n"u8);
        if (head.StartsWith("version https://git-lfs.github.com/spec/"u8))
        {
            throw new VaeDataException($"'{path}' is a pointer of Git LFS, which stands for the file and does not hold it; fetch the file itself ('git lfs pull').");
        }

        if (StartsWith(start, "<!doctype html") || StartsWith(start, "<html") || StartsWith(start, "<?xml"))
        {
            throw new VaeDataException($"'{path}' is {(StartsWith(start, "<?xml") ? "XML" : "a page of HTML, as a server sends in the place of a file that it does not give")}; rows of numbers as CSV were wanted: save the table as that, or download the file itself.");
        }

        if (OtherFormats.Of(head) is { } what)
        {
            throw new VaeDataException($"'{path}' is {what}");
        }

        var line = 0;
        while (line++ < LinesLookedAt && !head.IsEmpty)
        {
            var end = head.IndexOfAny((byte)'\r', (byte)'\n');
            if (IsDrawn(end < 0 ? head : head[..end]))
            {
                throw new VaeDataException(Invariant($"'{path}', line {line}: found '{CellText.Excerpt(end < 0 ? head : head[..end])}', a line that is drawn, as in tables for people to look at; write the table as CSV, as the programs that draw such tables can."));
            }

            head = end < 0 ? [] : head[(end + (head[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }
    }

    private static bool StartsWith(ReadOnlySpan<byte> head, string word) => head.Length >= word.Length && Ascii.EqualsIgnoreCase(head[..word.Length], word);

    // Of strokes, their crossings and blanks: "-----", "+---+---+", "|---|:--:|", "=== ====".
    private static bool IsDrawn(ReadOnlySpan<byte> line) =>
        !line.ContainsAnyExcept(Strokes) && (line.IndexOf("---"u8) >= 0 || line.IndexOf("==="u8) >= 0);
}
