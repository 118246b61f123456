using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Rows;
using Vae.Core.Options;

namespace Vae.Core.Engines.Managed.Inference;

/// <content>Scores that average over samples of the code, several of which go through the decoder at once: they share each load of its weights.</content>
internal sealed unsafe partial class RowForward<S, V>
{
    /// <summary>The mean over samples of -log p(x|z), plus the KL for the negative ELBO; or the importance-weighted estimate of -log p(x). The row is encoded with its variance.</summary>
    /// <param name="work">The row.</param>
    /// <param name="kind">Which of them.</param>
    /// <param name="noise">Noise of the samples, [M, L].</param>
    public float Sampled(Workspace work, ScoreKind kind, float[] noise)
    {
        var samples = noise.Length / latent;
        var most = Math.Min(samples, RowTileKernel.MostPlaces);
        var sum = 0f;
        work.Weights.Clear();
        work.Scratch.Reserve(most);
        for (var first = 0; first < samples; first += most)
        {
            var count = Math.Min(most, samples - first);
            var output = Decode(work, noise.AsSpan(first * latent, count * latent), count);
            for (var sample = 0; sample < count; sample++, output += work.Scratch.Stride)
            {
                if (kind == ScoreKind.ImportanceWeightedNll)
                {
                    work.Weights.Add([LogWeight(work, output, sample)]);
                }
                else
                {
                    sum = LogLikelihood(work, output, sum);
                }
            }
        }

        if (kind == ScoreKind.ImportanceWeightedNll)
        {
            return (float)-work.Weights.Of(0);
        }

        if (kind != ScoreKind.NegativeElbo)
        {
            return sum / samples;
        }

        LatentKernel.DivergenceTerms<S, V>(work.Mean.Pointer, work.LogVariance.Pointer, work.Sigma.Pointer, work.Terms.Pointer, RowStage.Pad(latent));
        return (sum / samples) + Sum(work.Terms.Pointer, latent);
    }

    /// <summary>What the decoder makes of some samples, a stride of the scratch memory apart.</summary>
    private float* Decode(Workspace work, ReadOnlySpan<float> noise, int count)
    {
        var scratch = work.Scratch;
        for (var sample = 0; sample < count; sample++)
        {
            var at = sample * scratch.Stride;
            noise.Slice(sample * latent, latent).CopyTo(scratch.Noise.Span[at..]);
            LatentKernel.Sample<S, V>(work.Mean.Pointer, work.Sigma.Pointer, scratch.Noise.Pointer + at, scratch.Entry.Pointer + at, RowStage.Pad(latent));
            Context(work).CopyTo(scratch.Entry.Span[(at + latent)..]);
        }

        return Through(decoder, scratch, count);
    }

    /// <summary>log p(x|z) + log p(z) - log q(z|x).</summary>
    private float LogWeight(Workspace work, float* output, int sample)
    {
        var loss = LogLikelihood(work, output);
        var at = sample * work.Scratch.Stride;
        ImportanceKernel.LogRatioTerms<S, V>(work.Scratch.Entry.Pointer + at, work.Scratch.Noise.Pointer + at, work.LogVariance.Pointer, work.Terms.Pointer, RowStage.Pad(latent));
        return float.MultiplyAddEstimate(Sum(work.Terms.Pointer, latent), 0.5f, -loss);
    }

    private static float Sum(float* values, int count)
    {
        var sum = 0f;
        for (var i = 0; i < count; i++)
        {
            sum += values[i];
        }

        return sum;
    }
}
