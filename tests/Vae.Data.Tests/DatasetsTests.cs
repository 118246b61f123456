using System.Globalization;
using System.Security.Cryptography;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>The files in datasets/ are what the table in datasets/README.md says.</summary>
public class DatasetsTests
{
    internal static readonly string Folder = FindFolder();

    public static TheoryData<string, int, int, string, string> Table()
    {
        var table = new TheoryData<string, int, int, string, string>();
        foreach (string line in File.ReadLines(Path.Combine(Folder, "README.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal)))
        {
            string[] cells = [.. line.Trim('|').Split('|').Select(cell => cell.Trim().Trim('`'))];
            table.Add(
                cells[0],
                int.Parse(cells[1], CultureInfo.InvariantCulture),
                int.Parse(cells[2], CultureInfo.InvariantCulture),
                cells[3],
                cells[^1]);
        }

        return table;
    }

    [Fact]
    public void Table_OfTheReadme_HasEveryCommittedFile()
    {
        Assert.Equal(
            Directory.GetFiles(Folder, "*.csv").Select(Path.GetFileName).Order(),
            Table().Select(row => (string)row[0]).Order());
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void File_OfTheReadme_IsAsTheReadmeSays(string file, int rows, int features, string anomalies, string sha256)
    {
        string path = Path.Combine(Folder, file);

        MemoryRowSource all = new CsvRowSource(path, new CsvOptions { LabelColumn = "label" }).ReadAll();

        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
        Assert.Equal(rows, all.RowCount);
        Assert.Equal(features, all.ColumnCount);
        Assert.All(all.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
        float[] labels = all.Labels!.Value.ToArray();
        if (anomalies == "none")
        {
            Assert.Equal(Enumerable.Range(0, 10).Select(digit => (float)digit), labels.Distinct().Order());
        }
        else
        {
            Assert.Equal(int.Parse(anomalies, CultureInfo.InvariantCulture), labels.Count(label => label == 1));
            Assert.Equal([0, 1], labels.Distinct().Order());
        }
    }

    [SkippableFact]
    public void FashionMnist_WhereItWasFetched_IsTenKindsOfPictures()
    {
        string images = Path.Combine(Folder, "fashion-mnist", "train-images-idx3-ubyte.gz");
        Skip.IfNot(File.Exists(images), "Needs the files of datasets/fashion-mnist, which datasets/get-fashion-mnist.sh fetches.");

        MemoryRowSource all = RowSourceFactory.Open(images, new RowSourceOptions { Label = IdxRowSource.FindLabelFile(images) }).ReadAll();

        Assert.Equal((60_000, 784), (all.RowCount, all.ColumnCount));
        Assert.InRange(all.Values.Span.ToArray().Average(), 0.28, 0.29); // published as 0.2860
        Assert.Equal(Enumerable.Repeat(6000, 10), all.Labels!.Value.ToArray().CountBy(label => label).Select(kind => kind.Value));
    }

    private static string FindFolder()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string candidate = Path.Combine(folder, "datasets");
            if (File.Exists(Path.Combine(candidate, "README.md")))
            {
                return candidate;
            }
        }

        throw new DirectoryNotFoundException("No folder above the tests has datasets/README.md; run them inside the repository.");
    }
}
