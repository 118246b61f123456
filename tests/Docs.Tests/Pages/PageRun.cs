using System.Text;
using Docs.Tests.Programs;
using Docs.Tests.Shell;

namespace Docs.Tests.Pages;

/// <summary>
/// Runs what stands on a page, from the top: its programs and its commands, in a folder of the page's own that has the data sets. A block of text behind one of them is what that prints, where a line of three points
/// stands for any lines.
/// </summary>
internal sealed class PageRun
{
    private readonly Page page;
    private readonly List<Fence> fences;
    private readonly StringBuilder differences = new();
    private readonly List<(Fence Said, string Printed)> toSave = [];
    private int done;

    private PageRun(Page page)
    {
        this.page = page;
        fences = Fence.AllOf(page.Text);
    }

    /// <summary>Runs a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="saves">Whether what it says that is printed is replaced by what is.</param>
    /// <returns>What differs; empty where nothing does.</returns>
    public static async Task<string> Of(Page page, bool saves)
    {
        var run = new PageRun(page);
        var folder = Directory.CreateTempSubdirectory("vae-page-").FullName;
        var (console, before) = (Console.Out, Environment.CurrentDirectory);
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "datasets"));
            foreach (var file in Directory.GetFiles(Repository.PathOf("datasets"), "*.csv"))
            {
                File.Copy(file, Path.Combine(folder, "datasets", Path.GetFileName(file)));
            }

            Environment.CurrentDirectory = folder;
            await run.Run();
        }
        finally
        {
            Console.SetOut(console);
            Environment.CurrentDirectory = before;
            Directory.Delete(folder, recursive: true);
        }

        if (saves)
        {
            run.Save();
        }

        return run.differences.ToString();
    }

    private async Task Run()
    {
        foreach (var program in page.IsOfTheSite ? PageProgram.AllOf(page) : [])
        {
            RunCommandsAbove(program.Blocks[0]);
            using var printed = new StringWriter { NewLine = "\n" };
            Console.SetOut(printed);
            await ProgramCompiler.Run(program)(number =>
            {
                Compare(program.Blocks[number], printed.ToString());
                printed.GetStringBuilder().Clear();
                done = fences.IndexOf(program.Blocks[number]) + 1;
                if (number + 1 < program.Blocks.Count)
                {
                    RunCommandsAbove(program.Blocks[number + 1]);
                }
            });
        }

        RunCommandsAbove(null);
    }

    private void RunCommandsAbove(Fence? block)
    {
        var end = block is null ? fences.Count : fences.IndexOf(block);
        for (; done < end; done++)
        {
            if (fences[done].Language == "sh" && fences[done].WhyNotRun.Length == 0)
            {
                RunCommands(fences[done]);
            }
        }
    }

    private void RunCommands(Fence block)
    {
        var printed = new StringBuilder();
        var said = SaidBehind(block);
        foreach (var command in ShellBlock.Commands(block.Content))
        {
            var run = ShellRun.Of(command);
            printed.Append(run.Output);
            var isToFail = said?.Content.StartsWith("error: ", StringComparison.Ordinal) == true;
            if (isToFail)
            {
                printed.Append(run.Error);
            }

            if (run.ExitCode != 0 != isToFail && !(command is ["explore", ..] && run.ExitCode == 130))
            {
                differences.AppendLine($"{page.Name}:{block.Line}: vae {string.Join(' ', command)} returned {run.ExitCode}: {run.Error}");
            }
        }

        Compare(block, printed.ToString());
    }

    private void Compare(Fence block, string printed)
    {
        if (SaidBehind(block) is not { } said || PrintedText.Difference(said.Content, printed) is not { } difference)
        {
            return;
        }

        differences.AppendLine($"{page.Name}:{said.Line}: {difference}");
        toSave.Add((said, printed));
    }

    private Fence? SaidBehind(Fence block)
    {
        var next = fences.IndexOf(block) + 1;
        return next < fences.Count && fences[next].Language == "text" ? fences[next] : null;
    }

    private void Save()
    {
        var lines = page.Text.Split('\n').ToList();
        foreach (var (said, printed) in toSave.OrderByDescending(pair => pair.Said.Line))
        {
            lines.RemoveRange(said.Line - 1, said.Content.Count(c => c == '\n'));
            lines.InsertRange(said.Line - 1, printed.ReplaceLineEndings("\n").Trim('\n').Split('\n'));
        }

        File.WriteAllText(Repository.PathOf(page.Name), string.Join('\n', lines));
    }
}
