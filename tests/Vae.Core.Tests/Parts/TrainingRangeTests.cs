using Vae.Core.Data;
using Vae.Core.Parts;
using Vae.Core.Statistics;

namespace Vae.Core.Tests.Parts;

public sealed class TrainingRangeTests
{
    [Fact]
    public void Of_RowsWithMissingValues_IsLeastAndLargest()
    {
        var range = TrainingRange.Of([1, float.NaN, float.NaN, 3, -2, float.NaN], 3, null);

        Assert.Equal([1, -2, 0], range.Lower);
        Assert.Equal([3, -2, 0], range.Upper);
    }

    [Fact]
    public void Of_LevelsAndTruthValues_IsZeroToOneAtLeast()
    {
        var range = TrainingRange.Of([5, 1, 0, 0], 4, new TableSchema(TableColumn.Numeric("a"), TableColumn.Categorical("b", "x", "y"), TableColumn.Binary("c")));

        Assert.Equal([5, 0, 0, 0], range.Lower);
        Assert.Equal([5, 1, 1, 1], range.Upper);
    }

    [Fact]
    public void Hold_ValuesBeyond_MovesThemToTheEndsAndSaysByHowMuch()
    {
        var range = new TrainingRange([0, 0, 0, 0, 0], [1, 1, 1, 1, 1], []);
        float[] row = [0.5f, 3, -2, float.NaN, float.PositiveInfinity];
        var excess = new float[5];

        Assert.False(range.Holds(row));
        range.Hold(row, excess);

        Assert.Equal([0.5f, 1, 0, float.NaN, 1], row);
        Assert.Equal([0, 2, -2, 0, float.MaxValue], excess);
        Assert.True(range.Holds(row));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(33)]
    public void Holds_OneValueBeyondAnywhere_IsFalse(int width)
    {
        var range = new TrainingRange(new float[width], [.. Enumerable.Repeat(1f, width)], []);
        for (var d = 0; d < width; d++)
        {
            var row = new float[width];
            Assert.True(range.Holds(row));
            row[d] = 1.5f;
            Assert.False(range.Holds(row));
            row[d] = -0.5f;
            Assert.False(range.Holds(row));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(33)]
    public void Hold_RowsOfEachWidth_AreThoseOfOneValueAtATime(int width)
    {
        var random = new Random(width);
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, -0f, 0f, float.Epsilon];
        for (var round = 0; round < 200; round++)
        {
            float[] lower = [.. Enumerable.Range(0, width).Select(_ => random.Next(5) == 0 ? -float.MaxValue : (random.NextSingle() * 2) - 1)];
            float[] upper = [.. lower.Select(value => random.Next(5) == 0 ? value : Math.Max(value, 0) + random.NextSingle())];
            float[] row = [.. Enumerable.Range(0, width).Select(_ => random.Next(3) == 0 ? odd[random.Next(odd.Length)] : (random.NextSingle() * 6) - 3)];
            float[] held = [.. row.Index().Select(pair => pair.Item < lower[pair.Index] ? lower[pair.Index] : pair.Item > upper[pair.Index] ? upper[pair.Index] : pair.Item)];
            float[] beyond = [.. row.Zip(held).Select(pair => float.IsNaN(pair.First) ? 0 : Math.Clamp(pair.First - pair.Second, -float.MaxValue, float.MaxValue))];
            var excess = new float[width];

            new TrainingRange(lower, upper, []).Hold(row, excess);

            Assert.Equal(held.Select(BitConverter.SingleToInt32Bits), row.Select(BitConverter.SingleToInt32Bits));
            Assert.Equal(beyond.Select(BitConverter.SingleToInt32Bits), excess.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Fact]
    public void Penalty_TooLargeForAFloat_IsInfinite()
    {
        Assert.Equal(14, TrainingRange.Penalty([1, -2, 0], [2, 3, 4]));
        Assert.Equal(float.PositiveInfinity, TrainingRange.Penalty([1e30f], [1]));
    }

    [Fact]
    public void Variances_OfAFullWhitening_AreTheDiagonalOfTheCovariance()
    {
        // A = L^-1 of the covariance [4 2; 2 5] = L Lᵀ, L = [2 0; 1 2].
        var whitening = new Whitening([0, 0], [0.5f, 0, -0.25f, 0.5f]);

        Assert.Equal([4, 5], whitening.Variances().Select(value => Math.Round(value, 6)));
    }
}
