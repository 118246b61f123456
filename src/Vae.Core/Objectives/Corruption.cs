namespace Vae.Core.Objectives;

/// <summary>
/// Noise on what the encoder sees in training; the loss still asks for the clean row, so that the model learns to take the noise off (Vincent et al. 2008,
/// 2010). All numbers are in scaled units, as the network sees rows. Outside training nothing is corrupted.
/// </summary>
public abstract record Corruption
{
    private protected Corruption()
    {
    }

    /// <summary>Adds normal noise to every feature.</summary>
    /// <param name="sigma">Standard deviation in scaled units, above 0.</param>
    public static GaussianCorruption Gaussian(float sigma = 0.3f) => new(sigma);

    /// <summary>Sets a random share of the features to 0.</summary>
    /// <param name="rate">The share, above 0 and below 1.</param>
    public static MaskingCorruption Masking(float rate = 0.25f) => new(rate);

    /// <summary>Sets a random share of the features to the low or the high end of their range.</summary>
    /// <param name="rate">The share, above 0 and at most 1.</param>
    public static SaltAndPepperCorruption SaltAndPepper(float rate = 0.1f) => new(rate);

    internal abstract void Validate();

    private protected static void RequireRate(float rate, float maximum, string option)
    {
        if (!(rate > 0 && rate <= maximum))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{option} is {rate} but must be above 0 and at most {maximum}; choose such a share, or leave Objective.Corruption out."));
        }
    }
}
