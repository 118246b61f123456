using Microsoft.Data.Analysis;
using Microsoft.ML;
using Vae.Core;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>Rows that count by a column of weights.</summary>
public sealed class ExampleWeightTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Fit_RowsOfWeight0_AreLeftOut()
    {
        var rows = TestData.Rows(200);

        var expected = Bytes(Fit([.. rows.Where(row => row.Number % 3 != 0)], null));
        var found = Bytes(Fit(rows, row => row.Number % 3 == 0 ? 0 : 1));

        Assert.Equal(expected, found);
    }

    [Fact]
    public void Fit_RowsOfOneWeight_AreRowsWithoutWeights()
    {
        var rows = TestData.Rows(100);

        Assert.Equal(Bytes(Fit(rows, null)), Bytes(Fit(rows, _ => 1)));
    }

    [Fact]
    public void Fit_RowsThatCountMore_GiveAnotherModel()
    {
        var rows = TestData.Rows(200);

        var all = Fit(rows, null).Model;
        var heavy = Fit(rows, row => row.Features[0] > 0 ? 20 : 1).Model;

        Assert.NotEqual(all.Threshold, heavy.Threshold);
        Assert.Equal(all.Report.TrainingRows, heavy.Report.TrainingRows);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Fit_ValueThatIsNoWeight_NamesTheColumnAndTheRow(float weight)
    {
        var error = Assert.Throws<VaeDataException>(() => Fit(TestData.Rows(50), row => row.Number == 7 ? weight : 1));

        Assert.StartsWith("Row 7 (counted from 0) has the weight ", error.Message, StringComparison.Ordinal);
        Assert.Contains("in column 'Weight'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NullWeightOfADataFrame_IsMissingAndNot0()
    {
        var frame = new DataFrame(
            new SingleDataFrameColumn("a", Enumerable.Range(0, 50).Select(i => (float)(i % 7))),
            new StringDataFrameColumn("b", Enumerable.Range(0, 50).Select(i => i % 3 == 0 ? "x" : "y")),
            new Int32DataFrameColumn("w", Enumerable.Range(0, 50).Select(i => i == 7 ? (int?)null : 2)));
        var estimator = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { InputColumnNames = ["a", "b"], ExampleWeightColumnName = "w", Model = TestData.Model });

        var error = Assert.Throws<VaeDataException>(() => estimator.Fit(frame));

        Assert.StartsWith("Row 7 (counted from 0) has the weight NaN in column 'w'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_WeightsThatAreAll0_AreRefused() =>
        Assert.Contains("'Weight'", Assert.Throws<VaeDataException>(() => Fit(TestData.Rows(50), _ => 0)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("None", "Column 'None' is not in the data; name the column that holds the weights of rows (ExampleWeightColumnName)")]
    [InlineData("Name", "Column 'Name' is String but the weight of a row must be a number")]
    public void Fit_ColumnThatHoldsNoWeights_SaysWhy(string column, string words)
    {
        var estimator = ml.Vae.DetectAnomalies(TestData.AllColumns with { ExampleWeightColumnName = column });

        Assert.Contains(words, Assert.Throws<VaeDataException>(() => estimator.Fit(TestData.View(ml, 50))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_WeightThatIsTheFeatureColumn_IsRefused() =>
        Assert.Contains(
            "is named as the weight (ExampleWeightColumnName) and is FeatureColumnName too",
            Assert.Throws<ArgumentException>(() => ml.Vae.DetectAnomalies(TestData.AllColumns with { ExampleWeightColumnName = "Features" })).Message, StringComparison.Ordinal);

    private VaeTransformer Fit(Row[] rows, Func<Row, float>? weight)
    {
        var data = ml.Data.LoadFromEnumerable(rows.Select(row => new WeightedRow { Features = row.Features, Weight = weight is null ? 1 : weight(row) }));
        return ml.Vae.DetectAnomalies(TestData.AllColumns with { ExampleWeightColumnName = weight is null ? null : "Weight" }).Fit(data);
    }

    private static byte[] Bytes(VaeTransformer transformer)
    {
        using var stream = new MemoryStream();
        transformer.Model.Save(stream);
        return stream.ToArray();
    }

    private sealed class WeightedRow
    {
        [Microsoft.ML.Data.VectorType(Row.FeatureCount)]
        public float[] Features { get; set; } = [];

        public float Weight { get; set; }
    }
}
