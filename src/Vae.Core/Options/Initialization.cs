namespace Vae.Core.Options;

/// <summary>
/// How weights are drawn before training. But for <see cref="PyTorch"/>, biases start at 0, and the heads and the output layer, which have no activation, use
/// Glorot.
/// </summary>
public enum Initialization
{
    /// <summary>He for ReLU, leaky ReLU, SiLU and GELU; Glorot for tanh.</summary>
    Automatic,

    /// <summary>Uniform in +-sqrt(6 / fanIn) (He et al. 2015).</summary>
    He,

    /// <summary>Uniform in +-sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio 2010).</summary>
    Glorot,

    /// <summary>PyTorch's default for linear layers and convolutions: weights and biases uniform in +-1 / sqrt(fanIn), fanIn the size of a weight's axes but the first.</summary>
    PyTorch,
}
