using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Data;
using Vae.Data.Options;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.ModelFiles;

/// <summary>A process that references ML.NET and OnnxTransformer alone does with a saved pipeline what we do.</summary>
public sealed class FreshProcessTests : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly MLContext ml = new(seed: 1);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void FreshProcess_WithoutOurAssemblies_GivesTheSameColumnsAndValues()
    {
        var (zip, csv, view) = Data();
        var pipeline = ml.Transforms.Concatenate("All", "First", "Second")
            .Append(ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
            {
                FeatureColumnName = "All",
                LatentColumnName = "Code",
                ReconstructionColumnName = "Rebuilt",
                ScoreColumnName = "Oddity",
                PredictedLabelColumnName = "IsOdd",
                ProbabilityColumnName = "Chance",
                FeatureContributionsColumnName = "Why",
                Model = TestData.Model,
            }))
            .Append(ml.Transforms.CopyColumns("Behind", "Code"))
            .Fit(view);
        ml.Model.Save(pipeline, view.Schema, zip);

        var answer = JsonSerializer.Deserialize<Answer>(Run(zip, csv), Json)!;

        Assert.Equal(["First", "Second", "Label"], answer.Input);
        var scored = pipeline.Transform(view);
        AssertSame(scored, answer);
        var metrics = ml.AnomalyDetection.Evaluate(scored, scoreColumnName: "Oddity", predictedLabelColumnName: "IsOdd");
        Assert.Equal(metrics.AreaUnderRocCurve, answer.AreaUnderRocCurve, 6);
        Assert.Contains("Microsoft.ML.OnnxTransformer", answer.Assemblies);
    }

    [Fact]
    public void FreshProcess_TableWithTextWithoutOurAssemblies_GivesTheSameColumnsAndValues()
    {
        var (zip, csv) = (Path.Combine(folder.FullName, "pipeline.zip"), Path.Combine(folder.FullName, "rows.csv"));
        var rows = Connections.RowsWithStrangers(200);
        File.WriteAllLines(csv, rows.Select((row, i) => string.Create(
            CultureInfo.InvariantCulture, $"{row.Seconds:R},{row.Protocol},{row.Port},{row.Bytes},{(row.LoggedIn ? 1 : 0)},{(i < 198 ? 0 : 1)}")));
        var view = ml.Data.LoadFromTextFile(
            csv,
            [
                new("Seconds", DataKind.Single, 0), new("Protocol", DataKind.String, 1), new("Port", DataKind.Int32, 2), new("Bytes", DataKind.Int64, 3),
                new("LoggedIn", DataKind.Boolean, 4), new("Label", DataKind.Single, 5),
            ],
            separatorChar: ',');
        var pipeline = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
        {
            InputColumnNames = ["Seconds", "Protocol", "Port", "Bytes", "LoggedIn"],
            Inference = new ColumnInference { Kinds = Connections.Kinds },
            LatentColumnName = "Code",
            ReconstructionColumnName = "Rebuilt",
            ScoreColumnName = "Oddity",
            PredictedLabelColumnName = "IsOdd",
            ProbabilityColumnName = "Chance",
            FeatureContributionsColumnName = "Why",
            Model = TestData.Model,
        }).Fit(Connections.View(ml, Connections.Rows(200)));
        ml.Model.Save(pipeline, view.Schema, zip);

        var answer = JsonSerializer.Deserialize<Answer>(Run(zip, csv, "table"), Json)!;

        Assert.Equal(["Seconds", "Protocol", "Port", "Bytes", "LoggedIn", "Label"], answer.Input);
        AssertSame(pipeline.Transform(view), answer);
    }

    [Fact]
    public void FreshProcess_RowsWithMissingValuesWithoutOurAssemblies_GivesTheSameColumnsAndValues()
    {
        var (zip, csv, view) = Data(holes: true);
        var pipeline = ml.Transforms.Concatenate("All", "First", "Second")
            .Append(ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
            {
                FeatureColumnName = "All",
                LatentColumnName = "Code",
                ImputedColumnName = "Rebuilt",
                ScoreColumnName = "Oddity",
                PredictedLabelColumnName = "IsOdd",
                ProbabilityColumnName = "Chance",
                FeatureContributionsColumnName = "Why",
                Model = TestData.Model with { MissingValues = MissingValueHandling.Observed, ImputationPasses = 2 },
            }))
            .Fit(view);
        ml.Model.Save(pipeline, view.Schema, zip);

        var answer = JsonSerializer.Deserialize<Answer>(Run(zip, csv), Json)!;

        var expected = AssertSame(pipeline.Transform(view), answer);
        Assert.All(expected, row => Assert.True(float.IsFinite(row.Oddity) && row.Rebuilt.All(float.IsFinite)));
    }

    [Fact]
    public void S9_FreshProcess_ClassifierWithoutOurAssemblies_GivesTheSameColumnsAndValues()
    {
        var (zip, csv, view) = Data();
        var pipeline = ml.Transforms.Concatenate("All", "First", "Second")
            .Append(ml.Transforms.Conversion.MapValueToKey("Class", "Label"))
            .Append(ml.Vae.Classifier("Class", "All", ClassifierTests.Small with { Steps = 1500, EncoderLearningRate = 0.01f }))
            .Append(ml.Transforms.Conversion.MapKeyToValue("Value", "PredictedLabel"))
            .Fit(view);
        ml.Model.Save(pipeline, view.Schema, zip);

        var answer = JsonSerializer.Deserialize<ClassifierAnswer>(Run(zip, csv, "classifier"), Json)!;

        var scored = pipeline.Transform(view);
        Assert.Equal(scored.Schema.Where(c => !c.IsHidden).Select(Describe), answer.Columns);
        var expected = ml.Data.CreateEnumerable<ClassifiedRow>(scored, reuseRowObject: false).ToArray();
        foreach (var found in new[] { answer.Rows, answer.Predictions })
        {
            Assert.Equal(expected.Select(row => (row.PredictedLabel, row.Value)), found.Select(row => (row.PredictedLabel, row.Value)));
            Assert.All(expected.Zip(found), pair => Assert.All(pair.First.Score.Zip(pair.Second.Score), score => Assert.Equal(score.First, score.Second, 1e-5)));
        }

        Assert.Equal(ml.MulticlassClassification.Evaluate(scored, "Class").MicroAccuracy, answer.MicroAccuracy, 6);
        Assert.True(expected.Select(row => row.Value).Distinct().Count() > 1, "Every row has the same class, so that nothing was compared.");
        Assert.DoesNotContain(answer.Assemblies, name => name.StartsWith("Vae", StringComparison.Ordinal));
    }

    private (string Zip, string Csv, IDataView View) Data(bool holes = false)
    {
        var (zip, csv) = (Path.Combine(folder.FullName, "pipeline.zip"), Path.Combine(folder.FullName, "rows.csv"));
        var rows = TestData.Rows(300);
        foreach (var row in holes ? rows : [])
        {
            row.Features[row.Number % Row.FeatureCount] = row.Number % 3 == 0 ? row.Features[0] : float.NaN;
        }

        File.WriteAllLines(csv, rows.Select(Line));
        var view = ml.Data.LoadFromTextFile(
            csv,
            [new("First", DataKind.Single, 0, 2), new("Second", DataKind.Single, 3, 5), new("Label", DataKind.Single, 6)],
            separatorChar: ',');
        return (zip, csv, view);
    }

    private static string Line(Row row) =>
        string.Join(',', row.Features.Append(row.Label).Select(v => v.ToString("R", CultureInfo.InvariantCulture)));

    private static string Describe(DataViewSchema.Column column) =>
        column.Annotations.Schema.GetColumnOrNull("SlotNames") is null
            ? $"{column.Name}: {column.Type}"
            : $"{column.Name}: {column.Type} [{string.Join(' ', TestData.SlotNames(column))}]";

    /// <summary>The other process, which had none of our assemblies, made the same columns and the same values.</summary>
    /// <returns>The rows as they are here.</returns>
    private OutputRow[] AssertSame(IDataView scored, Answer answer)
    {
        Assert.Equal(scored.Schema.Where(c => !c.IsHidden).Select(Describe), answer.Columns);
        var expected = ml.Data.CreateEnumerable<OutputRow>(scored, reuseRowObject: false).ToArray();
        AssertSame(expected, answer.Rows);
        AssertSame(expected, answer.Predictions);
        Assert.DoesNotContain(answer.Assemblies, name => name.StartsWith("Vae", StringComparison.Ordinal));
        return expected;
    }

    private static void AssertSame(OutputRow[] expected, OutputRow[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.All(
                e.Code.Concat(e.Rebuilt).Concat(e.Why).Append(e.Oddity).Append(e.Chance).Zip(a.Code.Concat(a.Rebuilt).Concat(a.Why).Append(a.Oddity).Append(a.Chance)),
                pair => Assert.InRange(pair.Second, pair.First - Tolerance(pair.First), pair.First + Tolerance(pair.First)));
            Assert.Equal(e.IsOdd, a.IsOdd);
        }
    }

    private static float Tolerance(float value) => 1e-5f * Math.Max(1, Math.Abs(value));

    /// <summary>The program lies beside the tests' own folder, in one of its own.</summary>
    private static string Run(params string[] arguments)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(own.Parent!.Parent!.FullName, "FreshProcess", own.Name, "FreshProcess.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output;
    }

    private sealed record Answer(
        string[] Input, string[] Columns, OutputRow[] Rows, OutputRow[] Predictions, double AreaUnderRocCurve, string[] Assemblies);

    private sealed class OutputRow
    {
        public float[] Code { get; set; } = [];

        public float[] Rebuilt { get; set; } = [];

        public float Oddity { get; set; }

        public bool IsOdd { get; set; }

        public float Chance { get; set; }

        public float[] Why { get; set; } = [];
    }

    private sealed record ClassifierAnswer(string[] Columns, ClassifiedRow[] Rows, ClassifiedRow[] Predictions, double MicroAccuracy, string[] Assemblies);

    private sealed class ClassifiedRow
    {
        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }

        public float Value { get; set; }
    }
}
