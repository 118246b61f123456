namespace Vae.Core.Randomness;

/// <summary>Standard normal and Bernoulli noise from Philox counters.</summary>
internal static unsafe class NormalNoise
{
    private const float ToUnit = 1f / (1 << 24);

    /// <summary>
    /// Fills <paramref name="count"/> floats with standard normal noise (Box-Muller on 24-bit uniforms, so |noise| &lt; 5.8).
    /// </summary>
    /// <param name="stream">Seed and purpose.</param>
    /// <param name="block">Which block of the step, for example panel and sample.</param>
    /// <param name="step">Which step; 64 bits.</param>
    /// <param name="destination">The floats; a multiple of four.</param>
    /// <param name="count">How many.</param>
    public static void Fill(in Philox stream, uint block, ulong step, float* destination, int count)
    {
        for (var i = 0; i < count; i += 4)
        {
            var words = stream.At((uint)i / 4, block, (uint)step, (uint)(step >> 32));
            Pair(words.X, words.Y, destination + i);
            Pair(words.Z, words.W, destination + i + 2);
        }
    }

    /// <summary>Fills floats with 0 at the given rate, else 1 / (1 - rate).</summary>
    public static void FillDropout(in Philox stream, uint block, ulong step, float rate, float* destination, int count)
    {
        var threshold = (uint)(rate * 4294967296.0);
        var keep = 1f / (1f - rate);
        for (var i = 0; i < count; i += 4)
        {
            var words = stream.At((uint)i / 4, block, (uint)step, (uint)(step >> 32));
            destination[i] = words.X < threshold ? 0 : keep;
            destination[i + 1] = words.Y < threshold ? 0 : keep;
            destination[i + 2] = words.Z < threshold ? 0 : keep;
            destination[i + 3] = words.W < threshold ? 0 : keep;
        }
    }

    private static void Pair(uint first, uint second, float* destination)
    {
        // (word >> 8) + 1 lies in 1 .. 2^24, so the logarithm is finite.
        var radius = MathF.Sqrt(-2f * MathF.Log(((first >> 8) + 1) * ToUnit));
        var (sine, cosine) = MathF.SinCos((second >> 8) * (ToUnit * 2 * MathF.PI));
        destination[0] = radius * cosine;
        destination[1] = radius * sine;
    }
}
