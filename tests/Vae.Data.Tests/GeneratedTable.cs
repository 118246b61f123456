using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Vae.Data.Tests;

/// <summary>A table of numbers and names as it might come, and how it is written.</summary>
/// <param name="Numbers">Its numbers, a row each; null is missing.</param>
/// <param name="Names">One name a row of the last column; null is missing.</param>
/// <param name="Delimiter">What stands between fields.</param>
/// <param name="LineEnd">What stands between lines.</param>
/// <param name="Mark">Whether a byte order mark stands first.</param>
/// <param name="Quotes">Whether all fields stand between quotes.</param>
/// <param name="Trailing">Whether a delimiter ends each line.</param>
internal sealed record GeneratedTable(double?[][] Numbers, string?[] Names, char Delimiter, string LineEnd, bool Mark, bool Quotes, bool Trailing)
{
    private static readonly string[] Levels = ["tcp", "udp", "icmp", "caf\u00E9", "a b", "x,y", "say \"z\"", "5G", "#1"];

    public int Width => Numbers[0].Length;

    public static Gen<GeneratedTable> Generator =>
        from rows in Gen.Choose(1, 40)
        from width in Gen.Choose(1, 4)
        from numbers in Number.ArrayOf(width).ArrayOf(rows)
        from names in Gen.Frequency((9, Gen.Elements(Levels).Select(level => (string?)level)), (1, Gen.Constant<string?>(null))).ArrayOf(rows)
        from delimiter in Gen.Elements(',', ';', '\t', '|')
        from end in Gen.Elements("\n", "\r\n")
        from mark in Gen.Elements(true, false)
        from quotes in Gen.Elements(true, false)
        from trailing in Gen.Frequency((1, Gen.Constant(true)), (4, Gen.Constant(false)))
        select new GeneratedTable(numbers, names, delimiter, end, mark, quotes, trailing);

    private static Gen<double?> Number => Gen.Frequency(
        (6, Gen.Choose(-100_000, 100_000).Select(i => (double?)(i / 64.0))),
        (2, Gen.Choose(1_600_000_000, 1_800_000_000).Select(i => (double?)i)),
        (1, Gen.Elements<double?>(1e-30, 3.4e38, -0.0, 20200103)),
        (1, Gen.Constant<double?>(null)));

    /// <summary>The file.</summary>
    /// <param name="change">Changes the text of a cell, given its row and column.</param>
    public byte[] Write(Func<int, int, string, string>? change = null)
    {
        var text = new StringBuilder();
        Line([.. Enumerable.Range(0, Width).Select(i => $"n{i}"), "name"]);
        for (var row = 0; row < Numbers.Length; row++)
        {
            string[] cells = [.. Numbers[row].Select(number => number?.ToString("R", CultureInfo.InvariantCulture) ?? ""), Names[row] ?? ""];
            Line([.. cells.Select((cell, column) => change?.Invoke(row, column, cell) ?? cell)]);
        }

        return Encoding.UTF8.GetBytes((Mark ? "\uFEFF" : "") + text);

        void Line(string[] cells)
        {
            text.AppendJoin(Delimiter, cells.Select(cell =>
                Quotes || cell.AsSpan().ContainsAny([Delimiter, '"']) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell));
            text.Append(Trailing ? Delimiter : "").Append(LineEnd);
        }
    }
}
