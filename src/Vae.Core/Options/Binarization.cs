namespace Vae.Core.Options;

/// <summary>Whether training rows of probabilities are turned into rows of zeros and ones.</summary>
public enum Binarization
{
    /// <summary>Rows are trained on as they are.</summary>
    None,

    /// <summary>
    /// Each time a row is trained on, each feature is drawn anew: 1 with the feature's scaled value as the probability, else 0. The drawn row is both
    /// input and target. What the literature calls dynamic binarisation (Burda et al. 2016, section 5).
    /// </summary>
    Dynamic,
}
