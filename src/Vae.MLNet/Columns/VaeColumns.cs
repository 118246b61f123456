using System.Collections.Immutable;
using Vae.Core;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.MLNet.Columns.Names;

namespace Vae.MLNet.Columns;

/// <summary>Which column holds the features, or which columns hold them, and which columns a <see cref="VaeTransformer"/> adds; an output whose name is null is
/// neither added nor computed.</summary>
public sealed record VaeColumns
{
    private readonly NameList inputs;

    /// <summary>Name of the feature column, a known-size vector of Single (or one Single); not read where <see cref="Inputs"/> names columns. Where its slots and the
    /// model's features have names, they are found by name, in whatever order; else by their place. Default <c>Features</c>.</summary>
    public string Features { get; init; } = "Features";

    /// <summary>
    /// Names of the columns that hold the features, in the order of the model's or, where they have the same names, in any: numbers, Booleans, texts and keys, and known-size vectors of these; texts and
    /// keys are encoded by the levels in <see cref="VaeModel.Columns"/>. Empty (the default): the one column <see cref="Features"/> holds them all.
    /// </summary>
    public ImmutableArray<string> Inputs
    {
        get => inputs.Names;
        init => inputs = new NameList(value);
    }

    /// <summary>Name of the mean code's column, a vector of Single with one slot a latent dimension. Default null, not added.</summary>
    public string? Latent { get; init; }

    /// <summary>What the latent column holds: the mean code (default), the code and behind it its log-variance, or the encoder's last hidden layer.</summary>
    public FeatureKind LatentKind { get; init; }

    /// <summary>Name of the reconstruction's column, a vector of Single in the units and order of the features. Default null, not
    /// added.</summary>
    public string? Reconstruction { get; init; }

    /// <summary>Name of the score's column, a Single; higher is more anomalous. Default null, not added.</summary>
    public string? Score { get; init; }

    /// <summary>Name of the label's column, a Boolean: whether the score is above the model's threshold. Default null, not added.</summary>
    public string? PredictedLabel { get; init; }

    /// <summary>Name of the probability's column, a Single from 0 to 1: the probability of being an anomaly, 1/2 at the threshold, as
    /// <see cref="Vae.Core.Models.VaeModel.Probability"/> defines it. Default null, not added.</summary>
    public string? Probability { get; init; }

    /// <summary>Name of the contributions' column, a vector of Single with one slot a feature, named like the features: each feature's part
    /// of the score, which add up to it, as <see cref="Vae.Core.Models.VaeModel.Contributions"/> defines them. Default null, not added.</summary>
    public string? FeatureContributions { get; init; }

    /// <summary>Name of the imputed features' column, a vector of Single with one slot a feature, named like the features: the row with what was not observed of it
    /// (NaN) filled in, as <see cref="Vae.Core.Models.VaeModel.Impute(ReadOnlySpan{float}, Span{float})"/> does. Only for a model trained with <see cref="VaeOptions.MissingValues"/> = Observed. Default null, not
    /// added.</summary>
    public string? Imputed { get; init; }

    /// <summary>What an anomaly detector adds by ML.NET's conventions: <c>Score</c> and <c>PredictedLabel</c>.</summary>
    public static VaeColumns ForAnomalies { get; } = new() { Score = "Score", PredictedLabel = "PredictedLabel" };

    /// <summary>What a feature extractor adds: <c>Latent</c>.</summary>
    public static VaeColumns ForEncoding { get; } = new() { Latent = "Latent" };

    /// <summary>The columns to add, in the order in which they are added.</summary>
    internal IEnumerable<(OutputKind Kind, string Name)> Named
    {
        get
        {
            (OutputKind Kind, string? Name)[] all =
            [
                (OutputKind.Latent, Latent),
                (OutputKind.Reconstruction, Reconstruction),
                (OutputKind.Score, Score),
                (OutputKind.PredictedLabel, PredictedLabel),
                (OutputKind.Probability, Probability),
                (OutputKind.FeatureContributions, FeatureContributions),
                (OutputKind.Imputed, Imputed),
            ];
            return all.Where(output => output.Name is not null).Select(output => (output.Kind, output.Name!));
        }
    }

    /// <summary>Names of the latent column's slots.</summary>
    internal IEnumerable<string> LatentSlots(VaeModel model) => LatentKind == FeatureKind.MeanAndLogVariance
        ? Numbered(Latent!, model.LatentDimension).Concat(Numbered(Latent + "LogVariance", model.LatentDimension))
        : Numbered(Latent!, model.FeatureDimension(LatentKind));

    private static IEnumerable<string> Numbered(string name, int count) => Enumerable.Range(0, count).Select(i => Invariant($"{name}{i}"));

    /// <summary>Checks that the names are usable.</summary>
    /// <exception cref="ArgumentException">A name is blank, two outputs share a name, or no output has one.</exception>
    internal void Validate()
    {
        Require(Features, "FeatureColumnName");
        foreach (var (input, index) in Inputs.Select((name, index) => (name, index)))
        {
            Require(input ?? "", "An input column's name");
            if (Inputs.IndexOf(input!) != index)
            {
                throw new ArgumentException($"The input column '{input}' is named twice; name every input once.");
            }
        }

        Require(Latent, "LatentColumnName");
        Require(Reconstruction, "ReconstructionColumnName");
        Require(Score, "ScoreColumnName");
        Require(PredictedLabel, "PredictedLabelColumnName");
        Require(Probability, "ProbabilityColumnName");
        Require(FeatureContributions, "FeatureContributionsColumnName");
        Require(Imputed, "ImputedColumnName");

        if (!Enum.IsDefined(LatentKind))
        {
            throw new ArgumentException(
                $"LatentKind is {LatentKind} but must be one of {string.Join(", ", Enum.GetNames<FeatureKind>())}; choose one of those.");
        }

        var seen = new HashSet<string>();
        foreach (var (_, name) in Named)
        {
            if (!seen.Add(name))
            {
                throw new ArgumentException(
                    $"Two output columns are named '{name}'; give each a name of its own, or null to leave it out.");
            }
        }

        if (seen.Count == 0)
        {
            throw new ArgumentException(
                "No output column has a name, so there is nothing to compute; "
                + "name at least one of the latent, reconstruction, score, predicted-label, probability, contribution and imputed columns.");
        }
    }

    /// <summary>Checks that a model of these options can fill the columns.</summary>
    /// <exception cref="ArgumentException">Values are to be imputed by a model to which none may be missing.</exception>
    internal void RequireFitting(VaeOptions model)
    {
        if (Imputed is not null && model.MissingValues != Vae.Core.Data.MissingValueHandling.Observed)
        {
            throw new ArgumentException(
                $"Column '{Imputed}' cannot be added: MissingValues of the model is {model.MissingValues}, to which NaN makes a row invalid; "
                + "train it with MissingValues = Observed, or leave the column out.");
        }
    }

    private static void Require(string? name, string option)
    {
        if (name is not null && string.IsNullOrWhiteSpace(name))
        {
            throw new ArgumentException($"{option} is blank; give the column a name, or null to leave an output out.");
        }
    }
}
