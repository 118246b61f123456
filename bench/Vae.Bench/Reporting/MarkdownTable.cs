using System.Text;

namespace Vae.Bench.Reporting;

/// <summary>A table in Markdown whose columns are padded to line up in plain text too.</summary>
internal sealed class MarkdownTable(params string[] header)
{
    private readonly List<string[]> rows = [];

    public MarkdownTable Add(params string[] cells)
    {
        rows.Add(cells.Length == header.Length ? cells : throw new ArgumentException($"{cells.Length} cells for {header.Length} columns.", nameof(cells)));
        return this;
    }

    public override string ToString()
    {
        var widths = header.Select((title, column) => Math.Max(3, rows.Select(row => row[column].Length).Append(title.Length).Max())).ToArray();
        var text = new StringBuilder();
        Line(header);
        Line([.. widths.Select(width => new string('-', width))]);
        foreach (var row in rows)
        {
            Line(row);
        }

        return text.ToString();

        void Line(string[] cells) => text.Append("| ").AppendJoin(" | ", cells.Select((cell, column) => cell.PadRight(widths[column]))).Append(" |\n");
    }
}
