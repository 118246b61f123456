namespace Vae.Reports.Findings;

/// <summary>What a latent dimension does: the mean of the prior decoded with that number of it from -3 to 3.</summary>
/// <param name="Dimension">The dimension, from 0.</param>
/// <param name="Kl">Mean KL of it, nats.</param>
/// <param name="Sheet">The pictures side by side, a PNG file.</param>
internal sealed record DimensionWalk(int Dimension, double Kl, byte[] Sheet);
