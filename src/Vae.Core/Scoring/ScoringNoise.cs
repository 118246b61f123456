using Vae.Core.Randomness;

namespace Vae.Core.Scoring;

/// <summary>
/// The noise of scores that average over samples. One draw for all rows: a row's score depends on the row alone, and rows are compared under the
/// same noise.
/// </summary>
internal static unsafe class ScoringNoise
{
    /// <summary>Standard normal noise, row-major [samples, latent].</summary>
    public static float[] Draw(int seed, int samples, int latent)
    {
        var stream = new Philox(seed, RandomPurpose.Scoring);
        var padded = (latent + 3) & ~3;
        var row = new float[padded];
        var noise = new float[samples * latent];
        fixed (float* pointer = row)
        {
            for (var sample = 0; sample < samples; sample++)
            {
                NormalNoise.Fill(stream, (uint)sample, 0, pointer, padded);
                row.AsSpan(0, latent).CopyTo(noise.AsSpan(sample * latent));
            }
        }

        return noise;
    }
}
