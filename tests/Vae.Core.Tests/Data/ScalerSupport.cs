using Vae.Core.Scaling;

namespace Vae.Core.Tests.Data;

/// <summary>Rows and comparisons that several tests of scaling share.</summary>
internal static class ScalerSupport
{
    public static float[] Scaled(FeatureScaler scaler, float[] rows)
    {
        float[] scaled = new float[rows.Length];
        scaler.Scale(rows, scaled);
        return scaled;
    }

    public static Func<float, float, bool> Within(float tolerance) => (a, b) => Math.Abs(a - b) <= tolerance;

    public static float[] Normal(int seed, int count)
    {
        var random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return values;
    }

    public static double Deviation(float[] values)
    {
        double mean = values.Average(v => (double)v);
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
