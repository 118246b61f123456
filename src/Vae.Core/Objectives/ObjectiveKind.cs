namespace Vae.Core.Objectives;

/// <summary>What training minimises.</summary>
public enum ObjectiveKind
{
    /// <summary>
    /// The negative evidence lower bound, -E_q[log p(x|z)] + beta * KL(q(z|x) || N(0, I)) (Kingma and Welling 2014, eq. 10): a variational autoencoder.
    /// </summary>
    Elbo,

    /// <summary>
    /// The reconstruction error -log p(x | z = code(x)) alone: a plain autoencoder, whose encoder gives one code without noise (Hinton and
    /// Salakhutdinov 2006). With <see cref="ObjectiveOptions.Corruption"/> a denoising one (Vincent et al. 2008). It has no q(z|x), so that the scores
    /// that need one are refused: reconstruction probability, negative ELBO and importance-weighted NLL.
    /// </summary>
    Autoencoder,

    /// <summary>
    /// The importance-weighted bound with k = <see cref="ObjectiveOptions.Samples"/> samples, -E[log 1/k sum_i w_i],
    /// w_i = p(x|z_i) p(z_i) / q(z_i|x) (Burda et al. 2016, eq. 8; gradient by eq. 14). It is never below the negative log-likelihood and, in expectation,
    /// falls towards it as k grows. With k = 1 it is the ELBO whose KL is estimated from the sample instead of taken in closed form.
    /// </summary>
    Iwae,
}
