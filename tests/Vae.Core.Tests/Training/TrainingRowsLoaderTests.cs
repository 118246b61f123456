using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Children;
using Vae.Core.Training;

namespace Vae.Core.Tests.Training;

public sealed class TrainingRowsLoaderTests
{
    private static readonly VaeOptions Unscaled = new() { Scaling = ScalingKind.None };

    [Fact]
    public void Load_ValidationFraction_HoldsOutThatShareAndLosesNoRow()
    {
        var rows = Load(Counting(10_000), Unscaled with { Training = new TrainingOptions { ValidationFraction = 0.2f } });

        Assert.Null(rows.Stream);
        // Standard deviation 40.
        Assert.InRange(rows.ValidationRowCount, 1840, 2160);
        Assert.Equal(10_000, rows.TrainingRowCount + rows.ValidationRowCount);
        Assert.Equal(
            Enumerable.Range(0, 10_000).Select(i => (float)i),
            rows.Sample.ToArray().Concat(rows.Validation.ToArray()).Where((_, i) => i % 2 == 0).Order());
    }

    [Fact]
    public void Load_SameSeed_SplitsAlike_OtherSeedDoesNot()
    {
        var options = Unscaled with { Training = new TrainingOptions { ValidationFraction = 0.3f } };

        Assert.Equal(Load(Counting(500), options).Validation.ToArray(), Load(Counting(500), options).Validation.ToArray());
        Assert.NotEqual(
            Load(Counting(500), options).Validation.ToArray(),
            Load(Counting(500), options with { Seed = 1 }).Validation.ToArray());
    }

    [Fact]
    public void Load_FewRowsAndASmallFraction_HoldsOneOut()
    {
        var rows = Load(Counting(3), Unscaled with { Training = new TrainingOptions { ValidationFraction = 1e-6f } });

        Assert.Equal((2, 1), (rows.TrainingRowCount, rows.ValidationRowCount));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_RowsBeyondTheBudget_AreStreamedWithASampleBesideThem(bool tellsCount)
    {
        var options = Unscaled with { Training = new TrainingOptions { ValidationFraction = 0.1f, MemoryBudgetBytes = 1 << 20 } };

        var rows = Load(new GeneratedRows(20_000, 50, tellsCount), options);

        Assert.NotNull(rows.Stream);
        Assert.Equal(20_000, rows.TrainingRowCount + rows.ValidationRowCount);
        Assert.InRange(rows.ValidationRowCount, 1800, 2200);
        // A quarter of the 5,242 rows that the budget holds, each.
        Assert.Equal(1310, rows.Sample.Length / 50);
        Assert.Equal(1310, rows.Validation.Length / 50);
        Assert.Equal(1 << 19, rows.BufferBytes);
        Assert.Equal(rows.TrainingRowCount, Count(rows.Stream!));
    }

    [Fact]
    public void Load_RowsBeyondTheBudget_SampleIsUniform()
    {
        var values = Enumerable.Range(0, 200_000).SelectMany(i => (float[])[i, 0, 0, 0]).ToArray();
        var options = Unscaled with { Training = new TrainingOptions { MemoryBudgetBytes = 1 << 20 } };

        var rows = Load(new MemoryRowSource(values, 4), options);

        var numbers = rows.Sample.ToArray().Where((_, i) => i % 4 == 0).ToArray();
        Assert.Equal(numbers.Length, numbers.Distinct().Count());
        // 16,384 of 200,000 rows: the mean's standard error is 450, a tenth's count has a deviation of 38.
        Assert.Equal(100_000, numbers.Average(value => (double)value), 2000.0);
        foreach (var tenth in Enumerable.Range(0, 10))
        {
            Assert.InRange(numbers.Count(value => (int)(value / 20_000) == tenth), 1438, 1838);
        }
    }

    [Fact]
    public void Fit_StreamedRows_LoseLikeResidentOnes()
    {
        var values = new float[12_000 * 50];
        new GeneratedRows(12_000, 50).OpenReader().Read(values);
        var options = new VaeOptions
        {
            Network = new() { HiddenLayers = [16], LatentDimension = 4 },
            Training = new TrainingOptions { Epochs = 3 },
            Seed = 1,
        };
        var streamed = options with { Training = options.Training with { MemoryBudgetBytes = 1 << 20 } };

        var inMemory = new VaeTrainer(options).Fit(new MemoryRowSource(values, 50));
        var fromStream = new VaeTrainer(streamed).Fit(new MemoryRowSource(values, 50));

        Assert.Equal(12_000, fromStream.Report.TrainingRows);
        Assert.Equal(inMemory.Report.Steps, fromStream.Report.Steps);
        // Different batches of the same rows: a few tenths of a nat of about twenty.
        Assert.Equal(inMemory.Report.TrainingLoss, fromStream.Report.TrainingLoss, 0.02 * Math.Abs(inMemory.Report.TrainingLoss));
        Assert.Equal(inMemory.Scaler.Offset.ToArray(), fromStream.Scaler.Offset.ToArray());
    }

    [Fact]
    public void Load_InvalidRowUnderError_NamesRowAndColumn()
    {
        var values = Enumerable.Repeat(1f, 12).ToArray();
        values[7] = float.NaN;

        var unnamed = Assert.Throws<VaeDataException>(() => Load(new MemoryRowSource(values, 3), Unscaled));
        var named = Assert.Throws<VaeDataException>(() => Load(new MemoryRowSource(values, 3, ["a", "b", "c"]), Unscaled));

        Assert.StartsWith("Row 2 (counted from 0) holds NaN in column 2; training needs finite numbers", unnamed.Message, StringComparison.Ordinal);
        Assert.StartsWith("Row 2 (counted from 0) holds NaN in column 2 ('b')", named.Message, StringComparison.Ordinal);
        Assert.Contains("set Training.InvalidRows to Skip", unnamed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1L << 30)]
    [InlineData(1L << 20)]
    public void Fit_InvalidRowsUnderSkip_AreLeftOutAndCounted(long budget)
    {
        var values = new float[30_000 * 10];
        new GeneratedRows(30_000, 10).OpenReader().Read(values);
        values[55] = float.NaN;
        values[5000] = float.PositiveInfinity;
        values[5001] = float.NegativeInfinity;
        var options = new VaeOptions
        {
            Network = new() { HiddenLayers = [8], LatentDimension = 2 },
            Training = new TrainingOptions { Epochs = 1, BatchSize = 1000, InvalidRows = InvalidRowPolicy.Skip, MemoryBudgetBytes = budget },
        };

        var model = new VaeTrainer(options).Fit(new MemoryRowSource(values, 10));

        Assert.Equal((29_998, 2), (model.Report.TrainingRows, model.Report.SkippedRows));
        Assert.Contains("2 rows were left out for a missing value, an infinity, or a value that cannot be read.", model.Report.Warnings);
    }

    [Fact]
    public void Load_BernoulliOutsideTheUnitInterval_SaysWhatToDo()
    {
        var options = Unscaled with { Likelihood = Likelihood.Bernoulli() };

        var source = new MemoryRowSource(new float[] { 0, 1, 0.5f, 1.5f }, 2, ["a", "b"]);

        var error = Assert.Throws<VaeDataException>(() => Load(source, options));

        Assert.Equal(
            "Column 2 ('b') holds 1.5 after None scaling but a Bernoulli decoder needs values in [0,1]; use min-max scaling, or a Gaussian likelihood.",
            error.Message);
    }

    [Fact]
    public void Load_WithLabels_KeepsThemBesideTheirRows()
    {
        float[] rows = [0, 1, 2, 3, 4, 5, 6, 7];
        float[] labels = [0, 1, float.NaN, 0, 1, 2, 2, 2];
        var source = new MemoryRowSource(rows, 1, labels: labels);
        var options = new VaeOptions { Scaling = ScalingKind.None, Training = new() { ValidationFraction = 0.3f } };

        var loaded = TrainingRowsLoader.Load(source, null, options, wantsLabels: true, default);

        Assert.Equal(loaded.TrainingRowCount, loaded.Labels.Length);
        Assert.All(
            loaded.Sample.ToArray().Zip(loaded.Labels.ToArray()),
            row => Assert.Equal(float.IsNaN(labels[(int)row.First]) ? -1 : (int)labels[(int)row.First], row.Second));
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(0.5f)]
    [InlineData(float.PositiveInfinity)]
    public void Load_LabelThatIsNoClass_NamesTheRow(float label)
    {
        var source = new MemoryRowSource(new float[] { 1, 2, 3 }, 1, labels: new[] { 0, 0, label });

        var error = Assert.Throws<VaeDataException>(() => TrainingRowsLoader.Load(source, null, new VaeOptions(), wantsLabels: true, default));

        Assert.Contains("Row 2 (counted from 0) has the label", error.Message, StringComparison.Ordinal);
    }

    private static TrainingRows Load(IRowSource source, VaeOptions options) => TrainingRowsLoader.Load(source, null, options, wantsLabels: false, default);

    private static MemoryRowSource Counting(int rows) => new(Enumerable.Range(0, rows).SelectMany(i => (float[])[i, 1]).ToArray(), 2);

    private static long Count(IRowSource source)
    {
        using var reader = source.OpenReader();
        var block = new float[777 * source.ColumnCount];
        long count = 0;
        int read;
        while ((read = reader.Read(block)) > 0)
        {
            count += read;
        }

        return count;
    }
}
