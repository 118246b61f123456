using System.Globalization;
using Vae.Cli.Hosting;

namespace Vae.Cli.Tests;

public sealed class ClassifierCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void S9_TrainClassifier_ThenClassify_FindsTheClassesAndWritesThem()
    {
        var (few, many, test) = (Write("few.csv", 30, hasLabel: true), Write("many.csv", 300, hasLabel: false), Write("test.csv", 90, hasLabel: true));
        var trained = CliRun.Of(
            "train-classifier", "--data", few, "--label", "class", "--unlabelled", many, "--out", folder["c.onnx"], "--hidden", "16", "--latent", "2",
            "--pretrain-steps", "100", "--steps", "150", "--head-rate", "0.02", "--threads", "1", "--json");

        Assert.Equal(300, trained.Json.GetProperty("pretrainingRows").GetInt64());
        Assert.Equal((30, 3), (trained.Json.GetProperty("rows").GetInt64(), trained.Json.GetProperty("classes").GetInt32()));
        var classified = CliRun.Of("classify", "--model", folder["c.onnx"], "--data", test, "--label", "class", "--out", folder["out.csv"], "--json");
        Assert.InRange(classified.Json.GetProperty("accuracy").GetDouble(), 0.95, 1);
        var lines = File.ReadAllLines(folder["out.csv"]);
        Assert.Equal("row,class,p(2),p(5),p(7),label", lines[0]);
        Assert.Equal(91, lines.Length);
        Assert.All(lines[1..], line => Assert.Equal(1, line.Split(',')[2..5].Sum(part => float.Parse(part, CultureInfo.InvariantCulture)), 4));

        var scored = CliRun.Of("score", "--model", folder["c.onnx"], "--data", test, "--label", "class");
        Assert.Contains("holds a classifier, not an autoencoder; 'vae classify' reads it.", Assert.Single(scored.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Classify_ColumnsInAnotherOrderAndTimes_AreFoundByName()
    {
        string Table(params string[] columns) => string.Join(',', columns) + "\n" + string.Concat(Enumerable.Range(0, 120).Select(i => string.Join(',', columns.Select(column => column switch
        {
            "big" => string.Create(CultureInfo.InvariantCulture, $"{100 + (i * 37 % 41)}"),
            "small" => string.Create(CultureInfo.InvariantCulture, $"{(i % 2) + (i % 7 * 0.01)}"),
            "when" => $"2020-01-03 {i * 5 % 24:00}:00:00",
            "class" => i % 2 == 0 ? "3" : "4",
            _ => "something",
        })) + "\n"));
        var train = folder.Write("c.csv", Table("when", "big", "small", "class"));
        var trained = CliRun.Of("train-classifier", "--data", train, "--label", "class", "--date", "when=hour", "--hidden", "8", "--latent", "2", "--pretrain-steps", "20", "--steps", "150", "--head-rate", "0.02", "--threads", "1", "--out", folder["c.onnx"]);
        Assert.True(trained.ExitCode == 0, trained.Error);

        var run = CliRun.Of("classify", "--model", folder["c.onnx"], "--data", folder.Write("d.csv", Table("small", "class", "note", "when", "big")), "--label", "class", "--json");
        var lacking = CliRun.Of("classify", "--model", folder["c.onnx"], "--data", folder.Write("e.csv", Table("small", "class", "large", "when")), "--label", "class");

        Assert.InRange(run.Json.GetProperty("accuracy").GetDouble(), 0.95, 1);
        Assert.Contains("'note' is no column of the model", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Data, lacking.ExitCode);
        Assert.Contains("has no column 'big'", lacking.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("setosa", "label column 'class' (number 2): found 'setosa', the number of the row's class was wanted, or nothing where it is not known: number the classes")]
    [InlineData("-1", "warning: The label -1 of 15 rows was learned as a class like the others; if it marks rows whose class is not known, leave their labels empty")]
    [InlineData("", "")]
    public void TrainClassifier_LabelsThatAreNoClasses_SpeaksOfClassesAndNotOfNormalRows(string label, string words)
    {
        var data = folder.Write("c.csv", "a,class\n" + string.Concat(Enumerable.Range(0, 60).Select(i => string.Create(CultureInfo.InvariantCulture, $"{(i % 2) + (i % 7 * 0.01)},{(i % 4 == 3 ? label : i % 2)}\n"))));

        var run = CliRun.Of("train-classifier", "--data", data, "--label", "class", "--hidden", "4", "--latent", "2", "--pretrain-steps", "5", "--steps", "5", "--threads", "1", "--quiet", "--out", folder["c.onnx"]);

        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("normal", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--invalid-rows", run.Error, StringComparison.Ordinal); // which this command has not
    }

    [Fact]
    public void TrainClassifier_MeasuredLabels_DoubtsThatTheyAreClasses()
    {
        var data = folder.Write("c.csv", "a,weight\n" + string.Concat(Enumerable.Range(0, 40).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i % 7 * 0.01},{50 + (i * 37 % 41)}\n"))));

        var run = CliRun.Of("train-classifier", "--data", data, "--label", "weight", "--hidden", "4", "--latent", "2", "--pretrain-steps", "5", "--steps", "5", "--threads", "1", "--quiet", "--out", folder["c.onnx"]);

        Assert.Contains("warning: The 40 labelled rows are of 40 classes, so that most are of a class with one row or two", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Classify_ModelThatIsNoClassifier_SaysSo()
    {
        var data = Write("rows.csv", 30, hasLabel: true);
        CliRun.Of("train", "--data", data, "--label", "class", "--out", folder["m.onnx"], "--steps", "5", "--threads", "1");

        var run = CliRun.Of("classify", "--model", folder["m.onnx"], "--data", data, "--label", "class");

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("no classifier", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("'vae score' and its kin read an autoencoder", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Three clouds in a plane.</summary>
    private string Write(string name, int count, bool hasLabel)
    {
        var random = new Random(count);
        var lines = Enumerable.Range(0, count).Select(i =>
        {
            var angle = i % 3 * 2 * Math.PI / 3;
            var (x, y) = ((4 * Math.Cos(angle)) + random.NextDouble(), (4 * Math.Sin(angle)) + random.NextDouble());
            return string.Create(CultureInfo.InvariantCulture, $"{x},{y}") + (hasLabel ? $",{new[] { 2, 5, 7 }[i % 3]}" : "");
        });
        File.WriteAllLines(folder[name], lines.Prepend(hasLabel ? "x,y,class" : "x,y"));
        return folder[name];
    }
}
