using Vae.Bench.Workloads;

namespace Vae.Bench.Reporting;

/// <summary>bench/RESULTS.md, whose sections are replaced by what was measured last.</summary>
internal static class ResultsFile
{
    private static readonly string FilePath = Path.Combine(Repository.Root, "bench", "RESULTS.md");

    /// <summary>Prints a section and, if asked, puts it between its markers in the file.</summary>
    /// <param name="name">Name of the section: the markers are <c>&lt;!-- name:begin --&gt;</c> and <c>&lt;!-- name:end --&gt;</c>.</param>
    /// <param name="text">Markdown, ending with a new line.</param>
    /// <param name="write">Whether to write the file.</param>
    public static void Publish(string name, string text, bool write)
    {
        Console.WriteLine();
        Console.Write(text);
        if (!write)
        {
            return;
        }

        var (begin, end) = ($"<!-- {name}:begin -->\n", $"<!-- {name}:end -->");
        var file = File.ReadAllText(FilePath);
        var from = file.IndexOf(begin, StringComparison.Ordinal);
        var to = file.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from)
        {
            throw new InvalidDataException($"{FilePath} has no section between '{begin.TrimEnd()}' and '{end}'; put the two lines back where the table belongs.");
        }

        File.WriteAllText(FilePath, $"{file[..(from + begin.Length)]}\n{text}\n{file[to..]}");
        Console.WriteLine();
        Console.WriteLine($"Written to {FilePath}.");
    }
}
