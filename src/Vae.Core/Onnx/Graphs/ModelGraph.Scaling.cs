using Vae.Core.Data;
using Vae.Core.Onnx.Messages;
using Vae.Core.Scaling;

namespace Vae.Core.Onnx.Graphs;

/// <content>Raw units to scaled ones and back.</content>
internal sealed partial class ModelGraph
{
    /// <summary>Names of the scaler's initialisers.</summary>
    public const string OffsetName = "scaler.offset";

    /// <inheritdoc cref="OffsetName"/>
    public const string FactorName = "scaler.factor";

    private string Offset => Written(OffsetName, parts.Scaler.Offset.ToArray(), features);

    private string Factor => Written(FactorName, parts.Scaler.Factor.ToArray(), features);

    /// <summary>clip((x - offset) * factor); in doubles where an offset is so large that floats would not do.</summary>
    private string Scale(string raw)
    {
        raw = Logarithms(raw);
        if (parts.Scaler.Kind == ScalingKind.None)
        {
            return unclipped = raw;
        }

        var wide = parts.Scaler.NeedsDouble;
        var scaled = graph.Node(
            "Mul", [graph.Node("Sub", [Widened(raw, wide), Widened(Offset, wide)]), Widened(Factor, wide)]);
        scaled = unclipped = Narrowed(scaled, wide);
        var clip = parts.Scaler.Clip;
        return float.IsFinite(clip) ? graph.Node("Clip", [scaled, graph.Scalar(-clip), graph.Scalar(clip)]) : scaled;
    }

    private string Unscale(string scaled)
    {
        if (parts.Scaler.Kind == ScalingKind.None)
        {
            return Counts(scaled);
        }

        var wide = parts.Scaler.NeedsDouble;
        return Counts(Narrowed(
            graph.Node("Add", [graph.Node("Div", [Widened(scaled, wide), Widened(Factor, wide)]), Widened(Offset, wide)]), wide));
    }

    /// <summary>log(1 + |x|) with the sign of x in the place of each count x.</summary>
    private string Logarithms(string raw) => InPlaceOfCounts(
        raw, () => graph.Node("Mul", [graph.Node("Sign", [raw]), graph.Node("Log", [graph.Node("Add", [graph.Node("Abs", [raw]), graph.Scalar(1)])])]));

    /// <summary>The counts of such logarithms.</summary>
    private string Counts(string logarithms) => InPlaceOfCounts(logarithms, () =>
    {
        var exponential = graph.Node("Exp", [graph.Node("Min", [graph.Node("Abs", [logarithms]), graph.Scalar(CountTransform.LargestLogarithm)])]);
        return graph.Node("Mul", [graph.Node("Sign", [logarithms]), graph.Node("Sub", [exponential, graph.Scalar(1)])]);
    });

    /// <summary>Other values for the counts of a row; times 0 and 1, which leaves a finite number as it is.</summary>
    private string InPlaceOfCounts(string value, Func<string> other)
    {
        if (parts.Scaler.Counts is not { } counts)
        {
            return value;
        }

        var (isCount, isNone) = (new float[features], new float[features]);
        isNone.AsSpan().Fill(1);
        foreach (var feature in counts.Features)
        {
            (isCount[feature], isNone[feature]) = (1, 0);
        }

        return graph.Node("Add", [
            graph.Node("Mul", [value, graph.Floats(isNone, features)]), graph.Node("Mul", [other(), graph.Floats(isCount, features)])]);
    }

    private string Widened(string name, bool wide) =>
        wide ? graph.Node("Cast", [name], OnnxGraph.Integer("to", (long)ElementType.ElementDouble)) : name;

    private string Narrowed(string name, bool wide) =>
        wide ? graph.Node("Cast", [name], OnnxGraph.Integer("to", (long)ElementType.ElementFloat)) : name;

    private string Written(string name, ReadOnlyMemory<float> values, params ReadOnlySpan<long> shape)
    {
        if (written.Add(name))
        {
            graph.Parameter(name, values, shape);
        }

        return name;
    }
}
