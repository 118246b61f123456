namespace Vae.Core.Serialization;

/// <summary>The constant columns in a model file's JSON.</summary>
/// <param name="Features">Which, in ascending order.</param>
/// <param name="Values">What each is, relative to the origin.</param>
/// <param name="Weight">What the smallest change adds to a score.</param>
internal sealed record ConstantsHeader(int[] Features, float[] Values, float Weight);
