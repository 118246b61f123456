using Vae.Core.Engines;
using Vae.Core.Networks;
using Vae.Core.Objectives;
using Vae.Torch.Networks;
using Vae.Torch.Randomness;
using Vae.Torch.Sessions;

namespace Vae.Torch.Objectives;

/// <summary>The negative evidence lower bound of a batch, with everything that <see cref="ObjectiveOptions"/> puts on it. This is the place where a new objective begins.</summary>
internal sealed class Elbo : IDisposable
{
    private readonly VaePlan plan;
    private readonly ObjectiveOptions options;
    private readonly TorchModel model;
    private readonly Scalar one = 1f.ToScalar();
    private readonly Scalar half = 0.5f.ToScalar();
    private readonly Scalar inverseSamples;
    private readonly Scalar freeBits;

    public Elbo(TrainingSetup setup, TorchModel model)
    {
        plan = setup.Plan;
        options = setup.Objective;
        this.model = model;
        inverseSamples = (1f / options.Samples).ToScalar();
        freeBits = options.FreeBits.ToScalar();
    }

    /// <exception cref="NotSupportedException">The objective asks for more than the bound of clean rows.</exception>
    public static void RequireSupport(ObjectiveOptions objective)
    {
        if (objective is not { Kind: ObjectiveKind.Elbo, Corruption: null, Binarization: Binarization.None })
        {
            throw new NotSupportedException(
                $"The torch engine trains on the ELBO of clean rows alone, but Objective.Kind is {objective.Kind}, Objective.Corruption {objective.Corruption?.ToString() ?? "none"} "
                + $"and Objective.Binarization {objective.Binarization}; train this model with Engine.Name = managed.");
        }
    }

    /// <summary>Goes forward.</summary>
    /// <param name="rows">[rows, features].</param>
    /// <param name="noise">Noise and masks.</param>
    /// <param name="settings">Number of the step and weight of the KL.</param>
    /// <returns>Sums over the rows, scalars on the device: what is minimised, -log p(x|z) averaged over samples, and the unweighted KL.</returns>
    public (Tensor Objective, Tensor Reconstruction, Tensor Divergence) Forward(Tensor rows, StepNoise noise, in StepSettings settings)
    {
        var count = rows.shape[0];
        var masks = noise.Masks(settings, (int)count);
        var (mean, logVariance) = model.Encode(rows, masks);
        var sigma = logVariance.mul(half).exp();
        var code = mean.addcmul(sigma, noise.Normal(settings, (int)count), one);
        var output = model.Decode(code.reshape(options.Samples * count, plan.LatentDimension), masks);
        var loss = model.Likelihood.Sum(output.view(options.Samples, count, plan.InputDimension), rows);
        var reconstruction = options.Samples == 1 ? loss : loss.mul(inverseSamples);

        // KL_j = (mean^2 + sigma^2 - 1 - log sigma^2) / 2 (Kingma and Welling 2014, appendix B).
        var divergence = mean.mul(mean).addcmul(sigma, sigma, one).sub(logVariance).sub(one).mul(half);
        var (total, counted) = options.FreeBits > 0 ? WithFreeBits(divergence, count) : Twice(divergence.sum());
        using var weight = settings.KlWeight.ToScalar();
        return (reconstruction.add(counted, weight), reconstruction, total);
    }

    public void Dispose()
    {
        one.Dispose();
        half.Dispose();
        inverseSamples.Dispose();
        freeBits.Dispose();
    }

    /// <summary>Each dimension's KL, averaged over the batch, counts as at least the free bits; below them it has no gradient (Kingma et al. 2016, eq. 15).</summary>
    private (Tensor Total, Tensor Counted) WithFreeBits(Tensor divergence, long count)
    {
        using var rows = ((float)count).ToScalar();
        var average = divergence.mean([0L]);
        return (average.sum().mul(rows), average.clamp_min(freeBits).sum().mul(rows));
    }

    private static (Tensor Total, Tensor Counted) Twice(Tensor sum) => (sum, sum);
}
