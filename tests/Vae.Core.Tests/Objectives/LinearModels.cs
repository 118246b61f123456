using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Scaling;
using Vae.Core.Tests.Oracles;
using Vae.Core.Tests.Scoring;

namespace Vae.Core.Tests.Objectives;

/// <summary>Models without hidden layers or scaling, and the distribution in closed form that each is.</summary>
internal static class LinearModels
{
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

    /// <summary>
    /// A model with this decoder and, where the columns of W are orthogonal, the exact posterior as its encoder; its means are multiplied by
    /// <paramref name="meanFactor"/> and its standard deviations by <paramref name="sigmaFactor"/>.
    /// </summary>
    public static VaeModel Model(this LinearGaussian truth, ScoringOptions scoring, double meanFactor = 1, double sigmaFactor = 1)
    {
        var options = new VaeOptions
        {
            Network = new() { HiddenLayers = [], LatentDimension = truth.Latent },
            Likelihood = Likelihood.GaussianFixed((float)truth.Sigma),
            Scaling = ScalingKind.None,
            Scoring = scoring,
        };
        var layout = new ParameterLayout(VaePlan.Create(options, truth.Features));
        var parameters = new float[layout.Count];
        for (var j = 0; j < truth.Latent; j++)
        {
            var precision = truth.Weights.Sum(row => row[j] * row[j]) + (truth.Sigma * truth.Sigma);
            layout["log_variance.bias"].Of(parameters.AsSpan())[j] = (float)(2 * Math.Log(truth.Sigma * sigmaFactor / Math.Sqrt(precision)));
            for (var d = 0; d < truth.Features; d++)
            {
                var weight = meanFactor * truth.Weights[d][j] / precision;
                layout["mean.weight"].Of(parameters.AsSpan())[(j * truth.Features) + d] = (float)weight;
                layout["mean.bias"].Of(parameters.AsSpan())[j] -= (float)(weight * truth.Offset[d]);
                layout["decoder.0.weight"].Of(parameters.AsSpan())[(d * truth.Latent) + j] = (float)truth.Weights[d][j];
                layout["decoder.0.bias"].Of(parameters.AsSpan())[d] = (float)truth.Offset[d];
            }
        }

        return new VaeModel(new ModelParts(
            options, truth.Features, parameters, FeatureScaler.Identity(truth.Features), null, 0, default, RandomModel.Report(truth.Latent)));
    }
}
