using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace Notebooks.Tests;

/// <summary>Compiles and runs code cells one after the other, as a notebook's kernel does, against the assemblies of this build.</summary>
internal static class NotebookRunner
{
    // What a C# notebook imports by itself.
    private static readonly string[] Imports = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Text", "System.Threading.Tasks"];

    /// <summary>Runs all code cells.</summary>
    /// <returns>What each printed.</returns>
    public static async Task<IReadOnlyList<string>> Run(Notebook notebook)
    {
        var options = ScriptOptions.Default
            .WithLanguageVersion(LanguageVersion.Latest)
            .WithImports(Imports)
            .WithReferences(((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Select(path => MetadataReference.CreateFromFile(path)));
        var outputs = new List<string>();
        var console = Console.Out;
        var folder = Environment.CurrentDirectory;
        ScriptState<object>? state = null;
        try
        {
            Environment.CurrentDirectory = Notebook.Folder;
            foreach (var cell in notebook.CodeCells)
            {
                using var printed = new StringWriter { NewLine = "\n" };
                Console.SetOut(printed);
                state = state is null ? await CSharpScript.RunAsync(cell.Code, options) : await state.ContinueWithAsync(cell.Code, options);
                outputs.Add(printed.ToString());
            }
        }
        finally
        {
            Console.SetOut(console);
            Environment.CurrentDirectory = folder;
        }

        return outputs;
    }
}
