using Vae.Core.Data;
using Vae.Core.Scaling;
using static Vae.Core.Tests.Data.ScalerSupport;

namespace Vae.Core.Tests.Scaling;

public class FeatureScalerFitTests
{
    // One column of 1..8: mean 4.5, population variance 5.25, quartiles 2.75 and 6.25.
    private static readonly float[] OneToEight = [1, 2, 3, 4, 5, 6, 7, 8];

    public static TheoryData<ScalingKind> FittedKinds => [ScalingKind.Standardize, ScalingKind.MinMax, ScalingKind.Robust];

    [Fact]
    public void Fit_Standardize_TakesMeanAndPopulationDeviation()
    {
        FeatureScaler scaler = FeatureScaler.Fit(ScalingKind.Standardize, OneToEight, 1);

        Assert.Equal(4.5f, scaler.Offset[0]);
        Assert.Equal((float)(1 / Math.Sqrt(5.25)), scaler.Factor[0]);
        Assert.Equal(float.PositiveInfinity, scaler.Clip);
        Assert.Equal(ScalingKind.Standardize, scaler.Kind);
    }

    [Fact]
    public void Fit_MinMax_MapsTheTrainingRangeToZeroAndOne()
    {
        FeatureScaler scaler = FeatureScaler.Fit(ScalingKind.MinMax, OneToEight, 1);
        float[] scaled = Scaled(scaler, [1, 8, 4.5f, 15]);

        Assert.Equal([0, 1, 0.5f, 2], scaled, Within(1e-6f));
        Assert.True(scaled[1] <= 1);
    }

    [Fact]
    public void Fit_Robust_IsTheRecipesScaleClippedAtTen()
    {
        FeatureScaler scaler = FeatureScaler.Fit(ScalingKind.Robust, OneToEight, 1);

        Assert.Equal(4.5f, scaler.Offset[0]);
        Assert.Equal((float)(1 / Math.Sqrt(Math.Sqrt(5.25) * 3.5 / 1.349)), scaler.Factor[0]);
        Assert.Equal([10, -10], Scaled(scaler, [1e6f, float.MinValue]));
    }

    [Fact]
    public void Fit_RobustWithEqualQuartiles_FallsBackToTheDeviation()
    {
        float[] rows = [0, 0, 0, 0, 0, 0, 0, 0, 0, 10];

        FeatureScaler scaler = FeatureScaler.Fit(ScalingKind.Robust, rows, 1);

        Assert.Equal(1f / 3f, scaler.Factor[0], 6);
    }

    [Fact]
    public void Fit_None_LeavesValuesAsTheyAre()
    {
        FeatureScaler scaler = FeatureScaler.Fit(ScalingKind.None, [1, float.NaN], 2);

        Assert.Equal([3, -4], Scaled(scaler, [3, -4]));
    }

    [Theory]
    [MemberData(nameof(FittedKinds))]
    public void Fit_ConstantColumn_ScalesToZeroAndShowsDeviations(ScalingKind kind)
    {
        float[] rows = new float[300];
        for (int i = 0; i < 100; i++)
        {
            (rows[3 * i], rows[(3 * i) + 1], rows[(3 * i) + 2]) = (0.1f, 0, -3e38f);
        }

        FeatureScaler scaler = FeatureScaler.Fit(kind, rows, 3);

        Assert.Equal([0, 0, 0], Scaled(scaler, [0.1f, 0, -3e38f]));
        Assert.Equal([1, 1, 2], Scaled(scaler, [0.2f, 1, 3e38f]), Within(1e-6f));
    }

    [Fact]
    public void Fit_ColumnOfRoundingNoise_HasItsRangeForAUnit()
    {
        float[] rows = [1e6f, MathF.BitIncrement(1e6f), 1e6f, MathF.BitDecrement(1e6f)];

        FeatureScaler scaler = FeatureScaler.Fit(ScalingKind.Standardize, rows, 1);

        // Two roundings of 1/16, so that what moves by more is seen.
        Assert.Equal(8, scaler.Factor[0]);
        Assert.Equal(8e4f, Scaled(scaler, [1.01e6f])[0], 1);
    }

    [Theory]
    [MemberData(nameof(FittedKinds))]
    public void Fit_MissingValues_AreLeftOutColumnByColumn(ScalingKind kind)
    {
        float[] holes = [1, 5, float.NaN, 6, 2, float.PositiveInfinity, 3, 7, float.NegativeInfinity, 9];
        FeatureScaler expectedFirst = FeatureScaler.Fit(kind, [1, 2, 3], 1);
        FeatureScaler expectedSecond = FeatureScaler.Fit(kind, [5, 6, 7, 9], 1);

        FeatureScaler scaler = FeatureScaler.Fit(kind, holes, 2);

        Assert.Equal([expectedFirst.Offset[0], expectedSecond.Offset[0]], scaler.Offset.ToArray());
        Assert.Equal([expectedFirst.Factor[0], expectedSecond.Factor[0]], scaler.Factor.ToArray());
        Assert.True(float.IsNaN(Scaled(scaler, [float.NaN, 5])[0]));
    }

    [Fact]
    public void Fit_ColumnWithoutAFiniteValue_NamesTheColumn()
    {
        var source = new MemoryRowSource(new float[] { 1, float.NaN, 2, float.NaN }, 2, ["speed", "weight"]);

        var error = Assert.Throws<VaeDataException>(() => FeatureScaler.Fit(ScalingKind.Robust, source));

        Assert.Equal(
            "Column 'weight' has no finite value in 2 rows, so it has no scale; leave the column out, or feed rows that fill it.",
            error.Message);
    }

    [Theory]
    [MemberData(nameof(FittedKinds))]
    public void Fit_OneRow_ScalesItToZero(ScalingKind kind)
    {
        FeatureScaler scaler = FeatureScaler.Fit(kind, [5, -7], 2);

        Assert.Equal([0, 0, 1, 1], Scaled(scaler, [5, -7, 10, 0]), Within(1e-6f));
    }

    [Fact]
    public void Fit_HundredThousandColumns_ScalesEachByItsOwn()
    {
        const int Columns = 100_000;
        float[] rows = [.. Enumerable.Range(0, 4 * Columns).Select(i => (float)((i / Columns) * (1 + (i % Columns))))];

        FeatureScaler scaler = FeatureScaler.Fit(ScalingKind.Robust, new MemoryRowSource(rows, Columns));

        Assert.Equal(1.5f * Columns, scaler.Offset[^1]);
        Assert.Equal(scaler.Factor[0] / Columns, scaler.Factor[^1], 1e-9f);
    }

    [Fact]
    public void Fit_NoRows_SaysSo()
    {
        var error = Assert.Throws<VaeDataException>(() => FeatureScaler.Fit(ScalingKind.Standardize, [], 3));

        Assert.StartsWith("There are no rows", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(FittedKinds))]
    public void Fit_Stream_EqualsFitInMemory(ScalingKind kind)
    {
        float[] rows = Normal(seed: 1, 5000 * 7);

        FeatureScaler inMemory = FeatureScaler.Fit(kind, rows, 7);
        FeatureScaler streamed = FeatureScaler.Fit(kind, new MemoryRowSource(rows, 7));

        Assert.Equal(inMemory.Offset.ToArray(), streamed.Offset.ToArray());
        Assert.Equal(inMemory.Factor.ToArray(), streamed.Factor.ToArray());
    }

    [Fact]
    public void Fit_RobustBeyondTheSample_IsWithinTwoPercent()
    {
        // Twelve times the sample, sorted, so that a sample of the head alone would be far off.
        float[] rows = Normal(seed: 2, 200_000);
        Array.Sort(rows);
        double exact = Math.Sqrt(Deviation(rows) * (RowSample.Quantile(rows, 0.75) - RowSample.Quantile(rows, 0.25)) / 1.349);

        FeatureScaler scaler = FeatureScaler.Fit(ScalingKind.Robust, new MemoryRowSource(rows, 1));

        Assert.InRange(scaler.Factor[0] * exact, 0.98, 1.02);
    }

    [Fact]
    public void Fit_LargeMeanAndSmallDeviation_KeepsTheDeviation()
    {
        float[] rows = Normal(seed: 3, 10_000);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = 100_000 + rows[i];
        }

        FeatureScaler scaler = FeatureScaler.Fit(ScalingKind.Standardize, rows, 1);

        Assert.Equal(1 / Deviation(rows), scaler.Factor[0], 5);
    }

    [Fact]
    public void Fit_Cancelled_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(
            () => FeatureScaler.Fit(ScalingKind.Robust, new MemoryRowSource(OneToEight, 1), cancellation.Token));
    }
}
