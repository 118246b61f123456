using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Vae.Core.Onnx;

/// <summary>What an exported graph computes, its form, and the names of its input and outputs.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>The part of the model; default the whole.</summary>
    public OnnxPart Part { get; init; } = OnnxPart.Whole;

    /// <summary>Many rows a call (default) or one.</summary>
    public OnnxForm Form { get; init; } = OnnxForm.Batch;

    /// <summary>Name of the input of all parts but the decoder: [N, D] or [D] floats in raw units. Default <c>features</c>.</summary>
    public string Features { get; init; } = "features";

    /// <summary>Name of the latent mean, [N, L] or [L] floats, and of the decoder's input. Default <c>latent</c>; null leaves the output out.</summary>
    public string? Latent { get; init; } = "latent";

    /// <summary>What the latent output holds: the mean code (default), the code and its log-variance [N, 2 L], or the last hidden layer [N, H].</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public FeatureKind LatentKind { get; init; }

    /// <summary>Name of the clamped log-variance, [N, L] or [L] floats. Default <c>log_variance</c>; null leaves it out. A plain autoencoder has none, whatever this says.</summary>
    public string? LogVariance { get; init; } = "log_variance";

    /// <summary>Name of the reconstruction in raw units, [N, D] or [D] floats. Default <c>reconstruction</c>; null leaves it out.</summary>
    public string? Reconstruction { get; init; } = "reconstruction";

    /// <summary>Name of the rows with what was not observed of them filled in, [N, D] or [D] floats (<see cref="Models.VaeModel.Impute(ReadOnlySpan{float}, Span{float})"/>); only of a model to which values may be missing. Default null, left out.</summary>
    public string? Imputed { get; init; }

    /// <summary>Names of its D numbers, kept as those of the latent code are; empty (default) for none.</summary>
    public ImmutableArray<string> ImputedSlotNames { get => field.IsDefault ? [] : field; init; }

    /// <summary>Name of the score, [N] or [1] floats, higher is more anomalous. Default <c>score</c>; null leaves it out.</summary>
    public string? Score { get; init; } = "score";

    /// <summary>Name of the predicted label, [N] or [1] booleans, true where the score is above the threshold. Default <c>predicted_label</c>; null leaves it out.</summary>
    public string? PredictedLabel { get; init; } = "predicted_label";

    /// <summary>Name of the probability of being an anomaly, [N] or [1] floats from 0 to 1 (<see cref="Models.VaeModel.Probability"/>). Default null, left out.</summary>
    public string? Probability { get; init; }

    /// <summary>Name of each feature's part of the score, [N, D] or [D] floats (<see cref="Models.VaeModel.Contributions"/>). Default null, left out.</summary>
    public string? Contributions { get; init; }

    /// <summary>Whether the parts of the score are one a column of the table, [N, C] or [C] (<see cref="Models.VaeModel.ColumnContributions"/>), and not one a feature (default); the same where the model has no columns.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ContributionsByColumn { get; init; }

    /// <summary>Names of the L numbers of the latent mean, kept in a node that ML.NET's OnnxTransformer reads as slot names; empty (default) for none.</summary>
    public ImmutableArray<string> LatentSlotNames { get => field.IsDefault ? [] : field; init; }

    /// <summary>Names of the D numbers of the reconstruction, kept likewise; empty (default) for none.</summary>
    public ImmutableArray<string> ReconstructionSlotNames { get => field.IsDefault ? [] : field; init; }

    /// <summary>Names of the D parts of the score, or of the C where they are one a column, kept likewise; empty (default) for none.</summary>
    public ImmutableArray<string> ContributionSlotNames { get => field.IsDefault ? [] : field; init; }

    internal bool HasFeatures => Part != OnnxPart.Decoder;

    internal string? LatentOutput => Part is OnnxPart.Whole or OnnxPart.Encoder ? Latent : null;

    internal string? LogVarianceOutput => Part is OnnxPart.Whole or OnnxPart.Encoder ? LogVariance : null;

    internal string? ReconstructionOutput => Part is OnnxPart.Whole or OnnxPart.Decoder ? Reconstruction : null;

    internal string? ImputedOutput => Part is OnnxPart.Whole or OnnxPart.Scorer ? Imputed : null;

    internal string? ScoreOutput => Part is OnnxPart.Whole or OnnxPart.Scorer ? Score : null;

    internal string? PredictedLabelOutput => Part is OnnxPart.Whole or OnnxPart.Scorer ? PredictedLabel : null;

    internal string? ProbabilityOutput => Part is OnnxPart.Whole or OnnxPart.Scorer ? Probability : null;

    internal string? ContributionsOutput => Part is OnnxPart.Whole or OnnxPart.Scorer ? Contributions : null;

    /// <summary>Whether an output is made from the score.</summary>
    internal bool NeedsScore => ScoreOutput is not null || PredictedLabelOutput is not null || ProbabilityOutput is not null;

    internal void Validate()
    {
        Require.Defined(Part, "OnnxExportOptions.Part");
        Require.Defined(Form, "OnnxExportOptions.Form");
        Require.Defined(LatentKind, "OnnxExportOptions.LatentKind");
        if (Part == OnnxPart.Decoder && LatentKind != FeatureKind.Mean)
        {
            throw new ArgumentException($"LatentKind is {LatentKind} but a decoder takes the mean code; leave it at {FeatureKind.Mean}.");
        }

        ArgumentException.ThrowIfNullOrEmpty(Features);
        string?[] outputs = [LatentOutput, LogVarianceOutput, ReconstructionOutput, ScoreOutput, PredictedLabelOutput, ProbabilityOutput, ContributionsOutput, ImputedOutput];
        if (Array.TrueForAll(outputs, output => output is null))
        {
            throw new ArgumentException($"No output of {Part} has a name; name one of them at least.");
        }

        var names = outputs.Where(output => output is not null).Append(HasFeatures ? Features : Latent).ToArray();
        if (names.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("A name of an input or output is empty; give it a name, or null to leave an output out.");
        }

        if (names.Any(name => name!.Contains('\0', StringComparison.Ordinal)))
        {
            throw new ArgumentException("A name of an input or output holds the character NUL, at which runtimes take a name to end; leave it out.");
        }

        if (LatentSlotNames.Concat(ReconstructionSlotNames).Concat(ContributionSlotNames).Concat(ImputedSlotNames).Contains(null!))
        {
            throw new ArgumentException("A slot name is null; give each slot a name, which may be empty, or give no slot names.");
        }

        if (names.Distinct(StringComparer.Ordinal).Count() != names.Length)
        {
            throw new ArgumentException(
                $"The names {string.Join(", ", names.Select(name => $"'{name}'"))} are not all different; an ONNX graph needs a name of its own for its input and each output.");
        }
    }
}
