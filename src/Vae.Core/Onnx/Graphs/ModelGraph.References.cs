using Vae.Core.Onnx.Messages;
using Vae.Core.Statistics;

namespace Vae.Core.Onnx.Graphs;

/// <content>The distance to reference rows.</content>
internal sealed partial class ModelGraph
{
    /// <summary>Name of the initialiser of the reference rows, scaled: [m, D].</summary>
    public const string ReferenceRowsName = "reference.rows";

    /// <summary>Name of the initialiser of the whitened distance's unit: [1].</summary>
    public const string WhitenedUnitName = "reference.whitened_unit";

    /// <summary>Name of the initialiser of the squared distance's unit: [1].</summary>
    public const string DistanceUnitName = "reference.distance_unit";

    /// <summary>Name of the initialiser of its unit among the references of the coarse scale: [1].</summary>
    public const string CoarseUnitName = "reference.coarse_unit";

    private string? referenceParts;

    /// <summary>
    /// Each feature's squared difference from the counted reference row of each scale, in its unit: [rows, D]; summed up by column where they are of several kinds, [rows, C], plus 1 where a level is unseen. The row is searched by |r|^2 - 2 r x, one product;
    /// the differences are taken from the row itself, because that form loses small distances between long vectors to rounding.
    /// </summary>
    private string ReferenceParts(string scaled)
    {
        // An ensemble's networks share the rows, and the search for them, but for what each expects in a context.
        if (referenceParts is not null && whole.EnsembleSize > 1 && plan.ContextDimension == 0)
        {
            return referenceParts;
        }

        var references = parts.References!;
        var rows = Deviation(ReferenceRowsParameter());
        var compared = Deviation(scaled);
        var products = ComparedWithReferences(compared, rows);
        var differences = ScaleParts(references.Scales[0], scaled, compared, rows, products);
        foreach (var scale in references.Scales.Skip(1))
        {
            differences = graph.Node("Add", [differences, ScaleParts(scale, scaled, compared, Every(rows, scale.Every, axis: 0), Every(products, scale.Every, axis: 1))]);
        }

        return referenceParts = differences;
    }

    /// <summary>Each feature's part of the squared distance to the counted one of some references, in its unit.</summary>
    private string ScaleParts(ReferenceScale scale, string scaled, string compared, string rows, string products)
    {
        var neighbour = scale.Neighbour(parts.Options.Scoring.Neighbours, parts.References!.Count);
        var columns = graph.SmallestColumns(products, graph.Integers(neighbour));
        var counted = graph.Node("Slice", [columns, graph.Integers(neighbour - 1), graph.Integers(neighbour), graph.Integers(1)]);
        var row = graph.Node("Gather", [rows, graph.Node("Reshape", [counted, graph.Integers(-1)])], OnnxGraph.Integer("axis", 0));
        var difference = graph.Node("Sub", [compared, row]);
        if (missing is not null)
        {
            difference = graph.Node("Where", [Scored(missing), graph.Scalar(0), difference]);
        }

        var squares = ColumnSums(graph.Node("Mul", [difference, difference]));
        if (plan.Map is { } map && map.Softmaxes.Any())
        {
            squares = graph.Node("Add", [squares, UnseenByColumn(map, scaled)]);
        }

        return graph.Node("Div", [Compared(Observed(squares), ColumnWidth), ScaleUnit(scale)]);
    }

    private string ScaleUnit(ReferenceScale scale) => Written(scale.Every > 1 ? CoarseUnitName : DistanceUnitName, new[] { scale.Unit }, 1);

    /// <summary>The first and every so many-th of an axis.</summary>
    private string Every(string value, int every, int axis) =>
        graph.Node("Slice", [value, graph.Integers(0), graph.Integers(int.MaxValue), graph.Integers(axis), graph.Integers(every)]);

    /// <summary>|r|^2 - 2 r x of each row and reference, [rows, m], over what was observed of the row.</summary>
    private string ComparedWithReferences(string scaled, string rows)
    {
        var squares = graph.Node("Mul", [rows, rows]);
        if (missing is null)
        {
            var norms = graph.Node("ReduceSum", [squares, graph.Integers(1)], OnnxGraph.Integer("keepdims", 0));
            return graph.Node("Gemm", [scaled, rows, norms], OnnxGraph.Float("alpha", -2), OnnxGraph.Integer("transB", 1));
        }

        var seen = graph.Node("Where", [Scored(missing), graph.Scalar(0), scaled]);
        var known = graph.Node("Cast", [graph.Node("Not", [Scored(missing)])], OnnxGraph.Integer("to", (long)ElementType.ElementFloat));
        var ownNorms = graph.Node("Gemm", [known, squares], OnnxGraph.Integer("transB", 1));
        return graph.Node("Gemm", [seen, rows, ownNorms], OnnxGraph.Float("alpha", -2), OnnxGraph.Integer("transB", 1));
    }

    private string ReferenceRowsParameter()
    {
        var references = parts.References!;
        return Written(ReferenceRowsName, references.Rows, references.Count, references.Width);
    }
}
