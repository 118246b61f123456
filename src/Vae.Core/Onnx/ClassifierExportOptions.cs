using System.Collections.Immutable;

namespace Vae.Core.Onnx;

/// <summary>Form of an exported classifier, and the names of its input and outputs.</summary>
public sealed record ClassifierExportOptions
{
    /// <summary>Many rows a call (default) or one.</summary>
    public OnnxForm Form { get; init; } = OnnxForm.Batch;

    /// <summary>Name of the input: [N, D] or [D] floats in raw units. Default <c>features</c>.</summary>
    public string Features { get; init; } = "features";

    /// <summary>Name of the probabilities: [N, K] or [K] floats. Default <c>probabilities</c>.</summary>
    public string Probabilities { get; init; } = "probabilities";

    /// <summary>Name of the class: [N] or [1] 64-bit integers, its place among the classes from 0, or -1 for a row with NaN or an infinity. Default <c>label</c>; null leaves it out.</summary>
    public string? Label { get; init; } = "label";

    /// <summary>Names of the K probabilities, kept in a node that ML.NET's OnnxTransformer reads as slot names; empty (default) for none.</summary>
    public ImmutableArray<string> ProbabilitySlotNames { get => field.IsDefault ? [] : field; init; }

    internal void Validate()
    {
        Require.Defined(Form, "ClassifierExportOptions.Form");
        string?[] names = [Features, Probabilities, Label];
        if (string.IsNullOrEmpty(Features) || string.IsNullOrEmpty(Probabilities) || Label?.Length == 0)
        {
            throw new ArgumentException("A name of an input or output is empty; give it a name, or null to leave the label out.");
        }

        if (names.Any(name => name is not null && name.Contains('\0', StringComparison.Ordinal)))
        {
            throw new ArgumentException("A name of an input or output holds the character NUL, at which runtimes take a name to end; leave it out.");
        }

        if (ProbabilitySlotNames.Contains(null!))
        {
            throw new ArgumentException("A slot name is null; give each slot a name, which may be empty, or give no slot names.");
        }

        if (names.OfType<string>().Distinct(StringComparer.Ordinal).Count() != names.OfType<string>().Count())
        {
            throw new ArgumentException(
                $"The names {string.Join(", ", names.OfType<string>().Select(name => $"'{name}'"))} are not all different; an ONNX graph needs a name of its own for its input and each output.");
        }
    }
}
