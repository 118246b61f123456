using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Vae.Core.Data;
using Vae.Core.Onnx;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Saving;

/// <summary>
/// Names of the columns between the steps, which are also the names in the ONNX graph. The names of the user's columns stand in them, so
/// that they can be read back; none is the user's own name, because an output may not be named like the input (a code that replaces the
/// features), and because ML.NET cuts <c>.output</c> off the end of an output's name.
/// </summary>
internal static class StepNames
{
    /// <summary>The column that ML.NET's linear models write to; it cannot be chosen.</summary>
    public const string Score = "Score";

    /// <summary>Where a user's column of that name waits while ours is made.</summary>
    public const string KeptScore = "vae.kept(Score)";

    /// <summary>The score as one number.</summary>
    public const string Scalar = "vae.scalar";

    /// <summary>The probability as one number.</summary>
    public const string ScalarProbability = "vae.probability";

    private const string Input = "vae.in(";
    private const string InputKeepingScore = "vae.in,score(";
    private const string Inputs = "vae.inputs(";
    private const string InputsKeepingScore = "vae.inputs,score(";
    private const string Output = "vae.out(";
    private const string End = ")";

    /// <summary>The input of the graph.</summary>
    public static string OfInput(string features, bool keepsScore) => $"{(keepsScore ? InputKeepingScore : Input)}{features}{End}";

    /// <summary>The input of the graph where it is made of several columns: names, types and sizes of these, as JSON.</summary>
    public static string OfInput(SavedVae saved, ImmutableArray<InputShape> shapes)
    {
        var columns = saved.Columns;
        if (columns.Inputs.IsEmpty)
        {
            return OfInput(columns.Features, saved.KeepsScoreColumn);
        }

        var list = JsonSerializer.Serialize(columns.Inputs.Select((name, i) => new object[] { name, shapes[i].Type.ToString(), shapes[i].Size }));
        return $"{(saved.KeepsScoreColumn ? InputsKeepingScore : Inputs)}{list}{End}";
    }

    /// <summary>A column between an input and the vector that it becomes a part of.</summary>
    public static string OfColumn(int index) => string.Create(CultureInfo.InvariantCulture, $"vae.column({index})");

    /// <summary>A column that is NaN where an input is missing and 0 elsewhere.</summary>
    public static string OfMissing(int index) => string.Create(CultureInfo.InvariantCulture, $"vae.missing({index})");

    /// <summary>An output of the graph; null, a column that is left out, has a name too, for outputs needed all the same.</summary>
    public static string OfOutput(string? column) => $"{Output}{column}{End}";

    /// <summary>What to export of a transformer's model.</summary>
    public static OnnxExportOptions Export(SavedVae saved, ImmutableArray<InputShape> shapes)
    {
        var (columns, model) = (saved.Columns, saved.Model);
        return new OnnxExportOptions
        {
            Form = OnnxForm.Row,
            Features = OfInput(saved, shapes),
            Latent = columns.Latent is { } latent ? OfOutput(latent) : null,
            LogVariance = null,
            Reconstruction = columns.Reconstruction is { } reconstruction ? OfOutput(reconstruction) : null,
            Score = columns.Score is null && columns.PredictedLabel is null ? null : OfOutput(columns.Score),
            PredictedLabel = columns.PredictedLabel is { } label ? OfOutput(label) : null,
            Probability = columns.Probability is { } probability ? OfOutput(probability) : null,
            Contributions = columns.FeatureContributions is { } contributions ? OfOutput(contributions) : null,
            Imputed = columns.Imputed is { } imputed ? OfOutput(imputed) : null,
            ContributionsByColumn = columns.FeatureContributions is not null && model.Columns is not null,
            LatentKind = columns.LatentKind,
            LatentSlotNames = columns.Latent is null ? [] : [.. columns.LatentSlots(model)],
            ReconstructionSlotNames = columns.Reconstruction is null ? [] : [.. model.FeatureNames ?? []],
            ImputedSlotNames = columns.Imputed is null ? [] : [.. model.FeatureNames ?? []],
            ContributionSlotNames = columns.FeatureContributions is null ? []
                : model.Columns is { } table ? [.. table.Columns.Select(column => column.Name)]
                : [.. model.FeatureNames ?? []],
        };
    }

    /// <summary>How a classifier is exported.</summary>
    public static ClassifierExportOptions Export(SavedClassifier saved) => new()
    {
        Form = OnnxForm.Row,
        Features = OfInput(saved.Columns.Features, saved.KeepsScoreColumn),
        Probabilities = OfOutput(saved.Columns.Score),
        Label = saved.Columns.PredictedLabel is { } label ? OfOutput(label) : null,
        ProbabilitySlotNames = [.. saved.Model.ClassNames],
    };

    /// <summary>The columns that a classifier was saved with, or null where its graph was not made for a pipeline.</summary>
    public static VaeClassifierColumns? Columns(ClassifierExportOptions export, out bool keepsScore)
    {
        keepsScore = export.Features.StartsWith(InputKeepingScore, StringComparison.Ordinal);
        return Inner(export.Features, keepsScore ? InputKeepingScore : Input) is { } features
            ? new VaeClassifierColumns { Features = features, Score = Inner(export.Probabilities, Output), PredictedLabel = Inner(export.Label, Output) }
            : null;
    }

    /// <summary>The columns that a model was saved with, or null where its graph was not made for a pipeline.</summary>
    public static VaeColumns? Columns(OnnxExportOptions export, out bool keepsScore, out ImmutableArray<InputShape> shapes)
    {
        keepsScore = export.Features.StartsWith(InputKeepingScore, StringComparison.Ordinal) || export.Features.StartsWith(InputsKeepingScore, StringComparison.Ordinal);
        shapes = [];
        ImmutableArray<string> inputs = [];
        var features = Inner(export.Features, keepsScore ? InputKeepingScore : Input);
        if (features is null && !(Inner(export.Features, keepsScore ? InputsKeepingScore : Inputs) is { } list && TryReadInputs(list, out inputs, out shapes)))
        {
            return null;
        }

        return new VaeColumns
        {
            Features = features ?? new VaeColumns().Features,
            Inputs = inputs,
            Latent = Inner(export.Latent, Output),
            LatentKind = export.LatentKind,
            Reconstruction = Inner(export.Reconstruction, Output),
            Score = Inner(export.Score, Output),
            PredictedLabel = Inner(export.PredictedLabel, Output),
            Probability = Inner(export.Probability, Output),
            FeatureContributions = Inner(export.Contributions, Output),
            Imputed = Inner(export.Imputed, Output),
        };
    }

    /// <summary>Reads what <see cref="OfInput(SavedVae, ImmutableArray{InputShape})"/> wrote; false where it is something else.</summary>
    private static bool TryReadInputs(string list, out ImmutableArray<string> names, out ImmutableArray<InputShape> shapes)
    {
        (names, shapes) = ([], []);
        try
        {
            using var json = JsonDocument.Parse(list, new JsonDocumentOptions { MaxDepth = 4 });
            var inputs = json.RootElement.EnumerateArray().Select(input => (
                Name: input[0].GetString() ?? "",
                Shape: new InputShape(Enum.Parse<InputType>(input[1].GetString() ?? ""), input[2].GetInt32()))).ToArray();
            if (inputs.Length == 0 || inputs.DistinctBy(input => input.Name).Count() != inputs.Length || inputs.Any(input => input.Name.Length == 0 || input.Shape.Size is < 0 or > TableSchema.MaximumWidth || !Enum.IsDefined(input.Shape.Type)))
            {
                return false;
            }

            names = [.. inputs.Select(input => input.Name)];
            shapes = [.. inputs.Select(input => input.Shape)];
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            return false;
        }
    }

    private static string? Inner(string? name, string start) =>
        name is not null && name.Length > start.Length + End.Length
        && name.StartsWith(start, StringComparison.Ordinal) && name.EndsWith(End, StringComparison.Ordinal)
            ? name[start.Length..^End.Length]
            : null;
}
