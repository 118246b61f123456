using Vae.Core.Likelihoods;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>The likelihoods by name, for theories.</summary>
internal static class ModelKinds
{
    public static readonly string[] Likelihoods = ["Bernoulli", "Fixed", "Learned", "PerFeature"];

    public static Likelihood Likelihood(string name) => name switch
    {
        "Bernoulli" => Core.Likelihoods.Likelihood.Bernoulli(),
        "Fixed" => Core.Likelihoods.Likelihood.GaussianFixed(0.7f),
        "Learned" => Core.Likelihoods.Likelihood.GaussianLearned(),
        "PerFeature" => Core.Likelihoods.Likelihood.GaussianLearnedPerFeature(),
        _ => throw new ArgumentException($"There is no likelihood '{name}' here.", nameof(name)),
    };
}
