using System.Collections.Immutable;
using Vae.Core.Onnx.Messages;

namespace Vae.Core.Onnx.Graphs;

/// <content>Inputs and outputs: their shapes, names and slot names.</content>
internal sealed partial class ModelGraph
{
    /// <summary>A graph input as [rows, width].</summary>
    private string Batched(string input, int width) =>
        OneRow ? graph.Node("Reshape", [input, graph.Integers(1, width)]) : input;

    private void EmitTainted(string? name, string? value, string taint, int width, bool wide = false)
    {
        if (name is not null && value is not null)
        {
            Emit(name, graph.Node("Add", [value, Widened(taint, wide)]), width, wide);
        }
    }

    /// <summary>Makes a [rows, width] value an output.</summary>
    private void Emit(string name, string value, int width, bool wide = false)
    {
        if (OneRow)
        {
            graph.NodeTo(name, "Reshape", [value, graph.Integers(width)]);
        }
        else
        {
            graph.NodeTo(name, "Identity", [value]);
        }

        Declare(name, width, input: false, wide);
    }

    private void EmitScore(string score)
    {
        var flat = graph.Node("Reshape", [score, graph.Integers(OneRow ? 1 : -1)]);
        object size = OneRow ? 1L : Rows;
        if (options.ScoreOutput is { } name)
        {
            graph.NodeTo(name, "Identity", [flat]);
            graph.Output(name, ElementType.ElementFloat, size);
        }

        if (options.PredictedLabelOutput is { } label)
        {
            graph.NodeTo(label, "Greater", [flat, Written(ThresholdName, new[] { parts.Threshold }, 1)]);
            graph.Output(label, ElementType.ElementBool, size);
        }

        if (options.ProbabilityOutput is { } probability)
        {
            graph.NodeTo(probability, "Identity", [Probability(flat)]);
            graph.Output(probability, ElementType.ElementFloat, size);
        }
    }

    private void Declare(string name, int width, bool input, bool wide = false)
    {
        var type = wide ? ElementType.ElementDouble : ElementType.ElementFloat;
        object[] shape = OneRow ? [(long)width] : [Rows, (long)width];
        if (input)
        {
            graph.Input(name, type, shape);
        }
        else
        {
            graph.Output(name, type, shape);
        }
    }

    /// <summary>Parts of a score: one a feature, or one a column.</summary>
    private int ContributionWidth => options.ContributionsByColumn ? ColumnWidth + parts.Options.ContextColumnCount : features;

    private void EmitSlotNames()
    {
        SlotNames(options.LatentOutput, options.LatentSlotNames, LatentWidth);
        SlotNames(options.ReconstructionOutput, options.ReconstructionSlotNames, features);
        SlotNames(options.ImputedOutput, options.ImputedSlotNames, features);
        SlotNames(options.ContributionsOutput, options.ContributionSlotNames, ContributionWidth);
    }

    /// <summary>ML.NET looks for a label encoder of this name, whose keys are the slot names; it takes a constant and feeds nothing.</summary>
    private void SlotNames(string? output, ImmutableArray<string> names, int width)
    {
        if (output is null || names.IsDefaultOrEmpty)
        {
            return;
        }

        if (names.Length != width)
        {
            throw new ArgumentException(Invariant($"{names.Length} slot names were given for output '{output}', which has {width} slots; give one a slot, or none."));
        }

        graph.LabelEncoder($"mlnet.{output}.SlotNames", names);
    }
}
