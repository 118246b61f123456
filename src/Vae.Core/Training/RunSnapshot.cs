using Vae.Core.Engines;

namespace Vae.Core.Training;

/// <summary>All that a run continues from.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Current">Parameters and optimisers as they are.</param>
/// <param name="Good">As they were when they were last known to be good.</param>
/// <param name="Best">Parameters of the best validation loss; null where there are none.</param>
/// <param name="Kept">Numbers of the rows that it goes on with, rising; null where none are left out.</param>
internal sealed record RunSnapshot(RunPosition Position, SessionState Current, SessionState Good, float[]? Best, int[]? Kept);
