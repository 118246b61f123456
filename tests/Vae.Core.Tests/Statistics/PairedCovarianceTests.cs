using Vae.Core.Statistics;

namespace Vae.Core.Tests.Statistics;

/// <summary>Covariances of pairs of columns that were observed in different rows, which may be nearly indefinite: columns that hardly differ, a tenth of whose values is missing.</summary>
public sealed class PairedCovarianceTests
{
    private const int Rows = 150;
    private const int Columns = 20;

    /// <summary>By the covariance of n rows no one of them is farther from their mean than the root of n. By one under which they were, a row left out lay a thousand times as far, and a threshold at 4.8 million where scores are some tens.</summary>
    [Fact]
    public void Fit_ColumnsThatHardlyDiffer_NoRowIsFartherThanItCanBe()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var rows = WithHoles(new Random(seed));

            var whitening = WhiteningFit.Fit(rows, Columns, ridge: 1e-3, trim: 0, allowsMissing: true);

            var distances = CrossFit.Distances(rows, Columns, whitening);
            for (var row = 0; row < Rows; row++)
            {
                var observed = distances[row] / ObservedDistance.Factor(Columns, ObservedDistance.Missing(rows.AsSpan(row * Columns, Columns)));
                Assert.True(observed <= Rows * 1.001, $"row {row} of seed {seed} has {observed}");
            }
        }
    }

    private static float[] WithHoles(Random random)
    {
        var rows = new float[Rows * Columns];
        for (var start = 0; start < rows.Length; start += Columns)
        {
            double[] factors = [Normal(random), Normal(random)];
            for (var j = 0; j < Columns; j++)
            {
                rows[start + j] = random.NextDouble() < 0.1 ? float.NaN : (float)(factors[j % 2] + (0.05 * Normal(random)));
            }
        }

        return rows;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
