namespace Vae.Core.Options;

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

    /// <summary>
    /// An adversarial autoencoder (Makhzani et al. 2015): the reconstruction error -log p(x|z), and, in the KL's place, a discriminator that learns to tell codes of
    /// rows from codes of <see cref="AdversarialOptions.Prior"/> while the encoder learns to deceive it, so that codes of all rows together come to be distributed
    /// as the prior. Numbers of it are in <see cref="ObjectiveOptions.Adversarial"/>.
    /// </summary>
    Adversarial,

    /// <summary>
    /// A VAE-GAN (Larsen et al. 2016, algorithm 1): a discriminator learns to tell rows from rebuilt and from drawn ones. The encoder minimises the KL and the
    /// distance of a row from its reconstruction in the discriminator's last hidden layer, L = |Dis(x) - Dis(x~)|^2 / (2 s^2), in the place of -log p(x|z); the decoder
    /// minimises gamma L and deceives the discriminator. Its rows are sharper than a variational autoencoder's, and farther from the row by -log p(x|z).
    /// </summary>
    VaeGan,
}
