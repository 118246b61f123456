namespace Vae.Data.Csv;

/// <summary>Tells the delimiter of a CSV file by its first lines.</summary>
internal static class CsvDialect
{
    private const int LinesLookedAt = 50;
    private const int FewestBelow = 3;

    // A comma comes last, for it may stand in numbers too.
    private static readonly char[] Candidates = ['\t', ';', '|', ','];

    /// <summary>
    /// The delimiter that every line has equally often; where several are so, the one that is there most, and a comma last; where none is, the one that the first line has most of. A blank where
    /// there is no other and the lines are numbers between blanks. A comma where nothing tells.
    /// </summary>
    /// <param name="head">The start of the file.</param>
    /// <param name="decimalComma">Whether a comma is part of numbers.</param>
    public static char FindDelimiter(ReadOnlySpan<byte> head, bool decimalComma)
    {
        // Remarks above the names are not parted as the rows are.
        var lines = Lines(head);
        var remarks = lines.TakeWhile(line => line is [(byte)'#', (byte)'#', ..]).Count();
        lines.RemoveRange(0, remarks < lines.Count ? remarks : 0);
        if (lines.Count == 0)
        {
            return ',';
        }

        var candidates = decimalComma ? Candidates[..^1] : Candidates;
        var counts = candidates.Select(candidate => lines.Select(line => Count(line, (byte)candidate)).ToArray()).ToArray();
        var even = Enumerable.Range(0, candidates.Length).Where(i => counts[i][0] > 0 && counts[i].All(count => count == counts[i][0])).ToArray();
        if (even.Length > 0)
        {
            var other = even.Where(i => candidates[i] != ',').ToArray();
            return candidates[other.Length > 0 ? other.MaxBy(i => counts[i][0]) : even[0]];
        }

        // Where a comma is all over but another delimiter parts the names, the commas are in the numbers.
        var most = Enumerable.Range(0, candidates.Length).MaxBy(i => counts[i][0]);
        if (counts[most][0] > 0)
        {
            return candidates[most];
        }

        return BlanksPartNumbers(lines) || BlanksPartColumns(lines) ? ' ' : decimalComma ? ';' : ',';
    }

    private static List<byte[]> Lines(ReadOnlySpan<byte> head)
    {
        var lines = new List<byte[]>();
        var isQuoted = false;
        var start = 0;
        head = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        for (var i = 0; i <= head.Length && lines.Count < LinesLookedAt; i++)
        {
            if (i == head.Length ? lines.Count == 0 : !isQuoted && head[i] is ((byte)'\n' or (byte)'\r'))
            {
                // What is cut off at the end of the head says nothing, unless it is all there is.
                var line = head[start..i];
                if (!line.Trim(" \t\r\n"u8).IsEmpty)
                {
                    lines.Add(line.ToArray());
                }

                start = i + 1;
            }
            else if (i < head.Length && head[i] == (byte)'"')
            {
                isQuoted = !isQuoted;
            }
        }

        return lines;
    }

    private static int Count(byte[] line, byte candidate)
    {
        var count = 0;
        var isQuoted = false;
        foreach (var character in line)
        {
            isQuoted ^= character == (byte)'"';
            count += character == candidate && !isQuoted ? 1 : 0;
        }

        return count;
    }

    // As many words on every line, of which more than half are numbers on all but the first: columns beside names. The line of names may lack one, where rows have names, as R writes them.
    private static bool BlanksPartColumns(List<byte[]> lines)
    {
        var rows = lines.Select(line => System.Text.Encoding.UTF8.GetString(line).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).ToArray();
        var width = rows[^1].Length;
        var below = rows[1..];
        return below.Length >= FewestBelow && width > 2 && rows[0].Length >= width - 1 && rows[0].Length <= width && below.All(row => row.Length == width)
            && 2 * Enumerable.Range(0, width).Count(column => below.All(row => CellText.IsNumber(System.Text.Encoding.UTF8.GetBytes(row[column].Trim('"'))))) > width;
    }

    private static bool BlanksPartNumbers(List<byte[]> lines)
    {
        var rows = lines.Select(line => System.Text.Encoding.UTF8.GetString(line).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).ToArray();
        return rows[0].Length > 1 && rows.All(row => row.Length == rows[0].Length)
            && rows.Skip(rows.Length > 1 ? 1 : 0).All(row => row.All(token => CellText.IsNumber(System.Text.Encoding.UTF8.GetBytes(token))));
    }
}
