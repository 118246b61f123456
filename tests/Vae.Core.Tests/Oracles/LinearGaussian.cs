using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Scoring;

namespace Vae.Core.Tests.Oracles;

/// <summary>
/// x = W z + b + s * eps with z and eps standard normal: a variational autoencoder with a linear decoder. All of it is known in closed form: x is
/// N(b, W W' + s^2 I) (Tipping and Bishop 1999, eq. 3), and z given x is N(M^-1 W' (x - b), s^2 M^-1) with M = W' W + s^2 I (eq. 6).
/// </summary>
/// <param name="Weights">W, [D][L].</param>
/// <param name="Offset">b, D numbers.</param>
/// <param name="Sigma">s.</param>
internal sealed record LinearGaussian(double[][] Weights, double[] Offset, double Sigma)
{
    public int Features => Offset.Length;

    public int Latent => Weights[0].Length;

    /// <summary>The decoder of a trained model without hidden layers or scaling.</summary>
    public static LinearGaussian Of(VaeModel model)
    {
        var plan = VaePlan.Create(model.Options, model.InputDimension);
        var layout = new ParameterLayout(plan);
        var weights = layout["decoder.0.weight"].Of(model.Parts.Parameters.AsSpan()).ToArray();
        var likelihood = (GaussianLikelihood)model.Options.Likelihood;
        var sigma = likelihood.SigmaKind == SigmaKind.Fixed
            ? likelihood.Sigma
            : Math.Exp(layout[VaePlan.LogSigmaName].Of(model.Parts.Parameters.AsSpan())[0]);
        return new LinearGaussian(
            [.. weights.Chunk(plan.LatentDimension).Select(row => row.Select(value => (double)value).ToArray())],
            [.. layout["decoder.0.bias"].Of(model.Parts.Parameters.AsSpan()).ToArray().Select(value => (double)value)],
            sigma);
    }

    /// <summary>-log p(x), nats.</summary>
    public double NegativeLogLikelihood(ReadOnlySpan<float> row)
    {
        var covariance = new double[Features, Features];
        for (var i = 0; i < Features; i++)
        {
            for (var j = 0; j < Features; j++)
            {
                covariance[i, j] = Weights[i].Zip(Weights[j], (a, b) => a * b).Sum() + (i == j ? Sigma * Sigma : 0);
            }
        }

        // With C = F F', F lower triangular: x' C^-1 x is the squared norm of y in F y = x, and log |C| twice the sum of log F_ii.
        var y = new double[Features];
        var logDeterminant = 0.0;
        for (var j = 0; j < Features; j++)
        {
            for (var k = 0; k < j; k++)
            {
                covariance[j, j] -= covariance[j, k] * covariance[j, k];
            }

            covariance[j, j] = Math.Sqrt(covariance[j, j]);
            logDeterminant += 2 * Math.Log(covariance[j, j]);
            y[j] = row[j] - Offset[j];
            for (var k = 0; k < j; k++)
            {
                y[j] -= covariance[j, k] * y[k];
            }

            y[j] /= covariance[j, j];
            for (var i = j + 1; i < Features; i++)
            {
                for (var k = 0; k < j; k++)
                {
                    covariance[i, j] -= covariance[i, k] * covariance[j, k];
                }

                covariance[i, j] /= covariance[j, j];
            }
        }

        return 0.5 * ((Features * ReferenceMath.LogTwoPi) + logDeterminant + y.Sum(value => value * value));
    }

    public double MeanNegativeLogLikelihood(float[] rows)
    {
        var sum = 0.0;
        for (var first = 0; first < rows.Length; first += Features)
        {
            sum += NegativeLogLikelihood(rows.AsSpan(first, Features));
        }

        return sum / (rows.Length / Features);
    }

    /// <summary>Rows drawn from it.</summary>
    public float[] Draw(int count, int seed)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var rows = new float[count * Features];
        for (var row = 0; row < count; row++)
        {
            var z = Enumerable.Range(0, Latent).Select(_ => Normal()).ToArray();
            for (var d = 0; d < Features; d++)
            {
                rows[(row * Features) + d] = (float)(Offset[d] + Weights[d].Zip(z, (w, value) => w * value).Sum() + (Sigma * Normal()));
            }
        }

        return rows;
    }

    /// <summary>
    /// A model with this decoder and, where the columns of W are orthogonal, the exact posterior as its encoder; its means are multiplied by
    /// <paramref name="meanFactor"/> and its standard deviations by <paramref name="sigmaFactor"/>.
    /// </summary>
    public VaeModel Model(ScoringOptions scoring, double meanFactor = 1, double sigmaFactor = 1)
    {
        var options = new VaeOptions
        {
            Network = new() { HiddenLayers = [], LatentDimension = Latent },
            Likelihood = Likelihood.GaussianFixed((float)Sigma),
            Scaling = ScalingKind.None,
            Scoring = scoring,
        };
        var layout = new ParameterLayout(VaePlan.Create(options, Features));
        var parameters = new float[layout.Count];
        for (var j = 0; j < Latent; j++)
        {
            var precision = Weights.Sum(row => row[j] * row[j]) + (Sigma * Sigma);
            layout["log_variance.bias"].Of(parameters.AsSpan())[j] = (float)(2 * Math.Log(Sigma * sigmaFactor / Math.Sqrt(precision)));
            for (var d = 0; d < Features; d++)
            {
                var weight = meanFactor * Weights[d][j] / precision;
                layout["mean.weight"].Of(parameters.AsSpan())[(j * Features) + d] = (float)weight;
                layout["mean.bias"].Of(parameters.AsSpan())[j] -= (float)(weight * Offset[d]);
                layout["decoder.0.weight"].Of(parameters.AsSpan())[(d * Latent) + j] = (float)Weights[d][j];
                layout["decoder.0.bias"].Of(parameters.AsSpan())[d] = (float)Offset[d];
            }
        }

        return new VaeModel(new ModelParts(
            options, Features, parameters, FeatureScaler.Identity(Features), null, 0, default, Tests.Scoring.RandomModel.Report(Latent)));
    }
}
