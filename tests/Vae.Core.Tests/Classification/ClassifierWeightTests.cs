using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Models;

namespace Vae.Core.Tests.Classification;

/// <summary>Labelled rows with weights: a row of weight 2 is there twice, one of weight 0 is not there, and without weights nothing changes.</summary>
public sealed class ClassifierWeightTests
{
    private const int Rows = 240;

    private static readonly VaeClassifierOptions Small = new()
    {
        Pretraining = new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [8], LatentDimension = 2 },
            Training = new TrainingOptions { Steps = 20, BatchSize = 64 },
        },
        Epochs = 4,
        BatchSize = 32,
        ValidationFraction = 0.2f,
        Engine = new EngineOptions { Threads = 1 },
    };

    [Theory]
    [InlineData(NormalizationKind.None, true)]
    [InlineData(NormalizationKind.Batch, true)]
    [InlineData(NormalizationKind.Layer, false)]
    public void ComputeGradient_Weights_EqualsRowsThatStandAsOften(NormalizationKind normalization, bool trainsEncoder)
    {
        var @case = new ClassifierCase(ClassifierCase.Convolutional(normalization), 30, FeatureKind.Hidden, rows: 37, smoothing: 0.1f);
        int[] counts = [.. Enumerable.Range(0, 37).Select(row => 1 + (row * 7 % 5 % 3))];
        int[] repeated = [.. counts.SelectMany((count, row) => Enumerable.Repeat(row, count))];
        float[] weights = [.. counts.Select(count => (float)((double)count * counts.Length / repeated.Length))];
        var step = @case.Step(injected: false, trainsEncoder: trainsEncoder);

        var (weighted, losses) = Gradient(@case, @case.Rows, @case.Labels, step with { Weights = weights });
        var (wanted, wantedLosses) = Gradient(
            @case, [.. repeated.SelectMany(row => @case.Rows[(row * 30)..((row + 1) * 30)])], [.. repeated.Select(row => @case.Labels[row])], step);
        var (plain, _) = Gradient(@case, @case.Rows, @case.Labels, step);
        var (ones, _) = Gradient(@case, @case.Rows, @case.Labels, step with { Weights = Enumerable.Repeat(1f, 37).ToArray() });

        Assert.True(Difference(weighted, wanted) <= 2e-5 * wanted.Max(Math.Abs), $"{Difference(weighted, wanted):G3} of {wanted.Max(Math.Abs):G3}");
        Assert.True(Difference(plain, wanted) > 0.01 * wanted.Max(Math.Abs));
        Assert.Equal(plain, ones);
        Assert.Equal(37, losses.Rows);
        Assert.Equal(37, losses.Weight, 1e-4);
        Assert.Equal(wantedLosses.CrossEntropy / wantedLosses.Rows, losses.CrossEntropy / 37, 1e-5);
        Assert.Equal(wantedLosses.Correct / wantedLosses.Rows, losses.Correct / 37, 1e-6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_RowsOfWeightZero_IsTheModelOfTheOthersToTheBit(bool pretrain)
    {
        var rows = new WeightedRows(Rows, row => row % 5 == 0 ? 0 : 0.5f + (row % 3));
        for (var row = 0; row < Rows; row += 5)
        {
            rows.Values.AsSpan(row * WeightedRows.Columns, WeightedRows.Columns).Fill(float.NaN);
        }

        var labels = Labels(Rows);
        var left = new MemoryRowSource(rows.Of(row => row % 5 == 0 ? 0 : 1), WeightedRows.Columns, labels: labels.Where((_, row) => row % 5 != 0).ToArray())
        {
            Weights = rows.Weights.Where(weight => weight > 0).ToArray(),
            WeightName = "w",
        };
        var options = Small with { Pretrain = pretrain };

        Assert.Equal(Saved(new VaeClassifierTrainer(options).Fit(left)), Saved(new VaeClassifierTrainer(options).Fit(Labelled(rows))));
    }

    [Fact]
    public void Fit_AllWeightsOne_IsTheModelWithoutWeightsToTheBit()
    {
        var rows = new WeightedRows(Rows, _ => 1);
        var plain = new MemoryRowSource(rows.Values, WeightedRows.Columns, labels: Labels(Rows));

        Assert.Equal(Saved(new VaeClassifierTrainer(Small).Fit(plain)), Saved(new VaeClassifierTrainer(Small).Fit(Labelled(rows))));
    }

    [Fact]
    public void Fit_WholeWeights_IsTheModelOfRowsThatStandAsOften()
    {
        var rows = new WeightedRows(Rows, row => row % 7 % 4);
        var labels = Labels(Rows);
        var repeated = new MemoryRowSource(
            rows.Repeated.Values, WeightedRows.Columns, labels: Enumerable.Range(0, Rows).SelectMany(row => Enumerable.Repeat(labels[row], row % 7 % 4)).ToArray());
        var plain = new MemoryRowSource(rows.Values, WeightedRows.Columns, labels: labels);

        // All rows in each batch, nothing drawn or held out: the same steps but for the order of sums.
        var options = Small with { Pretrain = false, Epochs = 30, BatchSize = 4096, ValidationFraction = 0, EarlyStopping = null, Dropout = 0 };
        var (weighted, wanted, other) = (
            new VaeClassifierTrainer(options).Fit(Labelled(rows)).Report, new VaeClassifierTrainer(options).Fit(repeated).Report, new VaeClassifierTrainer(options).Fit(plain).Report);

        Assert.Equal(wanted.TrainingLoss, weighted.TrainingLoss, 1e-3 * wanted.TrainingLoss);
        Assert.Equal(wanted.TrainingAccuracy, weighted.TrainingAccuracy, 0.01);
        Assert.NotEqual(wanted.TrainingLoss, other.TrainingLoss, 1e-3 * wanted.TrainingLoss);
    }

    [Fact]
    public void Fit_EpochThatEndsInTheMiddle_HasTheAccuracyOfTheRowsThatItSaw()
    {
        // Two steps of 32 rows, of which some weigh a hundred times as much as others; a head that says the same of both classes.
        var rows = new WeightedRows(Rows, row => row % 4 == 0 ? 100 : 1);
        var options = Small with { Pretrain = false, Epochs = null, Steps = 2, ValidationFraction = 0, HeadLearningRate = 1e-6f, EncoderLearningRate = 0 };
        var report = new VaeClassifierTrainer(options).Fit(Labelled(rows)).Report;

        Assert.Equal(Math.Log(2), report.TrainingLoss, 1e-4);
        Assert.InRange(report.TrainingAccuracy, 0.01, 0.99);
    }

    [Fact]
    public void Fit_WeightsOfHeldOutRows_CountInTheValidationLoss()
    {
        var rows = new WeightedRows(Rows, row => row % 2 == 0 ? 1 : 3);
        var others = new WeightedRows(Rows, row => row % 2 == 0 ? 3 : 1);
        var options = Small with { Epochs = 1, HeadLearningRate = 1e-6f, EncoderLearningRate = 0 };

        // A head that has not moved says of each class the same; the accuracy is the share of the first class, by weight.
        var (report, other) = (new VaeClassifierTrainer(options).Fit(Labelled(rows)).Report, new VaeClassifierTrainer(options).Fit(Labelled(others)).Report);

        Assert.NotEqual(report.ValidationAccuracy!.Value, other.ValidationAccuracy!.Value, 0.05);
    }

    [Fact]
    public void Fit_WeightThatIsNone_NamesRowAndColumn()
    {
        var error = Assert.Throws<VaeDataException>(() => new VaeClassifierTrainer(Small).Fit(Labelled(new WeightedRows(Rows, row => row == 41 ? -1 : 1))));

        Assert.Equal("Row 41 (counted from 0) has the weight -1 in column 'w'; a weight is a finite number, 0 or more: 0 leaves the row out, 2 counts it twice.", error.Message);
    }

    [Fact]
    public void Fit_AllWeightsZero_NamesTheColumn()
    {
        var error = Assert.Throws<VaeDataException>(() => new VaeClassifierTrainer(Small).Fit(Labelled(new WeightedRows(40, _ => 0))));

        Assert.Equal("No labelled row is left: 40 have the weight 0 in column 'w', which leaves them out; give rows of a weight above 0.", error.Message);
    }

    private static (float[] Gradient, ClassifierTotals Losses) Gradient(ClassifierCase @case, float[] rows, int[] labels, ClassifierStep step)
    {
        using var session = @case.Start(new Vae.Core.Engines.Managed.ManagedEngine().OpenClassifier(@case.Setup() with { BatchSize = labels.Length }));
        var gradient = new float[@case.Layout.Count];
        session.ComputeGradient(rows, labels, step, gradient);
        return (gradient, session.TakeLosses());
    }

    private static MemoryRowSource Labelled(WeightedRows rows) =>
        new(rows.Values, WeightedRows.Columns, labels: Labels(rows.Weights.Length)) { Weights = rows.Weights, WeightName = "w" };

    // A row counts more or less within each class.
    private static float[] Labels(int rows) => [.. Enumerable.Range(0, rows).Select(row => row % 2 == 0 ? (row % 6 == 0 ? 1f : 0f) : (row % 5 == 1 ? 0f : 1f))];

    private static byte[] Saved(VaeClassifier model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private static double Difference(float[] left, float[] right) => left.Zip(right, (a, b) => Math.Abs((double)a - b)).Max();
}
