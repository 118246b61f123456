using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.MLNet.Tests;

/// <summary>Labelled rows of a pipeline that count by a column of weights.</summary>
public sealed class ClassifierWeightTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Fit_RowsOfWeight0_AreLeftOut()
    {
        var rows = Rows(90, row => row % 4 == 0 ? 0 : 1);

        var expected = Fit([.. rows.Where(row => row.Weight > 0)], weighs: true);
        var found = Fit(rows, weighs: true);

        Assert.Equal(Bytes(expected), Bytes(found));
        Assert.Equal(rows.Count(row => row.Weight > 0 && row.Label < 3), found.Report.TrainingRows);
    }

    [Fact]
    public void Fit_RowsOfWeight1_AreRowsWithoutWeights()
    {
        var rows = Rows(90, _ => 1);

        Assert.Equal(Bytes(Fit(rows, weighs: false)), Bytes(Fit(rows, weighs: true)));
    }

    [Fact]
    public void Fit_RowsOfWeight2_AreRowsThatStandTwice()
    {
        var rows = Rows(60, row => row % 3 == 0 ? 2 : 1, labelled: 60);
        var twice = rows.SelectMany(row => Enumerable.Repeat(row, row.Weight)).ToArray();

        // All rows in each batch, nothing drawn or held out: the same steps but for the order of sums.
        var options = ClassifierTests.Small with { Pretrain = false, Epochs = 30, BatchSize = 4096, ValidationFraction = 0, EarlyStopping = null, Dropout = 0 };
        var (weighted, wanted, plain) = (Fit(rows, weighs: true, options).Report, Fit(twice, weighs: false, options).Report, Fit(rows, weighs: false, options).Report);

        Assert.Equal(wanted.TrainingLoss, weighted.TrainingLoss, 1e-3 * wanted.TrainingLoss);
        Assert.NotEqual(wanted.TrainingLoss, plain.TrainingLoss, 1e-3 * wanted.TrainingLoss);
    }

    [Fact]
    public void Fit_PretrainedModelOrUnlabelledRows_TakeTheWeightsOfTheLabelledOnes()
    {
        var rows = Rows(60, row => row % 4 == 0 ? 0 : 3, labelled: 60);
        var kept = rows.Where(row => row.Weight > 0).ToArray();
        var others = ml.Data.LoadFromEnumerable(ClassifierTests.Points(120, 0));
        var model = ml.Vae.Encode(new VaeEncodingOptions { Model = ClassifierTests.Small.Pretraining }).Fit(others).Model;
        foreach (var options in (VaeClassifierEstimatorOptions[])[new() { Pretrained = model }, new() { UnlabelledData = others }])
        {
            Assert.Equal(Bytes(Fit(kept, weighs: true, null, options)), Bytes(Fit(rows, weighs: true, null, options)));
        }
    }

    [Fact]
    public void Fit_UnlabelledRowsThatHaveWeights_CountByThem()
    {
        var rows = Rows(30, _ => 1, labelled: 30);
        var others = Rows(120, row => row % 4 == 0 ? 0 : 1, labelled: 0);
        VaeClassifierEstimatorOptions Of(Row[] unlabelled) => new() { UnlabelledData = ml.Data.LoadFromEnumerable(unlabelled) };

        Assert.Equal(Bytes(Fit(rows, weighs: true, null, Of([.. others.Where(row => row.Weight > 0)]))), Bytes(Fit(rows, weighs: true, null, Of(others))));
    }

    [Fact]
    public void Fit_NegativeWeight_NamesRowAndColumn()
    {
        var error = Assert.Throws<VaeDataException>(() => Fit(Rows(40, row => row == 7 ? -1 : 1), weighs: true));

        Assert.Equal("Row 7 (counted from 0) has the weight -1 in column 'Weight'; a weight is a finite number, 0 or more: 0 leaves the row out, 2 counts it twice.", error.Message);
    }

    [Fact]
    public void Create_WeightThatIsAnotherColumnToo_IsRefused()
    {
        foreach (var (name, option) in (ReadOnlySpan<(string, string)>)[("Features", "FeatureColumnName"), ("Label", "LabelColumnName")])
        {
            var error = Assert.Throws<ArgumentException>(() => ml.Vae.Classifier(new VaeClassifierEstimatorOptions { ExampleWeightColumnName = name }));

            Assert.Contains($"'{name}' is named as the weight (ExampleWeightColumnName) and is {option} too", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void GetOutputSchema_WeightThatIsNotThere_SaysSo()
    {
        var estimator = ml.Vae.Classifier(new VaeClassifierEstimatorOptions { ExampleWeightColumnName = "None", Classifier = ClassifierTests.Small });
        var shape = ml.Transforms.CustomMapping<Nothing, Row>((_, _) => { }, contractName: null).GetOutputSchema(new SchemaShape([]));

        Assert.Contains("Column 'None' is not in the data", Assert.Throws<VaeDataException>(() => estimator.GetOutputSchema(shape)).Message, StringComparison.Ordinal);
        Assert.Contains("Column 'None' is not in the data", Assert.Throws<VaeDataException>(() => estimator.Fit(ml.Data.LoadFromEnumerable(Rows(20, _ => 1)))).Message, StringComparison.Ordinal);
    }

    private VaeClassifier Fit(Row[] rows, bool weighs, VaeClassifierOptions? classifier = null, VaeClassifierEstimatorOptions? options = null) =>
        ml.Vae.Classifier((options ?? new VaeClassifierEstimatorOptions()) with
        {
            Classifier = classifier ?? ClassifierTests.Small,
            ExampleWeightColumnName = weighs ? "Weight" : null,
            Seed = 5,
        }).Fit(ml.Data.LoadFromEnumerable(rows)).Model;

    private static Row[] Rows(int count, Func<int, int> weight, int? labelled = null) =>
        [.. ClassifierTests.Points(count, labelled ?? (count / 2)).Select((point, row) => new Row { Features = point.Features, Label = point.Label, Weight = weight(row) })];

    private static byte[] Bytes(VaeClassifier model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private sealed class Nothing
    {
    }

    private sealed class Row
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];

        [KeyType(3)]
        public uint Label { get; set; }

        public int Weight { get; set; }
    }
}
