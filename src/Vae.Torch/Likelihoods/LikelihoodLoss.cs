using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Torch.Rows;
using Vae.Torch.Tensors;

namespace Vae.Torch.Likelihoods;

/// <summary>-log p(x|z) of decoder outputs, constants kept, in nats. This is the place where a new likelihood gets its operators.</summary>
internal sealed class LikelihoodLoss : IDisposable
{
    private readonly GaussianLikelihood? gaussian;
    private readonly MixedLoss? mixed;
    private readonly TorchParameters parameters;
    private readonly int features;
    private readonly ObservedLoss? observed;
    private readonly Scalar minusOne = (-1f).ToScalar();
    private readonly Scalar minusTwo = (-2f).ToScalar();
    private readonly Scalar half = 0.5f.ToScalar();

    /// <exception cref="NotSupportedException">There are no operators for the likelihood.</exception>
    public LikelihoodLoss(VaePlan plan, TorchParameters parameters)
    {
        this.parameters = parameters;
        features = plan.OutputDimension;
        observed = plan.AllowsMissing ? new ObservedLoss(plan, parameters) : null;
        gaussian = plan.Likelihood as GaussianLikelihood;
        mixed = plan.Map is { } map ? new MixedLoss(plan, map, parameters) : null;
        if (gaussian is null && plan.Likelihood is not BernoulliLikelihood)
        {
            throw new NotSupportedException(
                $"The torch engine has no operators for {plan.Likelihood.GetType().Name}; train this model with Engine.Name = managed.");
        }
    }

    /// <summary>Smallest log sigma that the optimiser may leave; null where sigma is not learned.</summary>
    public float? MinimumLogSigma => gaussian is { SigmaKind: not SigmaKind.Fixed } ? MathF.Log(gaussian.SigmaFloor) : null;

    /// <summary>Means of p(x|z) in place of decoder outputs: probabilities where these are logits.</summary>
    public Tensor Mean(Tensor output) => mixed?.Mean(output) ?? (gaussian is null ? output.sigmoid_() : output);

    /// <summary>The sum over samples, rows and features.</summary>
    /// <param name="output">Logits or means, [samples, rows, features], single precision.</param>
    /// <param name="target">The rows, [rows, features].</param>
    /// <param name="weights">How much each row counts; null: once.</param>
    /// <returns>A scalar.</returns>
    public Tensor Sum(Tensor output, Tensor target, StepWeights? weights = null)
    {
        if (weights is not null)
        {
            return StepWeights.SumOf(PerRow(output, target), weights);
        }

        if (mixed is not null)
        {
            return mixed.PerRow(output, target).sum();
        }

        if (observed is not null)
        {
            return observed.PerRow(output, target).sum();
        }

        if (gaussian is null)
        {
            // log(1 + exp(f)) - f x, which never overflows: 3 passes over memory forward and 4 back.
            return output.LogOnePlusExp().addcmul(output, target, minusOne).sum();
        }

        var difference = output.sub(target);
        var square = difference.mul(difference);
        var rows = output.shape[0] * output.shape[1];
        return gaussian.SigmaKind switch
        {
            SigmaKind.Fixed => Scaled(square.sum(), 0.5 / ((double)gaussian.Sigma * gaussian.Sigma), Constant(rows, Math.Log(gaussian.Sigma))),
            SigmaKind.Learned => Learned(square.sum().view(1), rows * features, Constant(rows, 0)),
            SigmaKind.LearnedPerFeature => Learned(square.sum(0, 1), rows, Constant(rows, 0)),
            _ => throw new NotSupportedException($"The torch engine has no operators for a sigma that is {gaussian.SigmaKind}."),
        };
    }

    /// <summary>The sum over features of each sample and row, constants kept.</summary>
    /// <param name="output">Logits or means, [samples, rows, features], single precision.</param>
    /// <param name="target">The rows, [rows, features].</param>
    /// <returns>[samples, rows].</returns>
    public Tensor PerRow(Tensor output, Tensor target)
    {
        if (mixed is not null)
        {
            return mixed.PerRow(output, target);
        }

        if (observed is not null)
        {
            return observed.PerRow(output, target);
        }

        if (gaussian is null)
        {
            return output.LogOnePlusExp().addcmul(output, target, minusOne).sum([-1L]);
        }

        var difference = output.sub(target);
        var square = difference.mul(difference);
        using var plus = ((float)(features * GaussianLikelihood.HalfLogTwoPi)).ToScalar();
        if (gaussian.SigmaKind == SigmaKind.Fixed)
        {
            using var times = (0.5f / (gaussian.Sigma * gaussian.Sigma)).ToScalar();
            using var constant = ((float)(features * Math.Log(gaussian.Sigma))).ToScalar();
            return square.sum([-1L]).mul(times).Plus(plus).Plus(constant);
        }

        var logSigma = parameters.Exact(VaePlan.LogSigmaName).expand(features);
        return square.mul(logSigma.mul(minusTwo).exp()).mul(half).Plus(logSigma).sum([-1L]).Plus(plus);
    }

    public void Dispose()
    {
        mixed?.Dispose();
        observed?.Dispose();
        minusOne.Dispose();
        minusTwo.Dispose();
        half.Dispose();
    }

    /// <summary>sum_d [ squares_d / (2 sigma_d^2) + count * log sigma_d ] + constant.</summary>
    private Tensor Learned(Tensor squares, long count, double constant)
    {
        var logSigma = parameters.Exact(VaePlan.LogSigmaName);
        using var times = ((float)count).ToScalar();
        using var plus = ((float)constant).ToScalar();
        var precision = logSigma.mul(minusTwo).exp();
        return squares.mul(precision).mul(half).add(logSigma, times).sum().Plus(plus);
    }

    private static Tensor Scaled(Tensor sum, double factor, double constant)
    {
        using var times = ((float)factor).ToScalar();
        using var plus = ((float)constant).ToScalar();
        return sum.mul(times).Plus(plus);
    }

    private double Constant(long rows, double logSigma) => rows * features * (GaussianLikelihood.HalfLogTwoPi + logSigma);
}
