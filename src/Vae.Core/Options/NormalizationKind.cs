namespace Vae.Core.Options;

/// <summary>What stands between each hidden layer and its activation. Formulas and defaults are PyTorch's.</summary>
public enum NormalizationKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>
    /// Batch normalisation (Ioffe and Szegedy 2015): each unit, or channel, has mean 0 and variance 1 over the batch (and the positions) in training,
    /// by running statistics afterwards; then a learned scale and offset.
    /// </summary>
    Batch,

    /// <summary>
    /// Layer normalisation (Ba et al. 2016): the numbers of one row have mean 0 and variance 1; then a learned scale and offset for each. Rows do not
    /// depend on each other.
    /// </summary>
    Layer,
}
