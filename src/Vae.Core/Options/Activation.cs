namespace Vae.Core.Options;

/// <summary>The non-linearity after each hidden layer. Formulas are PyTorch's.</summary>
public enum Activation
{
    /// <summary>max(x, 0).</summary>
    ReLU,

    /// <summary>x where x &gt; 0, else slope * x; the slope is <see cref="NetworkOptions.LeakySlope"/>.</summary>
    LeakyReLU,

    /// <summary>x * sigmoid(x).</summary>
    SiLU,

    /// <summary>x * Phi(x) with the exact normal distribution function (not the tanh approximation).</summary>
    GELU,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,
}
