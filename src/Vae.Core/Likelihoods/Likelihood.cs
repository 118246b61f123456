namespace Vae.Core.Likelihoods;

/// <summary>Distribution of a scaled row given its code, p(x|z). Constants are kept, so losses are nats a row.</summary>
public abstract record Likelihood
{
    private protected Likelihood()
    {
    }

    /// <summary>Independent Bernoulli features: inputs in [0,1], the decoder's output is a logit, reconstructions are probabilities.</summary>
    public static BernoulliLikelihood Bernoulli() => new();

    /// <summary>Independent Gaussian features with one sigma that stays as given, in scaled units.</summary>
    public static GaussianLikelihood GaussianFixed(float sigma = 1f) => new() { SigmaKind = SigmaKind.Fixed, Sigma = sigma };

    /// <summary>Independent Gaussian features with one sigma, learned with the network.</summary>
    public static GaussianLikelihood GaussianLearned() => new() { SigmaKind = SigmaKind.Learned };

    /// <summary>Independent Gaussian features with one learned sigma a feature, never below the floor.</summary>
    public static GaussianLikelihood GaussianLearnedPerFeature(float floor = 0.05f) => new() { SigmaKind = SigmaKind.LearnedPerFeature, SigmaFloor = floor };

    internal abstract void Validate();
}
