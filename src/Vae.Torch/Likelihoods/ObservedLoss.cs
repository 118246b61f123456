using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Torch.Rows;
using Vae.Torch.Tensors;

namespace Vae.Torch.Likelihoods;

/// <summary>-log p(x|z) over what was observed of the rows: a target that is NaN has no loss, no gradient and no part of the constant.</summary>
internal sealed class ObservedLoss(VaePlan plan, TorchParameters parameters) : IDisposable
{
    private readonly Scalar zero = 0f.ToScalar();
    private readonly Scalar half = 0.5f.ToScalar();
    private readonly Scalar minusOne = (-1f).ToScalar();
    private readonly Scalar minusTwo = (-2f).ToScalar();
    private readonly Scalar constant = ((float)GaussianLikelihood.HalfLogTwoPi).ToScalar();

    /// <summary>The sum over observed features of each sample and row, constants kept.</summary>
    /// <param name="output">Logits or means, [samples, rows, features], single precision.</param>
    /// <param name="target">The rows, [rows, features], NaN where missing.</param>
    /// <returns>[samples, rows].</returns>
    public Tensor PerRow(Tensor output, Tensor target) =>
        Losses(output, ObservedRows.Seen(target, target)).masked_fill(target.isnan(), zero).sum([-1L]);

    public void Dispose()
    {
        foreach (var scalar in new[] { zero, half, minusOne, minusTwo, constant })
        {
            scalar.Dispose();
        }
    }

    private Tensor Losses(Tensor output, Tensor target)
    {
        if (plan.Likelihood is not GaussianLikelihood gaussian)
        {
            return output.LogOnePlusExp().addcmul(output, target, minusOne);
        }

        var difference = output.sub(target);
        var square = difference.mul(difference);
        if (gaussian.SigmaKind == SigmaKind.Fixed)
        {
            using var times = (0.5f / (gaussian.Sigma * gaussian.Sigma)).ToScalar();
            using var plus = ((float)(GaussianLikelihood.HalfLogTwoPi + Math.Log(gaussian.Sigma))).ToScalar();
            return square.mul(times).Plus(plus);
        }

        var logSigma = parameters.Exact(VaePlan.LogSigmaName).expand(plan.OutputDimension);
        return square.mul(logSigma.mul(minusTwo).exp()).mul(half).Plus(logSigma).Plus(constant);
    }
}
