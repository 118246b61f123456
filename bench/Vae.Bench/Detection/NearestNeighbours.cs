using System.Numerics.Tensors;

namespace Vae.Bench.Detection;

/// <summary>Distance to the k-th nearest row fitted on, columns standardised by those rows, as scikit-learn's NearestNeighbors after its StandardScaler; by brute force.</summary>
internal static class NearestNeighbours
{
    /// <summary>Scores of rows for several k at once.</summary>
    /// <param name="train">Rows fitted on, row-major.</param>
    /// <param name="test">Rows scored.</param>
    /// <param name="width">Features a row.</param>
    /// <param name="isSame">Whether both are the same rows: a row is then no neighbour of itself.</param>
    /// <param name="neighbours">Which k, rising.</param>
    /// <param name="threads">Most threads.</param>
    /// <returns>One array of scores each k.</returns>
    public static double[][] Score(float[] train, float[] test, int width, bool isSame, int[] neighbours, int threads)
    {
        var (mean, deviation) = Moments(train, width);
        var (fitted, scored) = (Standardized(train, mean, deviation), Standardized(test, mean, deviation));
        var rows = test.Length / width;
        var most = neighbours[^1];
        var scores = neighbours.Select(_ => new double[rows]).ToArray();
        Parallel.For(0, rows, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            Span<float> nearest = stackalloc float[most];
            nearest.Fill(float.PositiveInfinity);
            var row = scored.AsSpan(i * width, width);
            for (var j = 0; j < fitted.Length / width; j++)
            {
                if (isSame && i == j)
                {
                    continue;
                }

                var distance = TensorPrimitives.Distance(row, fitted.AsSpan(j * width, width));
                if (distance < nearest[^1])
                {
                    var at = most - 1;
                    for (; at > 0 && nearest[at - 1] > distance; at--)
                    {
                        nearest[at] = nearest[at - 1];
                    }

                    nearest[at] = distance;
                }
            }

            for (var k = 0; k < neighbours.Length; k++)
            {
                scores[k][i] = nearest[Math.Min(neighbours[k], fitted.Length / width) - 1];
            }
        });
        return scores;
    }

    private static (double[] Mean, double[] Deviation) Moments(float[] rows, int width)
    {
        var (mean, deviation) = (new double[width], new double[width]);
        var count = rows.Length / width;
        for (var i = 0; i < rows.Length; i++)
        {
            mean[i % width] += (double)rows[i] / count;
        }

        for (var i = 0; i < rows.Length; i++)
        {
            deviation[i % width] += (rows[i] - mean[i % width]) * (rows[i] - mean[i % width]) / count;
        }

        return (mean, [.. deviation.Select(variance => variance > 0 ? Math.Sqrt(variance) : 1)]);
    }

    private static float[] Standardized(float[] rows, double[] mean, double[] deviation) =>
        [.. rows.Select((value, i) => (float)((value - mean[i % mean.Length]) / deviation[i % mean.Length]))];
}
