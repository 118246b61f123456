using Vae.Core.Data;
using Vae.Core.Onnx.Messages;

namespace Vae.Core.Onnx;

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
        if (parts.Scaler.Kind == ScalingKind.None)
        {
            return raw;
        }

        var wide = parts.Scaler.NeedsDouble;
        var scaled = graph.Node(
            "Mul", [graph.Node("Sub", [Widened(raw, wide), Widened(Offset, wide)]), Widened(Factor, wide)]);
        scaled = Narrowed(scaled, wide);
        var clip = parts.Scaler.Clip;
        return float.IsFinite(clip) ? graph.Node("Clip", [scaled, graph.Scalar(-clip), graph.Scalar(clip)]) : scaled;
    }

    private string Unscale(string scaled)
    {
        if (parts.Scaler.Kind == ScalingKind.None)
        {
            return scaled;
        }

        var wide = parts.Scaler.NeedsDouble;
        return Narrowed(
            graph.Node("Add", [graph.Node("Div", [Widened(scaled, wide), Widened(Factor, wide)]), Widened(Offset, wide)]), wide);
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
