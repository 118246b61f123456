using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Reports.Findings;

/// <summary>What a model's scores and probabilities are, in words.</summary>
internal static class ScoreMeaning
{
    /// <summary>The score's name.</summary>
    public static string Name(ScoreKind kind) => kind switch
    {
        ScoreKind.WhitenedDistance => "Whitened distance",
        ScoreKind.ReferenceDistance => "Reference distance",
        ScoreKind.SquaredError => "Squared error",
        ScoreKind.ReconstructionLogLikelihood => "Log-likelihood",
        ScoreKind.ReconstructionProbability => "Reconstruction probability",
        ScoreKind.NegativeElbo => "Negative ELBO",
        ScoreKind.ImportanceWeightedNll => "Importance-weighted likelihood",
        var other => other.ToString(),
    };

    /// <summary>What a row's score is, as a sentence.</summary>
    public static string Of(VaeModel model)
    {
        const string Distance = "how far it lies from all training rows together, by its code and by what the model does not rebuild of it";
        var what = model.Options.Scoring.Kind switch
        {
            ScoreKind.ReferenceDistance when model.Parts.References is { Count: var kept } => Invariant($"{Distance}, and how far from the nearest of the {kept:N0} training rows that the model keeps"),
            ScoreKind.ReferenceDistance or ScoreKind.WhitenedDistance => Distance,
            ScoreKind.SquaredError => "the squared error of what the model makes of it, in scaled units",
            ScoreKind.ReconstructionLogLikelihood => "how unlikely its values are to the model, given its code, in nats",
            ScoreKind.ReconstructionProbability => "how unlikely its values are to the model, given codes drawn about its own, in nats",
            ScoreKind.NegativeElbo => "how unlikely its values are to the model, given codes drawn about its own, and how far these are from usual ones, in nats",
            _ => "how unlikely it is to the model, in nats",
        };
        return Invariant($"A row's score is {what}{(model.EnsembleSize > 1 ? Invariant($", as the mean of {model.EnsembleSize} networks") : "")}. Higher is stranger.");
    }

    /// <summary>What its probability is, as a sentence.</summary>
    public static string OfProbability(VaeModel model) => model.LabelledProbability is null
        ? "Probability is the chance of being an anomaly: made of the scores alone, one half at the threshold."
        : "Probability is the chance of being an anomaly, learned from labels.";
}
