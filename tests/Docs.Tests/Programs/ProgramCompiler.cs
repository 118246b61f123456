using System.Reflection;
using Docs.Tests.Pages;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Docs.Tests.Programs;

/// <summary>Compiles the programs of all pages into one assembly of this process.</summary>
internal static class ProgramCompiler
{
    private static readonly Lazy<Assembly> Compiled = new(Compile);

    /// <summary>The function that runs a program; it calls back at the end of each of its blocks.</summary>
    public static Func<Action<int>, Task> Run(PageProgram program) =>
        Compiled.Value.GetType(program.TypeName, throwOnError: true)!.GetMethod("Run")!.CreateDelegate<Func<Action<int>, Task>>();

    private static Assembly Compile()
    {
        var programs = Page.All.Where(page => page.IsOfTheSite).SelectMany(PageProgram.AllOf);
        var parsing = new CSharpParseOptions(LanguageVersion.Latest);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "ProgramsOfPages",
            programs.Select(program => CSharpSyntaxTree.ParseText(program.Source(), parsing, program.TypeName + ".cs")),
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(Text)));
        return Assembly.Load(image.ToArray());
    }

    private static string Text(Diagnostic diagnostic)
    {
        var place = diagnostic.Location.GetMappedLineSpan();
        return $"{place.Path}:{place.StartLinePosition.Line + 1}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
    }
}
