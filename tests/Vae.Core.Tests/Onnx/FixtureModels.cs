using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Objectives;
using Vae.Core.Onnx;
using Vae.Core.Options;
using Vae.Core.Tests.Onnx.Runtimes;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Core.Tests.Onnx;

/// <summary>
/// The models of the committed files, one set a format version: small networks on the first four features of real rows, from a fixed seed. A new version
/// gets files of its own, written by <c>dotnet Vae.Core.Tests.dll fixtures FOLDER</c>; those of earlier versions are never written again.
/// </summary>
internal static class FixtureModels
{
    private const int Features = 4;

    public static string PathOf(string name) => RepositoryFolder.PathOf("tests", "Vae.Core.Tests", "Onnx", "Fixtures", name);

    /// <summary>The first rows of the data, in raw units.</summary>
    public static float[] Rows(int count)
    {
        var all = RowSourceFactory.Open(RepositoryFolder.PathOf("datasets", "breast-cancer.csv"), new RowSourceOptions { Label = "label" }).ReadAll();
        var values = all.Values.Span;
        var rows = new float[count * Features];
        for (var row = 0; row < count; row++)
        {
            values.Slice(row * all.ColumnCount, Features).CopyTo(rows.AsSpan(row * Features));
        }

        return rows;
    }

    /// <summary>Columns of all kinds, made of those features.</summary>
    public static readonly TableSchema MixedColumns = new(
        TableColumn.Numeric("mean_radius"),
        TableColumn.Categorical("texture", "fine", "middle", "coarse"),
        TableColumn.Binary("is_wide"),
        TableColumn.Count("area"));

    /// <summary>The first rows with such columns, in raw units.</summary>
    public static float[] MixedRows(int count)
    {
        var rows = Rows(count);
        var mixed = new float[count * MixedColumns.Width];
        for (var i = 0; i < count; i++)
        {
            var row = rows.AsSpan(i * Features, Features);
            var made = mixed.AsSpan(i * MixedColumns.Width, MixedColumns.Width);
            made[0] = row[0];
            made[row[1] < 17 ? 1 : row[1] < 21 ? 2 : 3] = 1;
            made[4] = row[2] > 85 ? 1 : 0;
            made[5] = MathF.Round(row[3]);
        }

        return mixed;
    }

    public static int Write(string folder)
    {
        var whitened = Train(new VaeOptions { Scoring = new() { Kind = Core.Options.ScoreKind.WhitenedDistance } });
        whitened.Save(Path.Combine(folder, $"v{OnnxFileFormat.Version}-whitened.onnx"));
        var sampled = Train(new VaeOptions
        {
            Scoring = new() { Kind = ScoreKind.ImportanceWeightedNll, Samples = 3 },
            Objective = new() { Kind = ObjectiveKind.Iwae, Samples = 2, Corruption = Corruption.SaltAndPepper(0.05f) },
            Network = new() { Activation = Activation.GELU },
        });
        sampled.Export(Path.Combine(folder, $"v{OnnxFileFormat.Version}-sampled-row.onnx"), new OnnxExportOptions
        {
            Form = OnnxForm.Row,
            Features = "Features",
            Latent = "z 1/2",
            LogVariance = null,
            LatentSlotNames = ["first", "second"],
        });
        foreach (var model in new[] { whitened, sampled })
        {
            var (rows, scores, codes) = (Rows(3), new float[3], new float[6]);
            model.Score(rows, scores);
            model.Encode(rows, codes);
            Console.WriteLine($"{model.Threshold:R}f; {string.Join(", ", scores.Select(value => $"{value:R}f"))}; {string.Join(", ", codes.Select(value => $"{value:R}f"))}");
        }

        WriteMixed(folder);
        WriteOrigin(folder);
        WriteSurprise(folder);
        var classifier = TrainClassifier();
        classifier.Save(Path.Combine(folder, $"v{OnnxFileFormat.Version}-classifier.onnx"), new ClassifierExportOptions { ProbabilitySlotNames = ["benign", "malignant"] });
        var probabilities = new float[6];
        classifier.Probabilities(Rows(3), probabilities);
        Console.WriteLine(string.Join(", ", probabilities.Select(value => $"{value:R}f")));
        return 0;
    }

    private static void WriteMixed(string folder)
    {
        var mixed = new VaeTrainer(new VaeOptions
        {
            Columns = MixedColumns,
            Scoring = new() { ReferenceRows = 16 },
            Network = new() { HiddenLayers = [6], LatentDimension = 2 },
            Training = new TrainingOptions { Steps = 50, BatchSize = 64 },
            Engine = new() { Threads = 1 },
            Seed = 11,
        }).Fit(new MemoryRowSource(MixedRows(569), MixedColumns.Width));
        mixed.Export(Path.Combine(folder, $"v{OnnxFileFormat.Version}-mixed.onnx"), new OnnxExportOptions
        {
            Contributions = "contributions", ContributionsByColumn = true, ContributionSlotNames = [.. MixedColumns.Columns.Select(column => column.Name)],
        });
        var (scores, parts) = (new float[3], new float[3 * MixedColumns.Columns.Length]);
        mixed.Transform(MixedRows(3), new VaeOutputs { Scores = scores, ColumnContributions = parts });
        Console.WriteLine($"{mixed.Threshold:R}f; {string.Join(", ", scores.Select(value => $"{value:R}f"))}; {string.Join(", ", parts.Select(value => $"{value:R}f"))}");
    }

    /// <summary>The first rows with the minute that each was taken at and a setting that never changes, in raw units.</summary>
    public static double[] TimedRows(int count)
    {
        var rows = Rows(count);
        return [.. Enumerable.Range(0, count).SelectMany(i => (double[])[rows[i * Features], rows[(i * Features) + 1], 1732780800 + (60 * ((i * 37) % 569)), 1_000_000])];
    }

    private static void WriteOrigin(string folder)
    {
        var model = new VaeTrainer(new VaeOptions
        {
            Scoring = new() { ReferenceRows = 16 },
            Network = new() { HiddenLayers = [6], LatentDimension = 2 },
            Training = new TrainingOptions { Steps = 50, BatchSize = 64 },
            MissingValues = MissingValueHandling.Observed,
            Engine = new() { Threads = 1 },
            Seed = 11,
        }).Fit(new DoubleRowSource(TimedRows(569), Features, ["mean_radius", "mean_texture", "time", "setting"]));
        model.Export(Path.Combine(folder, $"v{OnnxFileFormat.Version}-origin.onnx"), new OnnxExportOptions { Contributions = "contributions", Imputed = "imputed" });
        var scores = new float[3];
        model.Score(TimedRows(3), scores);
        Console.WriteLine($"{model.Threshold:R}f; {string.Join(", ", scores.Select(value => $"{value:R}f"))}");
    }

    /// <summary>Mixed rows of which a number is missing in some, and another far off in others.</summary>
    public static float[] SurprisingRows(int count)
    {
        var rows = MixedRows(count);
        for (var row = 0; row < count; row++)
        {
            rows[(row * MixedColumns.Width) + (row % 3 == 0 ? 5 : 0)] = row % 3 == 1 ? float.NaN : row % 3 == 0 ? 4000 : rows[row * MixedColumns.Width];
        }

        return rows;
    }

    private static void WriteSurprise(string folder)
    {
        var model = new VaeTrainer(new VaeOptions
        {
            Columns = MixedColumns,
            Scoring = new() { ReferenceRows = 16 },
            Network = new() { HiddenLayers = [6], LatentDimension = 2 },
            Training = new TrainingOptions { Steps = 50, BatchSize = 64 },
            MissingValues = MissingValueHandling.Observed,
            Engine = new() { Threads = 1 },
            Seed = 11,
        }).Fit(new MemoryRowSource(MixedRows(569), MixedColumns.Width));
        model.Export(Path.Combine(folder, $"v{OnnxFileFormat.Version}-surprise.onnx"), new OnnxExportOptions { Contributions = "contributions", ContributionsByColumn = true });
        var (scores, parts) = (new float[3], new float[3 * MixedColumns.Columns.Length]);
        model.Transform(SurprisingRows(3), new VaeOutputs { Scores = scores, ColumnContributions = parts });
        Console.WriteLine($"{string.Join(", ", scores.Select(value => $"{value:R}f"))}; {string.Join(", ", parts.Select(value => $"{value:R}f"))}");
    }

    /// <summary>Batch normalisation in the encoder, so that the file holds running statistics too.</summary>
    private static VaeClassifier TrainClassifier()
    {
        var all = RowSourceFactory.Open(RepositoryFolder.PathOf("datasets", "breast-cancer.csv"), new RowSourceOptions { Label = "label" }).ReadAll();
        var rows = new MemoryRowSource(Rows(569), Features, ["mean_radius", "mean_texture", "mean_perimeter", "mean_area"], all.Labels);
        return new VaeClassifierTrainer(new VaeClassifierOptions
        {
            Pretraining = VaeClassifierOptions.DefaultPretraining with
            {
                Network = new() { HiddenLayers = [6], LatentDimension = 2, Normalization = NormalizationKind.Batch },
                Training = new TrainingOptions { Steps = 50, BatchSize = 64 },
                Engine = new() { Threads = 1 },
                Seed = 11,
            },
            Steps = 300,
            HeadLearningRate = 0.03f,
            LabelSmoothing = 0.1f,
            Engine = new() { Threads = 1 },
            Seed = 12,
        }).Fit(rows, ["benign", "malignant"]);
    }

    private static VaeModel Train(VaeOptions options) => new VaeTrainer(options with
    {
        Network = options.Network with { HiddenLayers = [6], LatentDimension = 2 },
        Training = new TrainingOptions { Steps = 50, BatchSize = 64 },
        Engine = new() { Threads = 1 },
        Seed = 11,
    }).Fit(new MemoryRowSource(Rows(569), Features, ["mean_radius", "mean_texture", "mean_perimeter", "mean_area"]));
}
