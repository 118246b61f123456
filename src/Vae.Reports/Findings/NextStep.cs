namespace Vae.Reports.Findings;

/// <summary>What to do next.</summary>
/// <param name="Text">In a sentence.</param>
/// <param name="Command">The command that does it; null where there is none.</param>
internal sealed record NextStep(string Text, string? Command = null);
