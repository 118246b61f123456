using System.Text;
using System.Text.RegularExpressions;

namespace Packages.Tests.Readme;

/// <summary>
/// Blocks of the README that make one program: the first names its namespaces; those after it go on from there, each in a function of its own, so that it sees what the
/// first has declared and may declare the same name anew.
/// </summary>
/// <param name="Blocks">The blocks, in their order.</param>
/// <param name="Packages">The packages that the README says to add for it, in lines <c>dotnet add package NAME</c> above it.</param>
internal sealed partial record ReadmeProgram(IReadOnlyList<CSharpBlock> Blocks, IReadOnlyList<string> Packages)
{
    private const string Separator = "== end of block ==";

    /// <summary>The programs of a document.</summary>
    public static List<ReadmeProgram> AllOf(string document)
    {
        var programs = new List<ReadmeProgram>();
        var blocks = CSharpBlock.AllOf(document);
        var lines = document.ReplaceLineEndings("\n").Split('\n');
        var from = 0;
        foreach (var block in blocks)
        {
            if (block.BeginsProgram)
            {
                var above = string.Join('\n', lines[from..(block.Line - 1)]);
                programs.Add(new ReadmeProgram([block], [.. AddPackage().Matches(above).Select(match => match.Groups[1].Value)]));
                from = block.Line;
            }
            else
            {
                programs[^1] = programs[^1] with { Blocks = [.. programs[^1].Blocks, block] };
            }
        }

        return programs;
    }

    /// <summary>The program's source. An error of the compiler names the line of the README.</summary>
    public string Source(string document)
    {
        var source = new StringBuilder();
        foreach (var (number, block) in Blocks.Index())
        {
            var check = CheckOf(block);
            if (number > 0)
            {
                source.Append($"Block{number}();\nvoid Block{number}()\n{{\n{check?.Before}\n");
            }

            source.Append($"#line {block.Line} \"{document}\"\n{block.Code}#line default\n{check?.After}\nConsole.WriteLine(\"{Separator}\");\n{(number > 0 ? "}\n" : "")}");
        }

        return source.ToString();
    }

    /// <summary>What each block printed.</summary>
    public static string[] Split(string output) => [.. output.ReplaceLineEndings("\n").Split(Separator + "\n")[..^1]];

    public static BlockCheck? CheckOf(CSharpBlock block) => BlockCheck.All.SingleOrDefault(check => block.FirstLine.StartsWith(check.Begins, StringComparison.Ordinal));

    [GeneratedRegex(@"^    dotnet add package (\S+)", RegexOptions.Multiline)]
    private static partial Regex AddPackage();
}
