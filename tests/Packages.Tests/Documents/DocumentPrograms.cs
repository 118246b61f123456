using Docs.Tests.Pages;
using Docs.Tests.Programs;

namespace Packages.Tests.Documents;

/// <summary>The programs of all pages as one program, which runs them in turn, those of a page in a folder of its own beside the data sets.</summary>
internal static class DocumentPrograms
{
    private const string Mark = "== block ";

    // Between them they call every package of ours, and those of others that the pages name.
    private static readonly string[] RunEveryTime =
    [
        "docs/mlnet.md", "docs/plots.md", "docs/guides/detect-anomalies.md", "docs/guides/gpu.md", "docs/guides/reports.md", "docs/guides/save-and-share.md", "docs/guides/serve.md",
    ];

    /// <summary>Of all pages of the site; each is built.</summary>
    public static IReadOnlyList<PageProgram> All { get; } = [.. Page.All.Where(page => page.IsOfTheSite).SelectMany(PageProgram.AllOf)];

    /// <summary>
    /// Those that are run: <c>Docs.Tests</c> runs every one on what stands built, so that here a few will do, unless <c>VAE_PAGES=all</c> asks for all.
    /// </summary>
    public static IReadOnlyList<PageProgram> Run { get; } =
        [.. All.Where(program => Environment.GetEnvironmentVariable("VAE_PAGES") == "all" || RunEveryTime.Contains(program.Page.Name))];

    /// <summary>A file of source for each.</summary>
    public static IEnumerable<(string Name, string Source)> Sources() => All.Select((program, number) => ($"Page{number}.cs", program.Source()));

    /// <summary>The program that runs them; its argument is the folder of the data sets.</summary>
    public static string EntryPoint() => $$"""
        (string Page, int Program, Func<Action<int>, Task> Run)[] programs =
        [
            {{string.Join("\n    ", Run.Select(program => $"(\"{program.Page.Name}\", {program.Number}, global::{program.TypeName}.Run),"))}}
        ];
        var console = Console.Out;
        foreach (var page in programs.GroupBy(program => program.Page))
        {
            var folder = Directory.CreateTempSubdirectory("vae-page-").FullName;
            Directory.CreateDirectory(Path.Combine(folder, "datasets"));
            foreach (var file in Directory.GetFiles(args[0]))
            {
                File.Copy(file, Path.Combine(folder, "datasets", Path.GetFileName(file)));
            }

            Environment.CurrentDirectory = folder;
            foreach (var program in page)
            {
                using var printed = new StringWriter { NewLine = "\n" };
                Console.SetOut(printed);
                await program.Run(block =>
                {
                    console.Write($"{{Mark}}{page.Key} {program.Program} {block}\n{printed}");
                    printed.GetStringBuilder().Clear();
                });
            }

            Environment.CurrentDirectory = args[0];
            Directory.Delete(folder, recursive: true);
        }
        """;

    /// <summary>What each block printed, by page, program and block.</summary>
    public static Dictionary<(string Page, int Program, int Block), string> Split(string output) => output.ReplaceLineEndings("\n").Split(Mark)[1..].ToDictionary(
        part => part[..part.IndexOf('\n')].Split(' ') is [var page, var program, var block] ? (page, int.Parse(program, System.Globalization.CultureInfo.InvariantCulture), int.Parse(block, System.Globalization.CultureInfo.InvariantCulture)) : throw new FormatException(part),
        part => part[(part.IndexOf('\n') + 1)..]);

    /// <summary>What a page says that a block prints; null where it does not say.</summary>
    public static Fence? SaidBehind(Page page, Fence block)
    {
        var fences = Fence.AllOf(page.Text);
        var next = fences.IndexOf(block) + 1;
        return next < fences.Count && fences[next].Language == "text" ? fences[next] : null;
    }
}
