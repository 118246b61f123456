using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Engines.Managed.Losses;

/// <summary>log (1/M) sum_m exp(a_m) of each row of a panel, or of fewer rows, one sample at a time: memory does not grow with the number of samples, and nothing overflows.</summary>
/// <param name="lanes">Rows.</param>
internal sealed class LogMeanExp(int lanes = Panel.Lanes)
{
    private readonly double[] largest = new double[lanes];
    private readonly double[] sum = new double[lanes];
    private int samples;

    /// <summary>Forgets what was added.</summary>
    public void Clear()
    {
        largest.AsSpan().Fill(double.NegativeInfinity);
        sum.AsSpan().Clear();
        samples = 0;
    }

    /// <summary>Adds one sample: a number a row.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        samples++;
        for (var lane = 0; lane < lanes; lane++)
        {
            double value = values[lane];
            if (value > largest[lane])
            {
                sum[lane] = (sum[lane] * Math.Exp(largest[lane] - value)) + 1;
                largest[lane] = value;
            }
            else
            {
                // A weight of 0 before any other would be exp(-inf + inf).
                sum[lane] += double.IsNegativeInfinity(value) ? 0 : Math.Exp(value - largest[lane]);
            }
        }
    }

    /// <summary>The logarithm of the mean for one row.</summary>
    public double Of(int lane) => largest[lane] + Math.Log(sum[lane] / samples);
}
