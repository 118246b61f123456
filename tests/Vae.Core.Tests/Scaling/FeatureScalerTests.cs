using Vae.Core.Data;
using Vae.Core.Scaling;
using static Vae.Core.Tests.Data.ScalerSupport;

namespace Vae.Core.Tests.Scaling;

public class FeatureScalerTests
{
    // One column of 1..8: mean 4.5, population variance 5.25, quartiles 2.75 and 6.25.
    private static readonly float[] OneToEight = [1, 2, 3, 4, 5, 6, 7, 8];

    public static TheoryData<ScalingKind> FittedKinds => [ScalingKind.Standardize, ScalingKind.MinMax, ScalingKind.Robust];

    [Theory]
    [MemberData(nameof(FittedKinds))]
    public void Scale_HugeValues_StaysFinite(ScalingKind kind)
    {
        float[] rows = [3.4e38f, 1e38f, -1e38f, -3.4e38f, 1e38f, 0];

        float[] scaled = Scaled(FeatureScaler.Fit(kind, rows, 1), rows);

        Assert.All(scaled, value => Assert.True(Math.Abs(value) < 3, $"{value}"));
        Assert.True(scaled[0] - scaled[3] >= 0.99f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(33)]
    [InlineData(255)]
    [InlineData(300)]
    public void Unscale_AfterScale_GivesTheRowsBack(int columns)
    {
        float[] rows = Normal(seed: 4, columns * 70);
        FeatureScaler scaler = FeatureScaler.Fit(ScalingKind.Standardize, rows, columns);
        float[] scaled = Scaled(scaler, rows);
        for (int i = 0; i < rows.Length; i++)
        {
            float plain = (rows[i] - scaler.Offset[i % columns]) * scaler.Factor[i % columns];
            Assert.Equal(plain, scaled[i]);
        }

        scaler.Unscale(scaled, scaled);

        Assert.Equal(rows, scaled, Within(2e-6f));
    }

    [Fact]
    public void Scale_RowsOfAnotherWidth_IsRefused()
    {
        FeatureScaler scaler = FeatureScaler.Fit(ScalingKind.None, OneToEight, 2);

        Assert.Throws<ArgumentException>(() => scaler.Scale(new float[3], new float[3]));
        Assert.Throws<ArgumentException>(() => scaler.Scale(new float[4], new float[2]));
    }

    [Fact]
    public void FromParts_OfAnotherScaler_ScalesTheSame()
    {
        FeatureScaler scaler = FeatureScaler.Fit(ScalingKind.Robust, OneToEight, 2);

        FeatureScaler copy = FeatureScaler.FromParts(scaler.Kind, scaler.Offset, scaler.Factor, scaler.Clip);

        Assert.Equal(Scaled(scaler, OneToEight), Scaled(copy, OneToEight));
    }

    [Theory]
    [InlineData(new float[0], new float[0], 10)]
    [InlineData(new float[] { 1 }, new float[] { 1, 2 }, 10)]
    [InlineData(new float[] { float.NaN }, new float[] { 1 }, 10)]
    [InlineData(new float[] { 1 }, new float[] { 0 }, 10)]
    [InlineData(new float[] { 1 }, new float[] { float.PositiveInfinity }, 10)]
    [InlineData(new float[] { 1 }, new float[] { 1 }, float.NaN)]
    [InlineData(new float[] { 1 }, new float[] { 1 }, 0)]
    public void FromParts_PartsThatCannotBe_AreRefused(float[] offset, float[] factor, float clip)
    {
        Assert.Throws<VaeDataException>(() => FeatureScaler.FromParts(ScalingKind.Standardize, offset, factor, clip));
    }
}
