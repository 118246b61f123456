using Vae.Core.Onnx.Messages;

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

    private string? referenceParts;

    /// <summary>What the context of the counted reference row is away, squared, more than the nearest context: [rows, 1]; null where there is no context.</summary>
    private string? contextDistance;

    /// <summary>
    /// Each feature's squared difference from the counted reference row, in the distance's unit: [rows, D]; summed up by column where they are of several kinds, [rows, C], plus 1 where a level is unseen. The row is searched by |r|^2 - 2 r x, one product;
    /// the differences are taken from the row itself, because that form loses small distances between long vectors to rounding.
    /// </summary>
    private string ReferenceParts(string scaled)
    {
        // An ensemble's networks share the rows, and the search for them.
        if (referenceParts is not null && whole.EnsembleSize > 1)
        {
            return referenceParts;
        }

        var references = parts.References!;
        var rows = ReferenceRowsParameter();
        var products = ComparedWithReferences(scaled, rows);
        var neighbour = references.Neighbour(parts.Options.Scoring.Neighbours);
        var columns = graph.SmallestColumns(products, graph.Integers(neighbour));
        var counted = graph.Node("Slice", [columns, graph.Integers(neighbour - 1), graph.Integers(neighbour), graph.Integers(1)]);
        var row = graph.Node("Gather", [rows, graph.Node("Reshape", [counted, graph.Integers(-1)])], OnnxGraph.Integer("axis", 0));
        var difference = graph.Node("Sub", [scaled, row]);
        contextDistance = plan.ContextDimension == 0 ? null : ContextDistance(scaled, rows, difference);
        if (missing is not null)
        {
            difference = graph.Node("Where", [missing, graph.Scalar(0), difference]);
        }

        var squares = ColumnSums(Squared(Scored(difference)));
        if (plan.Map is { } map && map.Softmaxes.Any())
        {
            squares = graph.Node("Add", [squares, UnseenByColumn(map, scaled)]);
        }

        return referenceParts = InDistanceUnits(Compared(Observed(squares), ColumnWidth));
    }

    /// <summary>Searched like the row, by the contexts of the references alone.</summary>
    private string ContextDistance(string scaled, string rows, string difference)
    {
        var (own, theirs) = (ContextOf(scaled), ContextOf(rows));
        var norms = graph.Node("ReduceSum", [Squared(theirs), graph.Integers(1)], OnnxGraph.Integer("keepdims", 0));
        var products = graph.Node("Gemm", [own, theirs, norms], OnnxGraph.Float("alpha", -2), OnnxGraph.Integer("transB", 1));
        var nearest = graph.Node("Gather", [theirs, graph.Node("Reshape", [graph.SmallestColumns(products, graph.Integers(1)), graph.Integers(-1)])], OnnxGraph.Integer("axis", 0));
        var more = graph.Node("Sub", [SumOfSquares(ContextOf(difference)), SumOfSquares(graph.Node("Sub", [own, nearest]))]);
        return Compared(graph.Node("Mul", [graph.Node("Relu", [more]), graph.Scalar(plan.ContextWeight)]), ColumnWidth);
    }

    /// <summary>A distance from the references, in its unit, with what the context adds to it.</summary>
    private string WithContextDistance(string distance) => contextDistance is null ? distance : graph.Node("Add", [distance, InDistanceUnits(contextDistance)]);

    private string WithContextShares(string perColumn, string scaled) => contextDistance is null ? perColumn : graph.Node("Add", [perColumn, Shared(scaled, InDistanceUnits(contextDistance))]);

    private string InDistanceUnits(string value) => graph.Node("Div", [value, Written(DistanceUnitName, new[] { parts.References!.DistanceUnit }, 1)]);

    /// <summary>|r|^2 - 2 r x of each row and reference, [rows, m], over what was observed of the row.</summary>
    private string ComparedWithReferences(string scaled, string rows)
    {
        var factors = Weighted(rows);
        var squares = graph.Node("Mul", [factors, rows]);
        if (missing is null)
        {
            var norms = graph.Node("ReduceSum", [squares, graph.Integers(1)], OnnxGraph.Integer("keepdims", 0));
            return graph.Node("Gemm", [scaled, factors, norms], OnnxGraph.Float("alpha", -2), OnnxGraph.Integer("transB", 1));
        }

        var seen = graph.Node("Where", [missing, graph.Scalar(0), scaled]);
        var known = graph.Node("Cast", [graph.Node("Not", [missing])], OnnxGraph.Integer("to", (long)ElementType.ElementFloat));
        var ownNorms = graph.Node("Gemm", [known, squares], OnnxGraph.Integer("transB", 1));
        return graph.Node("Gemm", [seen, factors, ownNorms], OnnxGraph.Float("alpha", -2), OnnxGraph.Integer("transB", 1));
    }

    /// <summary>Rows with their context times what a squared difference of it counts.</summary>
    private string Weighted(string rows) => plan.ContextDimension == 0
        ? rows
        : graph.Node("Mul", [rows, graph.Floats([.. Enumerable.Repeat(1f, outputs), .. Enumerable.Repeat(plan.ContextWeight, plan.ContextDimension)], features)]);

    private string ReferenceRowsParameter()
    {
        var references = parts.References!;
        return Written(ReferenceRowsName, references.Rows, references.Count, references.Width);
    }
}
