using System.Text;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.PackageManagement;

namespace Notebooks.Kernel;

/// <summary>The C# kernel of .NET Interactive, as notebooks have it: it knows <c>#r "nuget: ..."</c>, <c>#i</c> and <c>display</c>.</summary>
internal sealed class KernelSession : IDisposable
{
    private const string Picture = "image/png";

    private readonly CompositeKernel kernel;

    public KernelSession()
    {
        var csharp = new CSharpKernel()
            .UseNugetDirective((kernel, references) =>
            {
                kernel.AddAssemblyReferences(references.SelectMany(reference => reference.AssemblyPaths));
                return Task.CompletedTask;
            })
            .UseKernelHelpers()
            .UseValueSharing();
        kernel = new CompositeKernel { csharp };
        kernel.DefaultKernelName = csharp.Name;
    }

    /// <summary>Runs a cell to its end.</summary>
    public async Task<CellResult> Run(string code)
    {
        var (text, pictures, others) = (new StringBuilder(), new List<string>(), new List<string>());
        string? error = null;
        var installing = new HashSet<string?>();
        using var events = kernel.KernelEvents.Subscribe(happened =>
        {
            lock (text)
            {
                switch (happened)
                {
                    case StandardOutputValueProduced or StandardErrorValueProduced:
                        text.Append(((DisplayEvent)happened).FormattedValues.First().Value);
                        break;
                    case CommandFailed failed:
                        error ??= failed.Message;
                        break;
                    case ReturnValueProduced or DisplayedValueProduced when ((DisplayEvent)happened).FormattedValues.FirstOrDefault(value => value.MimeType == Picture) is { } picture:
                        pictures.Add(picture.Value);
                        break;
                    case DisplayedValueProduced { ValueId: { } id } shown when shown.FormattedValues.Any(value => value.Value.Contains("Installing Packages", StringComparison.Ordinal)):
                        // What says which packages are fetched is no output of the cell.
                        installing.Add(id);
                        break;
                    case DisplayedValueUpdated updated when installing.Contains(updated.ValueId):
                        break;
                    case DisplayEvent other:
                        others.AddRange(other.FormattedValues.Select(value => value.MimeType));
                        break;
                }
            }
        });
        await kernel.SendAsync(new SubmitCode(code));
        return new CellResult(text.ToString().ReplaceLineEndings("\n"), pictures, others, error);
    }

    public void Dispose() => kernel.Dispose();
}
