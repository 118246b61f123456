using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Children;

namespace Vae.Core.Tests.Training;

/// <summary>Tables that are too small, too wide, constant, empty or huge: a model that scores, or an error that says what is wrong.</summary>
public sealed class BadInputTests
{
    private static readonly VaeOptions Short = new() { Training = new TrainingOptions { Steps = 20, BatchSize = 32 } };

    [Fact]
    public void Fit_NoRows_SaysSo()
    {
        var error = Assert.Throws<VaeDataException>(() => Fit([], 3));

        Assert.Equal("The training data has 0 usable rows; training needs at least 2: check that the source is not empty.", error.Message);
    }

    [Fact]
    public void Fit_OneRow_SaysHowManyItNeeds() => Assert.StartsWith(
        "The training data has 1 usable row; training needs at least 2",
        Assert.Throws<VaeDataException>(() => Fit([1, 2, 3], 3)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Fit_NoRowSource_IsRefused() => Assert.Throws<ArgumentNullException>(() => new VaeTrainer().Fit(null!));

    [Fact]
    public void Fit_NoColumns_SaysSo() => Assert.StartsWith(
        "The training data has no feature columns",
        Assert.Throws<VaeDataException>(() => new VaeTrainer().Fit(new NoColumns())).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Fit_TwoRows_GivesAModel() => AssertScores(Fit([1, 2, 3, 3, 2, 1], 3), [1, 2, 3, 3, 2, 1]);

    [Theory]
    [InlineData(ScoreKind.WhitenedDistance)]
    [InlineData(ScoreKind.ReferenceDistance)]
    [InlineData(ScoreKind.SquaredError)]
    [InlineData(ScoreKind.NegativeElbo)]
    public void Fit_OneColumn_GivesAModel(ScoreKind kind)
    {
        var values = Enumerable.Range(0, 100).Select(i => (float)Math.Sin(i)).ToArray();

        var model = new VaeTrainer(Short with { Scoring = new ScoringOptions { Kind = kind } }).Fit(new MemoryRowSource(values, 1));

        Assert.Equal((1, 1), (model.InputDimension, model.LatentDimension));
        AssertScores(model, values);
    }

    [Theory]
    [InlineData(ScalingKind.None)]
    [InlineData(ScalingKind.Standardize)]
    [InlineData(ScalingKind.MinMax)]
    [InlineData(ScalingKind.Robust)]
    public void Fit_ConstantColumn_GivesAModelThatSeesItChange(ScalingKind scaling)
    {
        var values = Generated(200, 4);
        for (var i = 0; i < values.Length; i += 4)
        {
            values[i] = 7;
        }

        var model = Fit(values, 4, Short with { Scaling = scaling });

        AssertScores(model, values);
        float[] changed = [.. values[..4]];
        changed[0] = 70;
        var scores = new float[2];
        model.Score([.. values[..4], .. changed], scores);
        Assert.True(scores[1] > 2 * scores[0], $"The row scores {scores[0]}, and {scores[1]} once its constant column changed.");
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-5f)]
    [InlineData(1e30f)]
    public void Fit_AllValuesAlike_GivesAModel(float value)
    {
        var values = Enumerable.Repeat(value, 120).ToArray();

        AssertScores(Fit(values, 3), values);
    }

    [Fact]
    public void Fit_ColumnOfNaNAlone_SaysWhere()
    {
        var values = WithEmptyColumn();

        var error = Assert.Throws<VaeDataException>(() => new VaeTrainer(Short).Fit(new MemoryRowSource(values, 3, ["a", "b", "c"])));

        Assert.StartsWith("Row 0 (counted from 0) holds NaN in column 2 ('b'); training needs finite numbers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_ColumnOfNaNAloneUnderSkip_SaysThatNoRowIsLeft()
    {
        var options = Short with { Training = Short.Training with { InvalidRows = InvalidRowPolicy.Skip } };

        var error = Assert.Throws<VaeDataException>(() => Fit(WithEmptyColumn(), 3, options));

        Assert.StartsWith(
            "The training data has 0 usable rows (50 more were left out for a missing value, an infinity, or a value that cannot be read)",
            error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ScalingKind.Robust)]
    [InlineData(ScalingKind.Standardize)]
    [InlineData(ScalingKind.MinMax)]
    public void Fit_HugeValues_AreScaledAndTrainedOn(ScalingKind scaling)
    {
        var values = Generated(300, 4).Select(value => value * 1e38f / 5).ToArray();

        var model = Fit(values, 4, Short with { Scaling = scaling });

        Assert.True(double.IsFinite(model.Report.TrainingLoss));
        AssertScores(model, values);
    }

    [Fact]
    public void Fit_OneHugeValueAmongSmall_GivesAModel()
    {
        var values = Generated(300, 4);
        values[41] = 1e38f;

        AssertScores(Fit(values, 4), values);
    }

    [Fact]
    public void Fit_SubnormalValues_GiveAModel()
    {
        var values = Generated(300, 4).Select(value => value * 1e-40f).ToArray();

        AssertScores(Fit(values, 4), values);
    }

    [Fact]
    public void Fit_HundredThousandColumns_GivesAModel()
    {
        const int Columns = 100_000, Rows = 12;
        var random = new Random(1);
        var values = Enumerable.Range(0, Rows * Columns).Select(_ => random.NextSingle()).ToArray();
        var options = new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [8], LatentDimension = 4 },
            Training = new TrainingOptions { Steps = 5, BatchSize = 8 },
        };

        var model = Fit(values, Columns, options);

        Assert.True(model.Parts.Whitening!.IsDiagonal);
        AssertScores(model, values);
    }

    [Fact]
    public void Fit_MoreColumnsThanTheNetworkCanHold_SaysWhichTensor()
    {
        var options = new VaeOptions { Network = new NetworkOptions { HiddenLayers = [1 << 20], LatentDimension = 4 } };

        var error = Assert.Throws<ArgumentException>(() => Fit(new float[2000], 1000, options));

        Assert.Contains("more than 536,870,912 parameters at 'encoder.0.weight'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_BatchLargerThanTheTable_TakesAllRowsAtOnce()
    {
        var values = Generated(50, 4);

        var model = Fit(values, 4, Short with { Training = new TrainingOptions { Epochs = 3, BatchSize = 1 << 20 } });

        Assert.Equal(3, model.Report.Steps);
        AssertScores(model, values);
    }

    private static void AssertScores(VaeModel model, float[] values)
    {
        var rows = values.Length / model.InputDimension;
        var (scores, rebuilt) = (new float[rows], new float[values.Length]);
        model.Transform(values, new VaeOutputs { Scores = scores, Reconstruction = rebuilt });
        Assert.All(scores, score => Assert.True(float.IsFinite(score), $"A score is {score}."));
        Assert.True(RowChecks.IsFinite(rebuilt));
        Assert.True(float.IsFinite(model.Threshold));
    }

    private static VaeModel Fit(float[] values, int columns, VaeOptions? options = null) =>
        new VaeTrainer(options ?? Short).Fit(new MemoryRowSource(values, columns));

    private static float[] Generated(int rows, int columns)
    {
        var values = new float[rows * columns];
        new GeneratedRows(rows, columns).OpenReader().Read(values);
        return values;
    }

    private static float[] WithEmptyColumn()
    {
        var values = Generated(50, 3);
        for (var i = 1; i < values.Length; i += 3)
        {
            values[i] = float.NaN;
        }

        return values;
    }

    private sealed class NoColumns : IRowSource
    {
        public int ColumnCount => 0;

        public IReadOnlyList<string>? ColumnNames => null;

        public long? RowCount => 0;

        public IRowReader OpenReader() => throw new NotSupportedException();
    }
}
