namespace Vae.Core.Onnx.Graphs;

/// <content>Values beyond the training range: the network sees the nearest end of it, and the score adds what its kind says of the rest. Models of versions 1 and 2 have none of it.</content>
internal sealed partial class ModelGraph
{
    /// <summary>Name of the initialiser of the least value of each feature in training, scaled: [D].</summary>
    public const string RangeLowerName = "range.lower";

    /// <summary>The same of the largest.</summary>
    public const string RangeUpperName = "range.upper";

    /// <summary>Name of the initialiser of what an excess of 1, squared, adds to the whitened distance: [D]; where there is a whitening.</summary>
    public const string RangeWeightName = "range.weight";

    /// <summary>What each value lies beyond the range, [rows, D]; null where there is none.</summary>
    private string? excess;

    private string HoldInRange(string scaled)
    {
        if (parts.Range is not { } range)
        {
            return scaled;
        }

        var lower = Written(RangeLowerName, range.Lower, features);
        var upper = Written(RangeUpperName, range.Upper, features);
        var held = graph.Node("Max", [graph.Node("Min", [scaled, upper]), lower]);

        // An infinity, from a scaling that overflowed, would make NaN of a factor that is 0.
        var beyond = graph.Node("Clip", [graph.Node("Sub", [scaled, held]), graph.Scalar(-float.MaxValue), graph.Scalar(float.MaxValue)]);
        excess = missing is null ? beyond : graph.Node("Where", [missing, graph.Scalar(0), beyond]);
        return held;
    }

    private string WithExcess(string score) => excess is null ? score : graph.Node("Add", [score, Sum(Penalties(), axis: 1)]);

    private string WithExcessByColumn(string perColumn) => excess is null ? perColumn : graph.Node("Add", [perColumn, ColumnSums(Scored(Penalties()))]);

    private string Penalties() => graph.Node("Mul", [Squared(excess!), graph.Floats(PenaltyWeights(), features)]);

    /// <summary>The mean over an ensemble's networks, as all of a score is; files from before scores were shared by surprise have those of the first.</summary>
    private float[] PenaltyWeights()
    {
        var kind = whole.Options.Scoring.Kind;
        if (whole.EnsembleSize == 1 || !whole.SharesBySurprise)
        {
            return whole.Range!.Weights(whole, kind);
        }

        float[][] weights = [.. Enumerable.Range(0, whole.EnsembleSize).Select(network => whole.Range!.Weights(whole.Member(network), kind))];
        return [.. Enumerable.Range(0, features).Select(d => (float)weights.Average(own => (double)own[d]))];
    }

    private string RaisedSquares(string score, string scaled) => plan.Map is { RaisesUnseenLevels: true } map && map.Softmaxes.Any()
        ? graph.Node("Add", [score, Sum(RaisedSquares(map.RaisedSquares, scaled), axis: 1)])
        : score;

    private string RaisedSquaresByColumn(string perColumn, string scaled) => plan.Map is { RaisesUnseenLevels: true } map && map.Softmaxes.Any()
        ? graph.Node("Add", [perColumn, Observed(RaisedSquares(map.RaisedSquares, scaled))])
        : perColumn;

    private string RaisedSquares(float amount, string scaled) =>
        graph.Node("Mul", [UnseenByColumn(plan.Map!, scaled), graph.Scalar(amount)]);

    /// <summary>A score whose infinities are out of the way; NaN stays.</summary>
    private string Bounded(string score) => excess is null ? score : graph.Node("Where", [graph.Node("IsInf", [score]), graph.Scalar(0), score]);

    private void KeepRange()
    {
        if (parts.Range is not { } range)
        {
            return;
        }

        if (range.Weight.Length > 0)
        {
            graph.Node("Identity", [Written(RangeWeightName, range.Weight, features)]);
        }
    }
}
