using System.Text;
using Docs.Tests.Pages;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Docs.Tests.Programs;

/// <summary>
/// Blocks of C# of a page that make one program: the first names its namespaces; those after it go on from there, each in a function within that of the one above, so that it sees what was declared
/// before and may declare the same name anew.
/// </summary>
/// <param name="Page">The page.</param>
/// <param name="Number">Which of the page's programs, from 0.</param>
/// <param name="Blocks">Its blocks.</param>
internal sealed record PageProgram(Page Page, int Number, IReadOnlyList<Fence> Blocks)
{
    // What projects of a user import by themselves, and those of web services besides.
    private const string Imports = "using System;using System.IO;using System.Linq;using System.Collections.Generic;using System.Net.Http;using System.Threading;using System.Threading.Tasks;";
    private const string WebImports = "using System.Net.Http.Json;using Microsoft.AspNetCore.Builder;using Microsoft.AspNetCore.Hosting;using Microsoft.AspNetCore.Http;"
        + "using Microsoft.AspNetCore.Routing;using Microsoft.Extensions.Configuration;using Microsoft.Extensions.DependencyInjection;using Microsoft.Extensions.Hosting;using Microsoft.Extensions.Logging;";

    /// <summary>The name of its class.</summary>
    public string TypeName => $"{Namespace}.Program";

    private string Namespace => $"Program{Number}Of_{string.Concat(Page.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'))}";

    /// <summary>The programs of a page.</summary>
    public static List<PageProgram> AllOf(Page page)
    {
        var programs = new List<PageProgram>();
        foreach (var block in Fence.AllOf(page.Text).Where(block => block.Language == "csharp" && block.WhyNotRun.Length == 0))
        {
            if (block.Content.StartsWith("using ", StringComparison.Ordinal))
            {
                programs.Add(new PageProgram(page, programs.Count, [block]));
            }
            else if (programs.Count == 0)
            {
                throw new FormatException($"{page.Name}:{block.Line}: the first block of C# names its namespaces (it begins with 'using').");
            }
            else
            {
                programs[^1] = programs[^1] with { Blocks = [.. programs[^1].Blocks, block] };
            }
        }

        return programs;
    }

    /// <summary>Its source. Errors of the compiler name the page and its line.</summary>
    public string Source()
    {
        var isWeb = Blocks.Any(block => block.Content.Contains("WebApplication", StringComparison.Ordinal));
        var (usings, body, types) = (new StringBuilder(Imports + (isWeb ? WebImports : "") + "\n"), new StringBuilder(), new StringBuilder());
        foreach (var (number, block) in Blocks.Index())
        {
            var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(block.Content).GetRoot();
            body.Append($"await Block{number}();\nasync Task Block{number}()\n{{\n");
            foreach (var part in root.Usings)
            {
                Add(usings, block, part);
            }

            foreach (var member in root.Members)
            {
                Add(member is GlobalStatementSyntax ? body : types, block, member);
            }

            body.Append($"#line default\n    await Task.CompletedTask;\n    endOfBlock({number});\n");
        }

        body.Append(new string('}', Blocks.Count));
        return $"{usings}\n#line default\nnamespace {Namespace}\n{{\npublic static class Program\n{{\npublic static async Task Run(Action<int> endOfBlock)\n{{\n{body}\n}}\n}}\n{types}\n#line default\n}}\n";
    }

    private void Add(StringBuilder source, Fence block, CSharpSyntaxNode part) =>
        source.Append($"#line {block.Line + part.GetLocation().GetLineSpan().StartLinePosition.Line} \"{Page.Name}\"\n{part.ToString()}\n");
}
