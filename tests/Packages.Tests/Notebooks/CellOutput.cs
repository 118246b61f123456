namespace Packages.Tests.Notebooks;

/// <summary>What is below a code cell.</summary>
/// <param name="Text">What it printed.</param>
/// <param name="Pictures">The PNG files that it showed, in base64.</param>
internal sealed record CellOutput(string Text, IReadOnlyList<string> Pictures);
