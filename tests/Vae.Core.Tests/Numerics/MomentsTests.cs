using Vae.Core.Numerics;

namespace Vae.Core.Tests.Numerics;

public sealed class MomentsTests
{
    /// <summary>More rows than a tile holds, and chosen ones only, beside plain sums.</summary>
    [Theory]
    [InlineData(1, 4)]
    [InlineData(700, 3)]
    [InlineData(1300, 40)]
    public void Of_ChosenRows_AreThoseOfPlainSums(int count, int width)
    {
        var random = new Random(count);
        var rows = Enumerable.Range(0, 2 * count * width).Select(i => (float)((random.NextDouble() * (1 + (i % width))) - 3)).ToArray();
        var chosen = Enumerable.Range(0, count).Select(i => (2 * i) + (i % 2)).ToArray();

        var moments = Moments.Of(rows, width, chosen, wantsCovariance: true);

        double At(int row, int column) => rows[(row * width) + column];
        for (var i = 0; i < width; i++)
        {
            var mean = chosen.Average(row => At(row, i));
            Assert.Equal(mean, moments.Mean[i], 1e-10);
            for (var j = 0; j <= i; j++)
            {
                var other = chosen.Average(row => At(row, j));
                Assert.Equal(chosen.Average(row => (At(row, i) - mean) * (At(row, j) - other)), moments.Covariance![i][j], 1e-10);
            }

            Assert.Equal(moments.Covariance![i][i], moments.Variance[i], 1e-12);
        }

        Assert.Null(Moments.Of(rows, width, chosen, wantsCovariance: false).Covariance);
    }
}
