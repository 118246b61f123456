using System.Collections.Immutable;

namespace Vae.Core.Statistics;

/// <summary>How much of the code a model uses.</summary>
/// <param name="KlPerDimension">Mean KL of each latent dimension, nats.</param>
/// <param name="MeanVariances">Variance over rows of each dimension's mean.</param>
internal sealed record LatentDiagnostics(ImmutableArray<double> KlPerDimension, ImmutableArray<double> MeanVariances)
{
    /// <summary>A dimension is active when its mean varies by more than this (Burda et al. 2016, section 5.2).</summary>
    public const double ActiveVariance = 0.01;

    public int ActiveUnits => MeanVariances.Count(variance => variance > ActiveVariance);

    /// <summary>Measures codes.</summary>
    /// <param name="mean">Row-major [rows, latent].</param>
    /// <param name="logVariance">Row-major [rows, latent]; empty for a plain autoencoder, whose KL is 0, and where the KL is not asked for.</param>
    /// <param name="latent">Latent dimensions.</param>
    public static LatentDiagnostics Of(ReadOnlySpan<float> mean, ReadOnlySpan<float> logVariance, int latent)
    {
        var rows = mean.Length / latent;
        var sum = new double[latent];
        var squares = new double[latent];
        var kl = new double[latent];
        for (var first = 0; first < mean.Length; first += latent)
        {
            for (var j = 0; j < latent; j++)
            {
                double mu = mean[first + j];
                sum[j] += mu;
                kl[j] += logVariance.IsEmpty ? 0 : 0.5 * ((mu * mu) + Math.Exp(logVariance[first + j]) - 1 - logVariance[first + j]);
            }
        }

        for (var first = 0; first < mean.Length; first += latent)
        {
            for (var j = 0; j < latent; j++)
            {
                var deviation = mean[first + j] - (sum[j] / rows);
                squares[j] += deviation * deviation;
            }
        }

        return new LatentDiagnostics([.. kl.Select(value => value / rows)], [.. squares.Select(value => value / rows)]);
    }
}
