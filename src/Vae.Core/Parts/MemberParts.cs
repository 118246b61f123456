using Vae.Core.Statistics;

namespace Vae.Core.Parts;

/// <summary>What a further network of an ensemble has of its own; all else it shares with the first.</summary>
/// <param name="Parameters">All parameters, in the order of the layout that follows from the plan.</param>
/// <param name="Whitening">Covariance of its residual and code; null where the score does not need it.</param>
internal sealed record MemberParts(float[] Parameters, Whitening? Whitening);
