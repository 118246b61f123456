using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

public sealed class LabelTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("0,1,0", null, new float[] { 0, 1, 0 })]
    [InlineData("true,False,TRUE", null, new float[] { 1, 0, 1 })]
    [InlineData("\"0\",\"1\",2", null, new float[] { 0, 1, 2 })]
    [InlineData("0,,1", null, new float[] { 0, float.NaN, 1 })]
    [InlineData("1,-1,1", "1", new float[] { 0, 1, 0 })]
    [InlineData("1.0,-1,+1", "1", new float[] { 0, 1, 0 })]
    [InlineData("normal,smurf,normal", "normal", new float[] { 0, 1, 0 })]
    [InlineData("normal,,neptune", "normal", new float[] { 0, float.NaN, 1 })]
    [InlineData("True,False,true", "true", new float[] { 0, 1, 0 })]
    [InlineData("gu\u0301t,x,g\u00FAt", "g\u00FAt", new float[] { 0, 1, 0 })]
    public void Read_Labels_AreNumbersTruthsOrTheNormalOne(string labels, string? normal, float[] expected)
    {
        var rows = labels.Split(',').Select((label, i) => $"{i}.5,{label}\n");
        var source = new CsvRowSource(folder.Write("t.csv", "a,label\n" + string.Concat(rows)), new CsvOptions { LabelColumn = "label", NormalLabel = normal });

        Assert.Equal(expected, source.ReadAll().Labels!.Value.ToArray());
    }

    [Fact]
    public void Infer_LabelThatCannotBeRead_IsAnErrorWhenTheFileIsOpened() =>
        Assert.Contains(
            "line 3, label column 'label' (number 2): found 'normal', a number was wanted",
            Assert.Throws<VaeDataException>(() => Open("a,label\n1,0\n2,normal\n")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Infer_MinorityTakenForNormal_IsToldOf()
    {
        var rows = string.Concat(Enumerable.Range(0, 220).Select(i => $"{i % 7}.5,{(i < 30 ? 0 : 1)}\n"));

        Assert.Contains(Open("a,label\n" + rows).Warnings, warning => warning.Code == "few-normal" && warning.Message.Contains("is 30 of 220 rows", StringComparison.Ordinal));
        Assert.DoesNotContain(Open("a,label\n" + rows, "1").Warnings, warning => warning.Code == "few-normal");
    }

    /// <summary>As of digits from 0 to 9, which are classes.</summary>
    [Theory]
    [InlineData(10, true)]
    [InlineData(2, false)]
    public void Infer_FewNormalRows_SpeaksOfClassesWhereThereAreMoreLabelsThanTwo(int labels, bool speaks)
    {
        var rows = string.Concat(Enumerable.Range(0, 220).Select(i => $"{i % 7}.5,{(i % 11 == 0 ? 0 : 1 + (i % (labels - 1)))}\n"));

        var warning = Assert.Single(Open("a,label\n" + rows).Warnings, warning => warning.Code == "few-normal");

        Assert.Contains("is 20 of 220 rows, and the others count as anomalies", warning.Message, StringComparison.Ordinal);
        Assert.Equal(speaks, warning.Message.Contains("if these are classes", StringComparison.Ordinal));
    }

    /// <summary>What is told of labels names them as they are written, and the normal one as it was named.</summary>
    [Fact]
    public void Infer_NamedNormalLabelThatIsNotThere_IsToldOfWithThoseThatAre()
    {
        var rows = string.Concat(Enumerable.Range(0, 30).Select(i => $"{i % 7}.5,{(i % 10 == 0 ? "bad" : "good")}\n"));

        var warning = Assert.Single(Open("a,label\n" + rows, "goood").Warnings, warning => warning.Code == "no-normal-label");

        Assert.Contains("no row has the label 'goood' of normal rows", warning.Message, StringComparison.Ordinal);
        Assert.Contains("'good' in 27 rows, 'bad' in 3 rows", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infer_LabelThatDiffersFromTheNormalOneByCase_IsToldOf()
    {
        var rows = string.Concat(Enumerable.Range(0, 30).Select(i => $"{i % 7}.5,{(i % 10 == 0 ? "bad" : i % 3 == 0 ? "Normal" : "normal")}\n"));

        var warning = Assert.Single(Open("a,label\n" + rows, "normal").Warnings, warning => warning.Code == "label-case");

        Assert.Contains("9 rows have in column 'label' the label 'Normal', which is not the normal one, 'normal'", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Infer_NoNormalLabel_IsToldOf() =>
        Assert.Contains(Open("a,label\n1.5,1\n2,-1\n3,1\n").Warnings, warning => warning.Code == "no-normal-label" && warning.Message.Contains("-1 in 1 rows, 1 in 2 rows", StringComparison.Ordinal));

    [Fact]
    public void NormalRows_RowsWithoutALabel_AreNotAmongThem()
    {
        var source = new NormalRowsSource(Open("a,label\n1.5,0\n2,\n3,1\n"));

        Assert.Equal([1.5f], DataFolder.ReadAll(source));
        Assert.Contains(source.Profile!.Warnings, warning => warning.Code == "unlabelled-rows");
    }

    [Fact]
    public void Read_LabelThatCannotBeReadWhereInvalidRowsAreNaN_IsNoLabelAndCounted()
    {
        var source = new CsvRowSource(
            folder.Write("t.csv", "a,label\n1,0\n2,abc\n3,1\n"), new CsvOptions { LabelColumn = "label", InvalidRows = InvalidRowHandling.Nan });

        var rows = source.ReadAll();

        Assert.Equal([0, float.NaN, 1], rows.Labels!.Value.ToArray());
        Assert.Equal([1, 2, 3], rows.Values.ToArray());
        Assert.Equal(1, source.LastTally!.InvalidLabels);
    }

    private CsvRowSource Open(string content, string? normal = null) =>
        new(folder.Write("t.csv", content), new CsvOptions { LabelColumn = "label", NormalLabel = normal, Inference = new ColumnInference() });
}
