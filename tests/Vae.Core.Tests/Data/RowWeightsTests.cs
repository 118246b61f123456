using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Scaling;
using Vae.Core.Tests.Models;

namespace Vae.Core.Tests.Data;

/// <summary>Rows drawn in proportion to their weights, and sources that carry them.</summary>
public sealed class RowWeightsTests
{
    [Theory]
    [InlineData(1000)]
    [InlineData(23)]
    [InlineData(7)]
    [InlineData(1)]
    public void Draw_WholeWeights_AreRowsThatStandAsOftenEvenlySpaced(int most)
    {
        float[] weights = [3, 1, 2, 5, 1, 1, 4, 2, 3, 1];
        int[] standing = [.. weights.SelectMany((weight, row) => Enumerable.Repeat(row, (int)weight))];
        var count = Math.Min(most, standing.Length);

        Assert.Equal(Enumerable.Range(0, count).Select(i => standing[i * standing.Length / count]), RowWeights.OrNull(weights)!.Draw(most));
    }

    [Fact]
    public void Draw_WeightsThatAreNoCounts_GivesEachRowItsShareRoundedUpOrDown()
    {
        var random = new Random(1);
        float[] weights = [.. Enumerable.Range(0, 500).Select(_ => (float)(random.NextDouble() * 3))];
        var drawn = RowWeights.OrNull(weights)!.Draw(int.MaxValue);
        var mean = weights.Average(weight => (double)weight);

        Assert.Equal(500, drawn.Length);
        Assert.Equal(drawn.Order(), drawn);
        Assert.All(Enumerable.Range(0, 500), row =>
        {
            var share = weights[row] / mean;
            Assert.InRange(drawn.Count(other => other == row), (int)Math.Floor(share), (int)Math.Ceiling(share));
        });
    }

    [Fact]
    public void Counted_WholeWeights_AreTheValuesAsOften() =>
        Assert.Equal([1f, 1, 2, 5, 5, 5], RowWeights.OrNull([3, 1, 2])!.Counted([5, 2, 1], 100));

    [Fact]
    public void Relative_SomeRows_HaveTheMeanOne()
    {
        var relative = RowWeights.OrNull([3, 1, 2, 6])!.Relative([0, 1, 2]);

        Assert.Equal([1.5f, 0.5f, 1, 3], relative);
    }

    [Theory]
    [InlineData(ScalingKind.Standardize)]
    [InlineData(ScalingKind.MinMax)]
    [InlineData(ScalingKind.Robust)]
    public void Scaler_WholeWeights_IsThatOfRowsThatStandAsOften(ScalingKind kind)
    {
        var rows = new WeightedRows(100, row => row % 4);
        rows.Values[7] = float.NaN;
        var (weighted, repeated, plain) = (FeatureScaler.Fit(kind, rows.Source), FeatureScaler.Fit(kind, rows.Repeated), FeatureScaler.Fit(kind, rows.Unweighted));

        Assert.All(Enumerable.Range(0, WeightedRows.Columns), column =>
        {
            Assert.Equal(repeated.Offset[column], weighted.Offset[column], 1e-5f);
            Assert.Equal(repeated.Factor[column], weighted.Factor[column], 1e-5f);
        });
        Assert.NotEqual(repeated.Factor.ToArray(), plain.Factor.ToArray());
    }

    [Fact]
    public void NormalRows_OfASourceWithWeights_HaveTheirOwn()
    {
        var rows = new MemoryRowSource(new float[] { 1, 2, 3, 4, 5 }, 1, labels: new float[] { 0, 1, 0, 0, 1 }) { Weights = new float[] { 10, 20, 30, 40, 50 }, WeightName = "w" };
        var normal = new NormalRowsSource(rows);
        using var reader = normal.OpenReader();
        var read = new float[2];

        Assert.Equal("w", normal.WeightName);
        Assert.Equal(2, reader.Read(read));
        Assert.Equal([10f, 30], reader.Weights.ToArray());
        Assert.Equal(1, reader.Read(read));
        Assert.Equal([40f], reader.Weights.ToArray());
    }

    [Fact]
    public void ReadAll_OfASourceWithWeights_KeepsThem()
    {
        var rows = new WeightedRows(100, row => row);
        var all = new DoubleRowSource(Array.ConvertAll(rows.Values, value => (double)value), WeightedRows.Columns) { Weights = rows.Weights, WeightName = "count" }.ReadAll();

        Assert.Equal("count", all.WeightName);
        Assert.Equal(rows.Weights, all.Weights!.Value.ToArray());
        Assert.Null(new DoubleRowSource(new double[4], 2).ReadAll().Weights);
        Assert.Null(rows.Unweighted.WeightName);
        Assert.True(rows.Unweighted.OpenReader().Weights.IsEmpty);
    }

    [Fact]
    public void MemoryRowSource_FewerWeightsThanRows_SaysSo() => Assert.Equal(
        "3 weights were given for 2 rows; pass one weight a row, or null.",
        Assert.Throws<ArgumentException>(() => new MemoryRowSource(new float[4], 2) { Weights = new float[3] }).Message);
}
