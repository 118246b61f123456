namespace Vae.Bench.Detection;

/// <summary>Rows of which values were taken away at random, and what they were.</summary>
internal sealed class RowsWithHoles
{
    private readonly float[] complete;
    private readonly int width;

    /// <param name="complete">Row-major.</param>
    /// <param name="width">Features a row.</param>
    /// <param name="share">Share of the values to take away; one of each row stays.</param>
    /// <param name="seed">Which.</param>
    public RowsWithHoles(float[] complete, int width, double share, int seed)
    {
        (this.complete, this.width) = (complete, width);
        Values = (float[])complete.Clone();
        var random = new Random(seed);
        for (var i = 0; i < Values.Length; i++)
        {
            if (random.NextDouble() < share && i % width != i / width % width)
            {
                Values[i] = float.NaN;
            }
        }
    }

    /// <summary>The rows, NaN where a value is missing.</summary>
    public float[] Values { get; }

    /// <summary>Mean and standard deviation of what was observed of each feature.</summary>
    public (double[] Mean, double[] Deviation) Moments()
    {
        var (mean, deviation) = (new double[width], new double[width]);
        for (var d = 0; d < width; d++)
        {
            var column = Enumerable.Range(0, Values.Length / width).Select(row => (double)Values[(row * width) + d]).Where(value => !double.IsNaN(value)).ToArray();
            mean[d] = column.Average();
            deviation[d] = Math.Sqrt(column.Average(value => Math.Pow(value - mean[d], 2)));
        }

        return (mean, deviation);
    }

    /// <summary>The rows with means in the place of what is missing.</summary>
    public float[] Filled(double[] mean) => [.. Values.Select((value, i) => float.IsNaN(value) ? (float)mean[i % width] : value)];

    /// <summary>Root mean squared error of what was missing of the rows that count, in standard deviations; of features that vary.</summary>
    public double Error(float[] imputed, double[] deviation, bool[] isLeftOut)
    {
        var (sum, count) = (0.0, 0L);
        for (var i = 0; i < imputed.Length; i++)
        {
            if (float.IsNaN(Values[i]) && !isLeftOut[i / width] && deviation[i % width] > 0)
            {
                sum += Math.Pow((imputed[i] - complete[i]) / deviation[i % width], 2);
                count++;
            }
        }

        return Math.Sqrt(sum / count);
    }
}
