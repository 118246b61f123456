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
    /// <returns>What each printed and showed.</returns>
    public static async Task<IReadOnlyList<CellOutput>> Run(Notebook notebook)
    {
        var options = ScriptOptions.Default
            .WithLanguageVersion(LanguageVersion.Latest)
            .WithImports([.. Imports, typeof(NotebookDisplay).Namespace!])
            .WithReferences(((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Append(typeof(NotebookDisplay).Assembly.Location)
                .Distinct()
                .Select(path => MetadataReference.CreateFromFile(path)));
        var outputs = new List<CellOutput>();
        var console = Console.Out;
        var folder = Environment.CurrentDirectory;
        ScriptState<object>? state = null;
        try
        {
            Environment.CurrentDirectory = Notebook.Folder;
            foreach (var cell in notebook.CodeCells)
            {
                using var printed = new StringWriter { NewLine = "\n" };
                var pictures = new List<string>();
                Console.SetOut(printed);
                NotebookDisplay.ShowIn(pictures);
                state = state is null ? await CSharpScript.RunAsync(cell.Code, options) : await state.ContinueWithAsync(cell.Code, options);
                outputs.Add(new CellOutput(printed.ToString(), pictures));
            }
        }
        finally
        {
            Console.SetOut(console);
            NotebookDisplay.ShowIn(null);
            Environment.CurrentDirectory = folder;
        }

        return outputs;
    }
}
