using System.IO.Compression;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Scoring;

namespace Vae.MLNet.Tests;

/// <summary>What columns of text are worth in a pipeline: attacks in a part of the NSL-KDD test file, by models of normal rows of its training file. The files are no part of the
/// repository.</summary>
public sealed class NetworkConnectionTests : IDisposable
{
    private const int TrainingRows = 2500;
    private const int TestRows = 4000;
    private const int TextLast = 3;
    private const int LabelColumn = 41;

    private readonly MLContext ml = new(seed: 1);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [SkippableFact]
    public void DetectAnomalies_NormalConnectionsWithText_FindsMoreAttacksThanNumbersAlone()
    {
        var (training, test) = (Find("nslkdd_train20.csv.gz"), Find("nslkdd_test.csv.gz"));
        Skip.If(training is null || test is null, "Needs the files nslkdd_train20.csv.gz and nslkdd_test.csv.gz of NSL-KDD in shared/data beside the repository.");
        var (normal, later) = (Load(training!, TrainingRows, normalOnly: true), Load(test!, TestRows, normalOnly: false));
        string[] all = [.. normal.Schema.Select(column => column.Name).Where(name => name != "Label")];

        var mixed = AreaUnderRoc(all, normal, later);
        var numbers = AreaUnderRoc([.. all.Except(["C1", "C2", "C3"])], normal, later);

        Assert.True(mixed > numbers, $"mixed {mixed}, numbers alone {numbers}");
        Assert.InRange(mixed, 0.88, 1);
    }

    private double AreaUnderRoc(string[] inputs, IDataView normal, IDataView later)
    {
        var scored = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { InputColumnNames = [.. inputs], Seed = 1 }).Fit(normal).Transform(later);
        return DetectionMetrics.AreaUnderRoc(scored.GetColumn<float>("Score").ToArray(), scored.GetColumn<float>("Label").Select(label => label != 0).ToArray());
    }

    /// <summary>Rows spread evenly over a file: columns C0 to C40, C1 to C3 of them text, and Label.</summary>
    private IDataView Load(string path, int most, bool normalOnly)
    {
        var lines = Lines(path).Skip(1).Where(line => !normalOnly || line.EndsWith(",0", StringComparison.Ordinal)).ToArray();
        var count = Math.Min(most, lines.Length);
        var part = Path.Combine(folder.FullName, Path.GetFileNameWithoutExtension(path));
        File.WriteAllLines(part, Enumerable.Range(0, count).Select(i => lines[(int)((long)i * lines.Length / count)]));
        TextLoader.Column[] columns =
        [
            .. Enumerable.Range(0, LabelColumn).Select(i => new TextLoader.Column($"C{i}", i is >= 1 and <= TextLast ? DataKind.String : DataKind.Single, i)),
            new("Label", DataKind.Single, LabelColumn),
        ];
        return ml.Data.LoadFromTextFile(part, columns, separatorChar: ',');
    }

    private static List<string> Lines(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    private static string? Find(string name, [CallerFilePath] string source = "")
    {
        for (var folder = Path.GetDirectoryName(source); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Combine(folder, "shared", "data", name) is var path && File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
