namespace Vae.Core.Options;

/// <summary>What a score needs of a model.</summary>
internal static class ScoreKindExtensions
{
    /// <summary>Whether it averages over samples of q(z|x), and so needs the code's variance.</summary>
    public static bool NeedsVariance(this ScoreKind kind) =>
        kind is ScoreKind.ReconstructionProbability or ScoreKind.NegativeElbo or ScoreKind.ImportanceWeightedNll;
}
