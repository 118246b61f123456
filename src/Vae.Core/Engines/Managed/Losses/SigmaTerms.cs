using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Likelihoods;
using Vae.Core.Networks;

namespace Vae.Core.Engines.Managed.Losses;

/// <summary>What a Gaussian decoder's sigma means for the loss: 1 / sigma^2 of each feature and the constant of the likelihood, made anew after each update.</summary>
internal sealed unsafe class SigmaTerms
{
    private readonly GaussianLikelihood likelihood;
    private readonly ParameterSlot? slot;
    private readonly int features;

    /// <param name="plan">The model; its likelihood is Gaussian.</param>
    /// <param name="layout">Where its parameters lie.</param>
    public SigmaTerms(VaePlan plan, ParameterLayout layout)
    {
        likelihood = (GaussianLikelihood)plan.Likelihood;
        features = plan.OutputDimension;
        slot = layout.Find(VaePlan.LogSigmaName);
        Precision = new PinnedFloats(features);
        Constants = plan.Map is null && !plan.AllowsMissing ? null : new PinnedFloats(features);
    }

    /// <summary>1 / sigma_d^2.</summary>
    public PinnedFloats Precision { get; }

    /// <summary>log(2 pi) / 2 + log sigma_d, nats; null where one likelihood serves all features of every row.</summary>
    public PinnedFloats? Constants { get; }

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
            if (Constants is not null)
            {
                Constants.Pointer[d] = (float)(GaussianLikelihood.HalfLogTwoPi + logSigma);
            }
        }

        Constant = (float)sum;
    }
}
