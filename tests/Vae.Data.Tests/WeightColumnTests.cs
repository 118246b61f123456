using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>A column that says how much each row counts.</summary>
public sealed class WeightColumnTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_WeightColumn_IsNoFeatureAndIsReadWithItsRows()
    {
        var source = Open("a,w,b,label\n1,2,3,0\n4,0.5,6,1\n7,0,9,0\n");

        Assert.Equal(["a", "b"], source.ColumnNames!);
        Assert.Equal("w", source.WeightName);
        Assert.Equal(["feature", "weight", "feature", "label"], source.Profile!.Columns.Select(column => column.Use));
        Assert.Equal([2, 0.5f, 0], source.ReadAll().Weights!.Value.ToArray());
        Assert.Equal([1, 3, 4, 6, 7, 9], DataFolder.ReadAll(source));
    }

    [Fact]
    public void Open_ManyRowsOnManyThreads_HaveTheirOwnWeights()
    {
        var source = Open("a,w,b,label\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i % 1013 * 0.5},{i % 7},{i % 911 * 0.25},0\n")));

        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => (float)(i % 7)), source.ReadAll().Weights!.Value.ToArray());
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void Open_ValueThatIsNoWeight_NamesLineAndColumn(string weight)
    {
        var error = Assert.Throws<VaeDataException>(() => Open($"a,w,b,label\n1,2,3,0\n4,{weight},6,1\n7,0,9,0\n").ReadAll());

        Assert.Contains("line 3, column 'w' (number 2): found ", error.Message, StringComparison.Ordinal);
        Assert.Contains("as the weight of the row, a finite number was wanted, 0 or more", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WeightThatIsTheLabel_IsRefused() =>
        Assert.Contains("is asked for as the weight and as the label; choose one", Assert.Throws<VaeDataException>(() => Open("a,b,label\n1,2,0\n3,4,1\n", "label")).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_LevelThatOnlyRowsOfWeight0Have_IsNone()
    {
        var source = Open("a,w,b,label\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i * 37 % 41 * 0.5},{(i % 10 == 0 ? 0 : 1)},{(i % 10 == 0 ? "gone" : i % 2 == 0 ? "x" : "y")},0\n")));

        Assert.Equal(["x", "y"], source.Columns!.Columns[1].Levels.Order(StringComparer.Ordinal));
    }

    private CsvRowSource Open(string content, string weight = "w") => new(
        folder.Write("t.csv", content), new CsvOptions { LabelColumn = "label", WeightColumn = weight, Inference = new ColumnInference() });
}
