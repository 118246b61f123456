using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Torch.Tensors;

namespace Vae.Torch.Likelihoods;

/// <summary>-log p(x|z) of columns of several kinds, run by run. A target that is NaN was not observed: it has no loss, no gradient and no part of the constant.</summary>
internal sealed class MixedLoss(VaePlan plan, FeatureMap map, TorchParameters parameters) : IDisposable
{
    // A parameter outside the graph has no gradient, where a zero is wanted.
    private readonly bool hasUnusedSigma = plan.Likelihood is GaussianLikelihood { SigmaKind: not SigmaKind.Fixed } && map.Runs.All(run => run.Kind != FeatureRunKind.Gaussian);
    private readonly Scalar zero = 0f.ToScalar();
    private readonly Scalar half = 0.5f.ToScalar();
    private readonly Scalar one = 1f.ToScalar();
    private readonly Scalar minusOne = (-1f).ToScalar();
    private readonly Scalar minusTwo = (-2f).ToScalar();
    private readonly Scalar constant = ((float)GaussianLikelihood.HalfLogTwoPi).ToScalar();
    private readonly Scalar unseen = ((float)map.UnseenLoss).ToScalar();

    /// <summary>The sum over features of each sample and row, constants kept.</summary>
    /// <param name="output">Means and logits, [samples, rows, features], single precision.</param>
    /// <param name="target">The rows, [rows, features].</param>
    /// <returns>[samples, rows].</returns>
    public Tensor PerRow(Tensor output, Tensor target)
    {
        var missing = plan.AllowsMissing ? target.isnan() : null;
        var seen = missing is null ? target : target.masked_fill(missing, zero);
        Tensor? sum = null;
        foreach (var run in map.Runs)
        {
            var (f, x) = (output.narrow(-1, run.Start, run.Count), seen.narrow(-1, run.Start, run.Count));
            var gap = missing?.narrow(-1, run.Start, run.Count);
            var loss = run.Kind switch
            {
                FeatureRunKind.Gaussian => Observed(Gaussian(run, f.sub(x)), gap).sum([-1L]),
                FeatureRunKind.Bernoulli => Observed(f.LogOnePlusExp().addcmul(f, x, minusOne), gap).sum([-1L]),
                _ => Softmax(f, x, gap),
            };
            sum = sum is null ? loss : sum.Plus(loss);
        }

        return hasUnusedSigma ? sum!.add(parameters.Exact(VaePlan.LogSigmaName).sum(), zero) : sum!;
    }

    /// <summary>Means of p(x|z) in place of decoder outputs, which are disposed of.</summary>
    public Tensor Mean(Tensor output)
    {
        using var scope = torch.NewDisposeScope();
        using (output)
        {
            return torch.cat([.. map.Runs.Select(run => Mean(run, output.narrow(-1, run.Start, run.Count)))], -1).MoveToOuterDisposeScope();
        }
    }

    private static Tensor Mean(FeatureRun run, Tensor output) => run.Kind switch
    {
        FeatureRunKind.Gaussian => output,
        FeatureRunKind.Bernoulli => output.sigmoid(),
        _ => torch.nn.functional.softmax(output, -1),
    };

    public void Dispose()
    {
        foreach (var scalar in new[] { zero, half, one, minusOne, minusTwo, constant, unseen })
        {
            scalar.Dispose();
        }
    }

    private Tensor Observed(Tensor losses, Tensor? gap) => gap is null ? losses : losses.masked_fill(gap, zero);

    private Tensor Gaussian(FeatureRun run, Tensor difference)
    {
        var square = difference.mul(difference);
        var gaussian = (GaussianLikelihood)plan.Likelihood;
        if (gaussian.SigmaKind == SigmaKind.Fixed)
        {
            using var times = (0.5f / (gaussian.Sigma * gaussian.Sigma)).ToScalar();
            using var plus = ((float)(GaussianLikelihood.HalfLogTwoPi + Math.Log(gaussian.Sigma))).ToScalar();
            return square.mul(times).Plus(plus);
        }

        var logSigma = parameters.Exact(VaePlan.LogSigmaName).expand(plan.OutputDimension).narrow(0, run.Start, run.Count);
        return square.mul(logSigma.mul(minusTwo).exp()).mul(half).Plus(logSigma).Plus(constant);
    }

    /// <summary>-log p of the row's level, and log(n + 1) for one that is unseen; of a level that is missing neither.</summary>
    private Tensor Softmax(Tensor f, Tensor x, Tensor? gap)
    {
        var own = torch.nn.functional.log_softmax(f, -1).mul(x).sum([-1L]);
        var absent = x.sum([-1L]).mul(minusOne).Plus(one).relu();
        return Observed(absent, gap?.select(-1, 0)).mul(unseen).sub(own);
    }
}
