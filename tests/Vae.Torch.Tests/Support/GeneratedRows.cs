namespace Vae.Torch.Tests.Support;

/// <summary>Rows of two hidden numbers and a little noise.</summary>
internal static class GeneratedRows
{
    public static float[] Make(int count, int width)
    {
        var random = new Random(3);
        var rows = new float[count * width];
        for (var i = 0; i < count; i++)
        {
            var (a, b) = (random.NextDouble() - 0.5, random.NextDouble() - 0.5);
            for (var d = 0; d < width; d++)
            {
                rows[(i * width) + d] = (float)((Math.Sin(d + 1) * a) + (Math.Cos(2 * d) * b * a) + (0.05 * random.NextDouble()));
            }
        }

        return rows;
    }
}
