namespace Vae.Core.Objectives;

/// <summary>What training minimises, in nats a row: -E_q[log p(x|z)] + beta * KL(q(z|x) || N(0, I)) (Kingma and Welling 2014, eq. 10; beta from Higgins et al. 2017).</summary>
public sealed record ObjectiveOptions
{
    /// <summary>Weight beta of the KL term; 0 or more, default 1.</summary>
    public float KlWeight { get; init; } = 1f;

    /// <summary>Steps over which the KL weight rises linearly from 0 to <see cref="KlWeight"/>; default 0, none.</summary>
    public int KlWarmupSteps { get; init; }

    /// <summary>
    /// Nats a latent dimension that cost nothing: each dimension's KL, averaged over the batch, counts as at least this
    /// (Kingma et al. 2016, eq. 15). Default 0, off.
    /// </summary>
    public float FreeBits { get; init; }

    /// <summary>Monte-Carlo samples of the code a row and step; 1 (default) to 1000.</summary>
    public int Samples { get; init; } = 1;

    internal void Validate()
    {
        Require.InRange(KlWeight, 0f, 1e6f, "Objective.KlWeight");
        Require.InRange(KlWarmupSteps, 0, int.MaxValue, "Objective.KlWarmupSteps");
        Require.InRange(FreeBits, 0f, 1e3f, "Objective.FreeBits");
        Require.InRange(Samples, 1, 1000, "Objective.Samples");
    }
}
