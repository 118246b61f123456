using Vae.Core.Scoring;

namespace Vae.Core.Onnx.Graphs;

/// <content>The probability of being an anomaly, from the score, [rows].</content>
internal sealed partial class ModelGraph
{
    /// <summary>As it was learned from labels, or rate / (rate + p), p the score's p-value.</summary>
    private string Probability(string score)
    {
        var distribution = parts.Calibration?.Scores
            ?? throw new ArgumentException("The model is of format version 1 and has no probabilities; train it again, or leave the output out.");
        if (parts.Calibration.Probability is { } learned)
        {
            var logarithm = graph.Node("Log", [graph.Node("Max", [Survival(distribution, score), graph.Scalar((float)AnomalyProbability.SmallestSurvival)])]);
            var sum = graph.Node("Add", [graph.Node("Mul", [logarithm, graph.Scalar((float)-learned.Slope)]), graph.Scalar((float)learned.Intercept)]);
            return graph.Node("Sigmoid", [sum]);
        }

        var rate = AnomalyProbability.Rate(distribution, parts.Threshold);
        var survival = graph.Node("Max", [Survival(distribution, score), graph.Scalar((float)AnomalyProbability.SmallestSurvival)]);
        return graph.Node("Div", [graph.Scalar((float)rate), graph.Node("Add", [survival, graph.Scalar((float)rate)])]);
    }

    /// <summary>
    /// What the tail says, or the smallest p-value seen, plus for each pair of neighbouring quantiles the part of the rows between them that lies above the score. All terms
    /// are positive, so that nothing cancels.
    /// </summary>
    private string Survival(ScoreDistribution distribution, string score)
    {
        var (knots, survivals) = (distribution.Scores, distribution.Survivals);
        var last = knots.Length - 1;
        var beyond = distribution.Tail is { } tail
            ? Tail(tail, score)
            : graph.Node("Add", [graph.Node("Mul", [Bounded(score), graph.Scalar(0)]), graph.Scalar((float)survivals[last])]);
        if (last == 0)
        {
            return beyond;
        }

        var steps = Enumerable.Range(0, last).ToArray();
        var column = graph.Node("Reshape", [score, graph.Integers(-1, 1)]);
        var below = graph.Node("Sub", [graph.Floats([.. steps.Select(k => knots[k + 1])], 1, last), column]);
        var parts = graph.Node("Mul", [below, graph.Floats([.. steps.Select(k => (float)(1 / ((double)knots[k + 1] - knots[k])))], 1, last)]);
        var above = graph.Node("Clip", [parts, graph.Scalar(0), graph.Scalar(1)]);
        var shares = graph.Node("Mul", [above, graph.Floats([.. steps.Select(k => (float)(survivals[k] - survivals[k + 1]))], 1, last)]);
        var body = graph.Node("ReduceSum", [shares, graph.Integers(1)], OnnxGraph.Integer("keepdims", 0));
        return graph.Node("Add", [beyond, body]);
    }

    private string Tail(ParetoTail tail, string score)
    {
        var excess = graph.Node("Relu", [graph.Node("Sub", [score, graph.Scalar(tail.Start)])]);
        if (tail.Shape == 0)
        {
            var fall = graph.Node("Exp", [graph.Node("Mul", [excess, graph.Scalar((float)(-1 / tail.Scale))])]);
            return graph.Node("Mul", [fall, graph.Scalar((float)tail.Share)]);
        }

        var growth = graph.Node("Mul", [excess, graph.Scalar((float)(tail.Shape / tail.Scale))]);
        var positive = graph.Node("Relu", [graph.Node("Add", [growth, graph.Scalar(1)])]);
        return graph.Node("Mul", [graph.Node("Pow", [positive, graph.Scalar((float)(-1 / tail.Shape))]), graph.Scalar((float)tail.Share)]);
    }
}
