using System.Text;
using System.Text.RegularExpressions;

namespace Vae.Data.Csv;

/// <summary>Tells tables in other formats of text, and between other signs, by their first lines.</summary>
internal static partial class OtherFormats
{
    private const int LinesLookedAt = 20;
    private const int FewestLines = 3;

    /// <summary>What parts fields in some files, and is not looked for where fields are told apart.</summary>
    private static readonly string[] Signs = ["::", "^", "~", "\u00A6", "\u0001"];

    /// <summary>What a file is, as the end of a sentence; null where it is none of these.</summary>
    /// <param name="head">Its first bytes.</param>
    public static string? Of(ReadOnlySpan<byte> head)
    {
        var lines = Lines(head);
        return lines.FirstOrDefault(line => line[0] != '%') is { } first && first.StartsWith("@relation", StringComparison.OrdinalIgnoreCase)
            ? "an ARFF file, as Weka writes them, which is not read; save the table as CSV, as Weka can (and scipy.io.arff reads it for pandas)."
            : IsLibSvm(lines)
            ? "a file of LIBSVM (svmlight), in which a value stands behind the number of its column, and is not read; write the table as CSV, with all of its columns (sklearn.datasets.load_svmlight_file reads it)."
            : IsSparseText(lines)
            ? "a text file of ML.NET with sparse rows, in which a value stands behind the number of its slot, and is not read; save the table anew with SaveAsText(..., schema: false, forceDense: true)."
            : null;
    }

    /// <summary>The sign that parts the fields of every line alike, where none of those that are looked for is in the first of them; null where there is none.</summary>
    /// <param name="head">The first bytes of the file.</param>
    public static string? Sign(ReadOnlySpan<byte> head)
    {
        var lines = Lines(head);
        return lines.Length < FewestLines || lines[0].AsSpan().ContainsAny(",;|\t") ? null
            : Array.Find(Signs, sign => Count(lines[0], sign) is > 0 and var count && lines.All(line => Count(line, sign) == count));
    }

    // What is cut off at the end of the head says nothing, unless it is all there is.
    private static string[] Lines(ReadOnlySpan<byte> head)
    {
        var lines = new List<string>();
        while (lines.Count < LinesLookedAt && !head.IsEmpty)
        {
            var end = head.IndexOf((byte)'\n');
            if (end < 0 && lines.Count > 0)
            {
                break;
            }

            var line = Encoding.UTF8.GetString(end < 0 ? head : head[..end]).Trim();
            head = end < 0 ? [] : head[(end + 1)..];
            if (line.Length > 0)
            {
                lines.Add(line);
            }
        }

        return [.. lines];
    }

    private static int Count(string line, string sign) => line.Split(sign).Length - 1;

    // A label, and pairs of rising numbers of columns and values; times, as in 5 12:30, are no such pairs.
    private static bool IsLibSvm(string[] lines) =>
        lines.Length >= FewestLines && lines.All(line => Pairs().IsMatch(line) && Rise(line)) && lines.Any(line => Several().IsMatch(line)) && lines.Any(line => Value().IsMatch(line));

    // SaveAsText of ML.NET begins with the loader's settings and names unless told not to; a row that is mostly zeros ends in how many values it has, and pairs of places, from 0, and values.
    private static bool IsSparseText(string[] lines)
    {
        string[] rows = [.. lines.SkipWhile(line => line.StartsWith("#@", StringComparison.Ordinal))];
        return (rows.Length > 0 && UnnamedSlots().IsMatch(rows[0])) || (rows.Length < lines.Length
            ? Array.Exists(rows, IsSparseRow)
            : rows.Length >= FewestLines && Array.TrueForAll(rows, IsSparseRow) && Array.Exists(rows, row => SlotValue().IsMatch(row)));
    }

    private static bool IsSparseRow(string line)
    {
        var match = SparseRow().Match(line);
        long[] slots = [.. match.Groups[2].Captures.Select(slot => long.Parse(slot.ValueSpan, System.Globalization.CultureInfo.InvariantCulture))];
        return match.Success && slots.Zip(slots.Skip(1)).All(pair => pair.First < pair.Second) && slots[^1] < long.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static bool Rise(string line)
    {
        long[] columns = [.. Column().Matches(line).Select(match => long.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture))];
        return columns.Zip(columns.Skip(1)).All(pair => pair.First < pair.Second);
    }

    [GeneratedRegex(@"^[-+]?\d+(\.\d+)?( qid:\d+)?( +\d{1,9}:[-+]?[\d.]+([eE][-+]?\d+)?)* *(#.*)?$")]
    private static partial Regex Pairs();

    [GeneratedRegex(@" (\d{1,9}):")]
    private static partial Regex Column();

    [GeneratedRegex(@" \d+:\S+ +\d+:\S")]
    private static partial Regex Several();

    // Minutes have two digits.
    [GeneratedRegex(@" \d+:(?!\d\d( |$))\S")]
    private static partial Regex Value();

    [GeneratedRegex("""(^|[\t ,;|])\d{1,9}[\t ,;|]0:""$""")]
    private static partial Regex UnnamedSlots();

    [GeneratedRegex(@"(?:^|[\t ,;|])(\d{1,9})(?:[\t ,;|](\d{1,9}):(?:[-+]?[\d.]+(?:[eE][-+]?\d+)?|\?))+$")]
    private static partial Regex SparseRow();

    [GeneratedRegex(@"\d+:(?!\d\d([\t ,;|]|$))\S")]
    private static partial Regex SlotValue();
}
