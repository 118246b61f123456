using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Packages.Tests.Support;

namespace Packages.Tests.Notebooks;

/// <summary>The notebooks, cell by cell in the kernel that people run them in, with the packages that are packed: what is saved in them is what a run gives.</summary>
[Collection(PackedCollection.Name)]
public sealed partial class NotebookTests(PackedFixture packed)
{
    /// <summary>Set to 1, the outputs of the run are written into the notebooks instead of being compared with what they hold.</summary>
    private const string SaveVariable = "VAE_SAVE_NOTEBOOKS";

    // Another vector width moves an area under a curve in the second or third decimal.
    private const double AbsoluteTolerance = 0.03;
    private const double RelativeTolerance = 0.15;

    private static readonly ILookup<string, string> Versions = XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion")
        .ToLookup(package => (string)package.Attribute("Include")!, package => (string)package.Attribute("Version")!);

    public static TheoryData<string> Names => [.. Directory.GetFiles(Notebook.Folder, "*.ipynb").Select(path => Path.GetFileName(path)).Order()];

    [Fact]
    public void Folder_HasNotebooks_ThatAreTested() => Assert.NotEmpty(Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_EveryCodeCell_GivesTheSavedFigures(string name)
    {
        var notebook = Notebook.Read(name);
        var run = KernelRun.Of(packed, Path.GetFileNameWithoutExtension(name), notebook.CodeCells.Select(cell => cell.CodeWith(VersionOf)));
        Assert.All(run.Cells, cell => Assert.Null(cell.Error));
        Assert.All(run.Cells, cell => Assert.Empty(cell.Others));
        Assert.Equal(notebook.CodeCells.Count, run.Cells.Count);

        // The next kernel finds nothing that this one has left.
        Assert.Empty(run.Left);
        CellOutput[] outputs = [.. run.Cells.Select(cell => new CellOutput(cell.Text, cell.Pictures))];
        if (Environment.GetEnvironmentVariable(SaveVariable) == "1")
        {
            Save(notebook, outputs);
            return;
        }

        Assert.Contains(notebook.CodeCells, cell => cell.HasFigures);
        foreach (var (cell, output) in notebook.CodeCells.Zip(outputs))
        {
            Assert.Equal(output.Text.Length > 0, cell.Output.Text.Length > 0);
            Assert.Equal(output.Pictures.Count, cell.Output.Pictures.Count);
            foreach (var (saved, now) in cell.Output.Pictures.Zip(output.Pictures))
            {
                ComparePictures(saved, now);
            }

            if (cell.HasFigures)
            {
                CompareFigures(cell.Output.Text, output.Text);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Packages_OfEveryNotebook_AreOfTheVersionsThatAreBuilt(string name)
    {
        var packages = Notebook.Read(name).Packages.ToArray();
        var own = XDocument.Load(Path.Combine(Notebook.Folder, "../Directory.Build.props")).Descendants("Version").Single().Value;

        Assert.NotEmpty(packages);
        Assert.All(packages, package => Assert.Equal(package.Name.StartsWith("Vae.", StringComparison.Ordinal) ? own : Versions[package.Name].Single(), package.Version));
    }

    private static void Save(Notebook notebook, CellOutput[] outputs)
    {
        for (var i = 0; i < outputs.Length; i++)
        {
            notebook.CodeCells[i].Output = outputs[i];
            notebook.CodeCells[i].SetExecutionCount(i + 1);
        }

        notebook.Save();
    }

    private static void CompareFigures(string saved, string now)
    {
        Assert.Equal(Number().Replace(saved, "#"), Number().Replace(now, "#"), ignoreWhiteSpaceDifferences: true);
        foreach (var (before, after) in Numbers(saved).Zip(Numbers(now)))
        {
            var tolerance = Math.Max(AbsoluteTolerance, RelativeTolerance * Math.Abs(before));
            Assert.True(Math.Abs(before - after) <= tolerance, $"The notebook holds {before} but the run gave {after}, in:\n{now}");
        }
    }

    // Another vector width trains another model, whose pictures are others: of the same size, where what stands at their axes allows, and with something on them.
    private static void ComparePictures(string saved, string now)
    {
        using ScottPlot.Image before = new(Convert.FromBase64String(saved)), after = new(Convert.FromBase64String(now));
        Assert.InRange(after.Width, before.Width * 0.9, before.Width * 1.1);
        Assert.InRange(after.Height, before.Height * 0.9, before.Height * 1.1);
        Assert.All(new[] { before, after }, picture => Assert.InRange(picture.GetArrayGrayscale().Cast<byte>().Distinct().Count(), 50, 256));
    }

    private string VersionOf(string package) => package.StartsWith("Vae.", StringComparison.Ordinal) ? packed.Version : Versions[package].Single();

    private static IEnumerable<double> Numbers(string text) =>
        Number().Matches(text).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Number();
}
