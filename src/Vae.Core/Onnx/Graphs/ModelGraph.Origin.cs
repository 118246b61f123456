namespace Vae.Core.Onnx.Graphs;

/// <content>
/// What is subtracted from rows in doubles before all else, and columns that were constant in training. Where a model has an origin its rows come in as doubles and go out as doubles.
/// </content>
internal sealed partial class ModelGraph
{
    /// <summary>Name of the origin's initialiser: [D] doubles.</summary>
    public const string OriginName = "scaler.origin";

    /// <summary>What broken constants add to the score of each row by feature, [rows, D]; null where the model has no constants.</summary>
    private string? constantParts;

    /// <summary>Whether rows are doubles outside.</summary>
    private bool IsWide => whole.Origin is not null;

    private string Origin()
    {
        if (written.Add(OriginName))
        {
            graph.DoubleParameter(OriginName, whole.Origin!.Values, features);
        }

        return OriginName;
    }

    /// <summary>Rows less the origin, as floats.</summary>
    private string Relative(string raw) => IsWide ? Narrowed(graph.Node("Sub", [raw, Origin()]), true) : raw;

    /// <summary>Rows in their own units of such relative to the origin, as doubles where there is one.</summary>
    private string Absolute(string relative) => IsWide ? graph.Node("Add", [Widened(relative, true), Origin()]) : relative;

    /// <summary>Rows in which each constant has its value, relative to the origin; what that hides is kept for the score.</summary>
    private string Held(string relative)
    {
        if (whole.Constants is not { } constants)
        {
            return relative;
        }

        var (isConstant, values, reciprocals, weights) = (new bool[features], new float[features], new float[features], new float[features]);
        reciprocals.AsSpan().Fill(1);
        for (var i = 0; i < constants.Features.Length; i++)
        {
            var feature = constants.Features[i];
            (isConstant[feature], values[feature], reciprocals[feature], weights[feature]) = (true, constants.Values[i], constants.Reciprocals[i], constants.Weight);
        }

        var (mask, held) = (graph.Booleans(isConstant, features), graph.Floats(values, features));
        var distance = graph.Node("Where", [mask, graph.Node("Abs", [graph.Node("Sub", [relative, held])]), graph.Scalar(0)]);
        if (missing is not null)
        {
            distance = graph.Node("Where", [missing, graph.Scalar(0), distance]);
        }

        var growth = graph.Node("Log", [graph.Node("Add", [graph.Node("Mul", [distance, graph.Floats(reciprocals, features)]), graph.Scalar(1)])]);
        constantParts = graph.Node("Mul", [graph.Node("Add", [graph.Node("Sign", [distance]), growth]), graph.Floats(weights, features)]);
        return graph.Node("Where", [mask, held, relative]);
    }

    /// <summary>A score with what broken constants add to it, [rows, 1].</summary>
    private string WithConstants(string score) => constantParts is null ? score : graph.Node("Add", [score, Sum(constantParts, axis: 1)]);

    /// <summary>Parts of a score by feature or by column with those of broken constants.</summary>
    private string WithConstants(string parts, bool byColumn) =>
        constantParts is null ? parts : graph.Node("Add", [parts, byColumn ? ColumnSums(Scored(constantParts)) : Scored(constantParts)]);
}
