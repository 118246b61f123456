using Vae.Core.Randomness;

namespace Vae.Core.Scoring;

/// <summary>
/// The noise of scores that average over samples. One draw for all rows: a row's score depends on the row alone, and rows are compared under the
/// same noise.
/// </summary>
internal static unsafe class ScoringNoise
{
    /// <summary>Most numbers of noise, samples times latent dimensions: 256 MiB.</summary>
    public const long MaximumCount = 1L << 26;

    /// <summary>Standard normal noise, row-major [samples, latent].</summary>
    /// <exception cref="ArgumentException">That is too much noise.</exception>
    public static float[] Draw(int seed, int samples, int latent)
    {
        RequireRoom(samples, latent);
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

    /// <exception cref="ArgumentException">Samples times latent dimensions are more than <see cref="MaximumCount"/>.</exception>
    public static void RequireRoom(int samples, int latent)
    {
        if ((long)samples * latent > MaximumCount)
        {
            throw new ArgumentException(
                Invariant($"Scoring.Samples is {samples}, which with {latent} latent dimensions asks for {(long)samples * latent:N0} numbers of noise but at most {MaximumCount:N0} are drawn; use fewer samples or latent dimensions."));
        }
    }
}
