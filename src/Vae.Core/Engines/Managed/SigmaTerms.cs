using Vae.Core.Likelihoods;
using Vae.Core.Networks;

namespace Vae.Core.Engines.Managed;

/// <summary>What a Gaussian decoder's sigma means for the loss: 1 / sigma^2 of each feature and the constant of the likelihood, made anew after each update.</summary>
internal sealed unsafe class SigmaTerms
{
    private readonly GaussianLikelihood likelihood;
    private readonly ParameterSlot? slot;
    private readonly int features;

    public SigmaTerms(GaussianLikelihood likelihood, ParameterLayout layout, int features)
    {
        this.likelihood = likelihood;
        this.features = features;
        slot = layout.Find(VaePlan.LogSigmaName);
        Precision = new PinnedFloats(features);
    }

    /// <summary>1 / sigma_d^2.</summary>
    public PinnedFloats Precision { get; }

    /// <summary>sum_d (log(2 pi) / 2 + log sigma_d), nats.</summary>
    public float Constant { get; private set; }

    /// <summary>The learned parameter, or null where sigma is fixed.</summary>
    public ParameterSlot? Slot => slot;

    /// <summary>Smallest log_sigma that the optimiser may leave.</summary>
    public float MinimumLogSigma => MathF.Log(likelihood.SigmaFloor);

    /// <summary>Reads log_sigma.</summary>
    public void Refresh(float* parameters)
    {
        var sum = 0.0;
        for (var d = 0; d < features; d++)
        {
            var logSigma = slot is null
                ? Math.Log(likelihood.Sigma)
                : parameters[slot.Offset + (slot.Count == 1 ? 0 : d)];
            Precision.Pointer[d] = (float)Math.Exp(-2 * logSigma);
            sum += GaussianLikelihood.HalfLogTwoPi + logSigma;
        }

        Constant = (float)sum;
    }
}
