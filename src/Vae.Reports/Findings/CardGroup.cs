namespace Vae.Reports.Findings;

/// <summary>Facts of a model card under one heading.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Facts">What each is called, and what it is.</param>
internal sealed record CardGroup(string Title, IReadOnlyList<(string Name, string Value)> Facts);
