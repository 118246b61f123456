namespace Vae.Core.Engines.Catalog;

/// <summary>The engine that trains.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Reason">Why this one, for people; null where the options name it, or where it says so itself.</param>
internal sealed record EngineSelection(ITrainingEngine Engine, string? Reason)
{
    /// <summary>What a session says of itself, and why it is that engine's.</summary>
    public string Describe(string session) => Reason is null ? session : $"{session}; {Reason}";
}
