namespace Vae.Reports.Findings;

/// <summary>A part of the verdict.</summary>
/// <param name="Grade">How good it is.</param>
/// <param name="Title">In a few words.</param>
/// <param name="Text">In one or two sentences.</param>
internal sealed record Finding(Grade Grade, string Title, string Text);
