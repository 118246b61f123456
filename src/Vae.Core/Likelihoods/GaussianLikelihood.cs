namespace Vae.Core.Likelihoods;

/// <summary>
/// log p(x|z) = -sum_d [ log(2 pi) / 2 + log s_d + (x_d - f_d(z))^2 / (2 s_d^2) ], in scaled units. A learned sigma is
/// s = exp(log_sigma), the parameter named <c>log_sigma</c>, which after each step is raised to the logarithm of the floor where it fell below.
/// </summary>
public sealed record GaussianLikelihood : Likelihood
{
    /// <summary>log(2 pi) / 2, the constant that the likelihood keeps for each feature, nats.</summary>
    internal const double HalfLogTwoPi = 0.91893853320467274;

    /// <summary>Whether sigma is fixed, learned, or learned per feature (default).</summary>
    public SigmaKind SigmaKind { get; init; } = SigmaKind.LearnedPerFeature;

    /// <summary>The fixed sigma, or the value a learned one starts from; scaled units, above 0, default 1.</summary>
    public float Sigma { get; init; } = 1f;

    /// <summary>Smallest value a learned sigma can take; scaled units, default 0.05. Without a floor a feature that is rebuilt exactly sends the likelihood to infinity.</summary>
    public float SigmaFloor { get; init; } = 0.05f;

    internal override void Validate()
    {
        Require.Defined(SigmaKind, "Likelihood.SigmaKind");
        Require.InRange(Sigma, 1e-4f, 1e4f, "Likelihood.Sigma");
        Require.InRange(SigmaFloor, 1e-4f, 1e4f, "Likelihood.SigmaFloor");
        if (SigmaKind != SigmaKind.Fixed && Sigma < SigmaFloor)
        {
            throw new ArgumentException(
                Invariant($"Likelihood.Sigma is {Sigma} but a learned sigma must start at or above Likelihood.SigmaFloor, {SigmaFloor}; raise Sigma or lower SigmaFloor."));
        }
    }
}
