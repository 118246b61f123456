namespace Vae.Core.Likelihoods;

/// <summary>
/// log p(x|z) = sum_d x_d log s(f_d) + (1 - x_d) log(1 - s(f_d)), s the logistic function, computed from the logits f(z) so that it never overflows.
/// Scaled training values must lie in [0,1]: use min-max scaling, or none on data that does already.
/// </summary>
public sealed record BernoulliLikelihood : Likelihood
{
    internal override void Validate()
    {
    }
}
