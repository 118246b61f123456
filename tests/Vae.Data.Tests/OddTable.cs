using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Vae.Core.Data;

namespace Vae.Data.Tests;

/// <summary>A table as people have them: names twice or blank or in another normal form, texts among numbers, gaps. What each cell means is told here a second time, by the words of the README.</summary>
/// <param name="Names">Names as the file has them.</param>
/// <param name="Rows">One text a cell.</param>
/// <param name="Delimiter">What stands between fields.</param>
/// <param name="LineEnd">What ends lines.</param>
/// <param name="Culture">The culture under which it is read.</param>
internal sealed record OddTable(string[] Names, string[][] Rows, char Delimiter, string LineEnd, CultureInfo Culture)
{
    private static readonly CultureInfo[] Cultures = CultureInfo.GetCultures(CultureTypes.AllCultures);

    // None of them is a text of a cell too: a line that repeats the names is refused.
    private static readonly string[] OddNames =
    [
        "a", "b", "b", "b.1", " c ", "", "column2", "gr\u00F6\u00DFe", "gro\u0308\u00DFe", "x,y", "say \"z\"", "line\nend", "\u0645\u0642\u062F\u0627\u0631", "A", "tab\there", "'", "\uD83D\uDE01",
    ];

    private static readonly string[] Missing = ["", " ", "NA", "n/a", "NaN", "nan", "NULL", "?", "-nan", "1.#IND", "QNAN"];

    private static readonly string[] Infinities = ["inf", "-Infinity", "\u221E", "1.#INF", "+inf"];

    private static readonly string[] OddTexts =
    [
        .. Missing, .. Infinities, "tcp", "TCP", "udp", "caf\u00E9", "cafe\u0301", "true", "False", "TRUE", "1,5", "12 %", "$5", "1 234", "1.234,5", "0x1F", "1e5", "1D5", "-", "--", "None", "#N/A", "<1", "+3", "-0", "00", "1.0", "1",
        "0", "2", "-1", "1e39", "-1e400", "5e-324", "0.1", " 7 ", "\u0663", "\u2212" + "5", "a\"b", "a\nb", "\"", "'1'", "=1+1", "12:30", "2020-01-03", "1_000", "\uD83D\uDE00", "\u00A0", "x\u0001y", "3.4028236e38",
    ];

    public static Gen<OddTable> Generator =>
        from width in Gen.Choose(1, 6)
        from names in Gen.Elements(OddNames).ArrayOf(width).Where(names => names.Any(name => name.Length > 0))
        from height in Gen.Choose(1, 60)
        from odd in Gen.Choose(0, 100).ArrayOf(width)
        from rows in Gen.CollectToArray(odd.Select(Cell)).ArrayOf(height)
        from delimiter in Gen.Elements(',', ';', '\t', '|')
        from end in Gen.Elements("\n", "\r\n")
        from culture in Gen.Elements(Cultures)
        select new OddTable(names, rows, delimiter, end, culture);

    /// <summary>The names by which columns are asked for: trimmed, in normal form C, those that are there twice numbered.</summary>
    public string[] Called
    {
        get
        {
            string[] given = [.. Names.Select((name, i) => name.Trim().Normalize() is { Length: > 0 } plain ? plain : $"column{(i + 1).ToString(CultureInfo.InvariantCulture)}")];
            var called = new List<string>();
            foreach (var name in given)
            {
                var copy = 0;
                var own = name;
                while (called.Contains(own) || (copy > 0 && given.Contains(own)))
                {
                    own = $"{name}.{(++copy).ToString(CultureInfo.InvariantCulture)}";
                }

                called.Add(own);
            }

            return [.. called];
        }
    }

    /// <summary>The file: every field in quotes, since its texts hold everything.</summary>
    public byte[] Write()
    {
        var text = new StringBuilder();
        foreach (var line in Rows.Prepend(Names))
        {
            text.AppendJoin(Delimiter, line.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append(LineEnd);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The file, for what a property says when it fails.</summary>
    public override string ToString() => $"{Culture.Name}\n{Encoding.UTF8.GetString(Write())}";

    /// <summary>What a row of a table with these columns has to be.</summary>
    /// <param name="row">One text a column.</param>
    /// <param name="schema">The columns.</param>
    /// <returns>NaN throughout where a value cannot be read.</returns>
    public static double[] Expected(IReadOnlyList<string> row, TableSchema schema)
    {
        var values = new List<double>();
        for (var i = 0; i < row.Count; i++)
        {
            if (Expected(row[i].Trim(' ', '\t'), schema.Columns[i]) is not { } cell)
            {
                return [.. Enumerable.Repeat(double.NaN, schema.Width)];
            }

            values.AddRange(cell);
        }

        return [.. values];
    }

    private static IEnumerable<double>? Expected(string text, TableColumn column)
    {
        if (Missing.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return Enumerable.Repeat(double.NaN, column.Width);
        }

        double? number = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
        if (column.Kind == ColumnKind.Categorical)
        {
            var numeric = column.Levels.All(level => double.TryParse(level, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
            return column.Levels.Select(level => (numeric
                ? number == double.Parse(level, NumberStyles.Float, CultureInfo.InvariantCulture)
                : text.Normalize() == level.Normalize()) ? 1.0 : 0);
        }

        if (Infinities.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return [text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity];
        }

        double? truth = column.Kind != ColumnKind.Binary ? null : text.Equals("true", StringComparison.OrdinalIgnoreCase) ? 1 : text.Equals("false", StringComparison.OrdinalIgnoreCase) ? 0 : null;
        return (number ?? truth) is { } value && float.IsFinite((float)value)
            && column.Kind switch
            {
                ColumnKind.Binary => value is 0 or 1,
                ColumnKind.Count => value >= 0,
                _ => true,
            } ? [value] : null;
    }

    /// <summary>A column is mostly numbers, or mostly names, or anything.</summary>
    private static Gen<string> Cell(int odd) => Gen.Frequency(
        (100 - odd, odd % 2 == 0
            ? Gen.Choose(-1000, 100_000).Select(i => (i / 8.0).ToString(CultureInfo.InvariantCulture))
            : Gen.Elements("tcp", "udp", "icmp", "80", "caf\u00E9")),
        (odd + 1, Gen.Elements(OddTexts)));
}
