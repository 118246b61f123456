namespace Vae.Core.Objectives;

/// <summary>The distribution p(z) that codes are drawn from.</summary>
internal interface ICodePrior
{
    /// <summary>Draws codes; each depends on the seed and its own number alone.</summary>
    /// <param name="seed">Names the sequence.</param>
    /// <param name="firstCode">Number of the first code in it; below 2^48.</param>
    /// <param name="temperature">Factor on the standard deviation.</param>
    /// <param name="latent">Numbers in a code.</param>
    /// <param name="codes">Receives a whole number of codes, row-major.</param>
    void Draw(int seed, long firstCode, float temperature, int latent, Span<float> codes);
}
