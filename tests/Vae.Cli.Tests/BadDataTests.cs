using System.Globalization;
using System.Text;
using Vae.Cli.Hosting;
using Vae.Core.Models;

namespace Vae.Cli.Tests;

/// <summary>Files that people really feed: each ends with one line that says what is wrong, or is trained on with sense.</summary>
public sealed class BadDataTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "is empty; rows of numbers were wanted")]
    [InlineData("a,b,label\n", "has a line of column names but no rows")]
    [InlineData("a,b,label\n1,1e39,0\n", "column 'b'", "'1e39'")]
    [InlineData("a,b,label\n1,2,0\n1,2\n", "line 3")]
    [InlineData("a,b,label\n1,2,0\n1,2,0,4\n", "line 3")]
    [InlineData("a,b\n1,2\n", "has no label column 'label'; it has 'a', 'b'")]
    [InlineData("a,b,label\n1,NaN,0\n2,,0\n", "line 2, column 'b'", "give --invalid-rows skip")]
    [InlineData("a,b,label\n1,1e39,0\n", "1e39")]
    [InlineData("label\n1\n", "has no feature left")]
    [InlineData("a,b,label\n1,2,0\n", "has 1 usable row; training needs at least 2")]
    [InlineData("a,label\n1,0\n", "has 1 usable row; training needs at least 2")]
    public void Train_UnusableTable_ExitsWith3AndSaysWhy(string table, params string[] words)
    {
        var run = Train(folder.Write("t.csv", table), "--label", "label");

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.All(words, word => Assert.Contains(word, Assert.Single(run.ErrorLines), StringComparison.Ordinal));
        Assert.Empty(run.Output);
        Assert.Equal(["t.csv"], folder.Files);
    }

    [Fact]
    public void Train_FileThatIsNotThere_ExitsWith3()
    {
        var run = Train(folder["none.csv"]);

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("none.csv' does not exist; check the path.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Train_BinaryGarbage_ExitsWith3(int seed)
    {
        var bytes = new byte[10_000];
        new Random(seed).NextBytes(bytes);

        var run = Train(folder.Write("garbage.csv", bytes));

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("garbage.csv' is no text", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Train_GzipCutShort_ExitsWith3()
    {
        using var stream = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i},{i * 7 % 13}\n"))));
        }

        var run = Train(folder.Write("t.csv.gz", stream.ToArray()[..^500]));

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("t.csv.gz'", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Train_ColumnThatIsAllMissing_NamesIt()
    {
        var run = Train(folder.Write("t.csv", "a,b\n1,NaN\n2,\n3,?\n"), "--invalid-rows", "skip");

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("column 'b' (number 2): holds no value in any row, so that there is nothing to learn of it; leave it out (--ignore).", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Train_RowsWithoutALabel_AreNoNormalRowsAndToldOf()
    {
        var run = Train(folder.Write("t.csv", "a,b,label\n1,2,0\n3,4,\n5,9,0\n"), "--label", "label", "--normal-only");

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Contains("warning: 1 of 3 rows have no label and are not trained on", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, VaeModel.Load(folder["m"]).Report.TrainingRows);
    }

    [Fact]
    public void Train_NormalOnlyWithoutNormalRows_ExitsWith3()
    {
        var run = Train(folder.Write("t.csv", "a,label\n1,1\n2,1\n"), "--label", "label", "--normal-only");

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Single(run.ErrorLines);
    }

    [Fact]
    public void Train_NormalOnlyWithoutNormalRows_SaysSoAndBlamesNoColumn()
    {
        var run = Train(folder.Write("t.csv", "a,kind,label\n1,tcp,attack\n2,udp,normal\n"), "--label", "label", "--normal-only", "--normal-label", "norm");

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("no row has the label 'norm' of normal rows; column 'label' holds 'attack' in 1 rows, 'normal' in 1 rows. Say which one is normal (--normal-label)", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.DoesNotContain("kind", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b,label\n1,2,0\n", "has no column 'c', which the model was trained on")]
    [InlineData("a,b,d,label\n1,2,3,0\n", "'d'")]
    [InlineData("a,b,c\n1,2,3\n", "has no label column 'label'")]
    public void Train_ValidationDataOfOtherColumns_ExitsWith3(string table, string words)
    {
        var run = Train(folder.WriteTable("t.csv", 40), "--label", "label", "--validation-data", folder.Write("v.csv", table));

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains(words, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Score_LabelOfAModelThatWasTrainedOnItAsAFeature_SaysSo()
    {
        var table = folder.WriteTable("t.csv", 40);
        Train(table);

        var run = CliRun.Of("score", "--model", folder["m"], "--data", table, "--label", "label");

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("the model was trained on column 'label' as a feature, but here it is named as the label", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Train_NoLabelsBesideTheIdxFile_SaysWhatWasLookedFor()
    {
        var run = Train(IdxFiles.WriteImages(folder, "train-images-idx3-ubyte", 4), "--label", "auto");

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("'labels-idx1' in place of 'images-idx3'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_BernoulliOnValuesBeyondOne_ExitsWith3()
    {
        var run = Train(folder.WriteTable("t.csv", 40), "--likelihood", "bernoulli", "--scaling", "none");

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("[0,1]", Assert.Single(run.ErrorLines).Replace("[0, 1]", "[0,1]", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one column", "a\n1\n2\n3\n4\n5\n")]
    [InlineData("constant column", "a,b\n1,5\n2,5\n3,5\n4,5\n")]
    [InlineData("constant rows", "a,b\n1,5\n1,5\n1,5\n1,5\n")]
    [InlineData("huge values", "a,b\n1e38,1\n-1e38,2\n1e38,3\n3e38,4\n")]
    [InlineData("tiny values", "a,b\n1e-40,1\n2e-40,2\n3e-40,3\n0,4\n")]
    public void TrainAndScore_StrangeButFiniteTable_GiveFiniteScores(string what, string table)
    {
        var data = folder.Write("t.csv", table);

        var train = Train(data, "--json");
        var score = CliRun.Of("score", "--model", folder["m"], "--data", data, "--out", folder["s.csv"], "--json");

        Assert.True(train.ExitCode == 0, what + ": " + train.Error);
        Assert.True(double.IsFinite(train.Json.GetProperty("trainLoss").GetDouble()), what);
        Assert.True(score.ExitCode == 0, what + ": " + score.Error);
        Assert.True(double.IsFinite(score.Json.GetProperty("meanNegativeElbo").GetDouble()), what);
        Assert.All(File.ReadAllLines(folder["s.csv"]).Skip(1),
            line => Assert.True(float.IsFinite(float.Parse(line.Split(',')[1], CultureInfo.InvariantCulture)), what + ": " + line));
    }

    [Fact]
    public void TrainAndScore_HundredThousandColumns_Work()
    {
        const int Columns = 100_000;
        var text = new StringBuilder().AppendJoin(',', Enumerable.Range(0, Columns).Select(i => $"c{i}")).Append('\n');
        for (var row = 0; row < 3; row++)
        {
            text.AppendJoin(',', Enumerable.Range(0, Columns).Select(i => (i * (row + 7)) % 11)).Append('\n');
        }

        var data = folder.Write("wide.csv", text.ToString());

        var train = CliRun.Of("train", "--data", data, "--out", folder["m"], "--steps", "2", "--hidden", "8", "--latent", "4");
        var score = CliRun.Of("score", "--model", folder["m"], "--data", data, "--json");

        Assert.True(train.ExitCode == 0, train.Error);
        Assert.Equal(3, score.Json.GetProperty("rows").GetInt32());
        Assert.Equal(Columns, VaeModel.Load(folder["m"]).InputDimension);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a,b\n1,2\n", "is no model")]
    public void Score_FileThatIsNoModel_ExitsWith3(string content, string words)
    {
        var model = folder.Write("m", content);

        var run = CliRun.Of("score", "--model", model, "--data", folder.WriteTable("t.csv", 10));

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains(words, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Contains(model, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_TextInTheLastRow_LeavesNoFileAndSaysWhere()
    {
        var good = folder.WriteTable("t.csv", 50);
        Assert.Equal(0, Train(good, "--label", "label").ExitCode);
        var bad = folder.Write("bad.csv", File.ReadAllText(good) + "1,2,oops,0\n");
        folder.Write("s.csv", "what was there before");

        var run = CliRun.Of("score", "--model", folder["m"], "--data", bad, "--label", "label", "--out", folder["s.csv"], "--invalid-rows", "error");

        Assert.Equal(ExitCodes.Data, run.ExitCode);
        Assert.Contains("line 52", run.Error, StringComparison.Ordinal);
        Assert.Equal("what was there before", File.ReadAllText(folder["s.csv"]));
        Assert.Equal(["bad.csv", "m", "s.csv", "t.csv"], folder.Files);
    }

    private CliRun Train(string data, params string[] more) =>
        CliRun.Of(["train", "--data", data, "--out", folder["m"], "--steps", "5", "--quiet", .. more]);
}
