namespace Notebooks.Kernel;

/// <summary>What a cell gave.</summary>
/// <param name="Text">What it printed.</param>
/// <param name="Pictures">The PNG files that it showed, in base64.</param>
/// <param name="Others">Types of what else it showed.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
internal sealed record CellResult(string Text, IReadOnlyList<string> Pictures, IReadOnlyList<string> Others, string? Error);
