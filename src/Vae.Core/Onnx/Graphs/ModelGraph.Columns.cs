using Vae.Core.Likelihoods;
using Vae.Core.Parts;
using Vae.Core.Statistics;

namespace Vae.Core.Onnx.Graphs;

/// <content>Columns of several kinds: each run of features is cut out, treated by its kind, and put back in its place.</content>
internal sealed partial class ModelGraph
{
    /// <summary>Numbers a row of what is told apart: features, or columns where they are of several kinds.</summary>
    private int ColumnWidth => plan.ResidualDimension;

    /// <summary>Logits to probabilities run by run.</summary>
    private string MixedMean(FeatureMap map, string output) => ByRun(map, run => run.Kind switch
    {
        FeatureRunKind.Gaussian => Cut(output, run),
        FeatureRunKind.Bernoulli => graph.Node("Sigmoid", [Cut(output, run)]),
        _ => graph.Node("Softmax", [Cut(output, run)], OnnxGraph.Integer("axis", Axis(1))),
    });

    /// <summary>-log p of each column, [..., C], from rows [..., D].</summary>
    private string MixedLosses(FeatureMap map, string scaled, string output, int axis) => ByRun(map, run =>
    {
        var (x, f) = (Cut(scaled, run, axis), Cut(output, run, axis));
        switch (run.Kind)
        {
            case FeatureRunKind.Gaussian:
                return GaussianLosses(run, graph.Node("Sub", [f, x]));
            case FeatureRunKind.Bernoulli:
                return graph.Node("Sub", [graph.Node("Softplus", [f]), graph.Node("Mul", [f, x])]);
            default:
                var logarithms = graph.Node("LogSoftmax", [f], OnnxGraph.Integer("axis", Axis(axis)));
                var unseen = graph.Node("Mul", [Missing(x, axis), UnseenLoss(map, logarithms, axis)]);
                return graph.Node("Sub", [unseen, LastSum(graph.Node("Mul", [x, logarithms]), axis)]);
        }
    }, axis);

    private string GaussianLosses(FeatureRun run, string difference)
    {
        var gaussian = (GaussianLikelihood)plan.Likelihood;
        var precision = gaussian.SigmaKind == SigmaKind.LearnedPerFeature
            ? graph.Node("Slice", [Precision(gaussian), graph.Integers(run.Start), graph.Integers(run.End), graph.Integers(0)])
            : Precision(gaussian);
        var constants = FeatureLoss.LogSigma(parts, gaussian)[run.Start..run.End].Select(value => (float)(GaussianLikelihood.HalfLogTwoPi + value)).ToArray();
        var squares = graph.Node("Mul", [Squared(difference), precision]);
        return graph.Node("Add", [graph.Node("Mul", [squares, graph.Scalar(0.5f)]), graph.Floats(constants, run.Count)]);
    }

    /// <summary>One number a column, [rows, C]: x - x^, or -log max(p(level), 1 / (n + 1)).</summary>
    private string MixedResidual(FeatureMap map, string scaled, string rebuilt) => ByRun(map, run =>
    {
        var (x, p) = (Cut(scaled, run), Cut(rebuilt, run));
        return run.Kind == FeatureRunKind.Softmax
            ? Raised(graph.Node("Neg", [graph.Node("Log", [graph.Node("Max", [LastSum(graph.Node("Mul", [x, p])), graph.Scalar(map.SmallestProbability)])])]), x, map.RaisedResidual)
            : graph.Node("Sub", [x, p]);
    });

    /// <summary>Sums over the features of each column, [rows, C].</summary>
    private string ColumnSums(string value) => plan.Map is not { } map
        ? value
        : ByRun(map, run => run.Kind == FeatureRunKind.Softmax ? LastSum(Cut(value, run)) : Cut(value, run));

    /// <summary>What is missing to 1 in the levels of each categorical column, 0 for other columns: [rows, C].</summary>
    private string UnseenByColumn(FeatureMap map, string scaled) => ByRun(map, run => run.Kind == FeatureRunKind.Softmax
        ? Missing(Cut(scaled, run))
        : graph.Node("Mul", [Cut(scaled, run), graph.Scalar(0)]));

    /// <summary>The squared surprise of each column, in doubles: [rows, C].</summary>
    /// <param name="map">The columns.</param>
    /// <param name="expectation">What is expected.</param>
    /// <param name="scaled">Rows in doubles.</param>
    /// <param name="residual">Of a diagonal covariance x - mean; of a full one P (x - mean).</param>
    private string MixedSurprises(FeatureMap map, LinearExpectation expectation, string scaled, string residual) => ByRun(map, run =>
    {
        var (x, own) = (Cut(scaled, run), Cut(residual, run));
        if (run.Kind != FeatureRunKind.Softmax)
        {
            double[] factors = [.. expectation.Deviation[run.Start..run.End].Select(deviation => expectation.IsDiagonal ? 1 / deviation : deviation)];
            return Squared(graph.Node("Mul", [own, graph.Doubles(factors, run.Count)]));
        }

        var unexpected = expectation.IsDiagonal
            ? own
            : graph.Node("MatMul", [own, Covariance(expectation, run)]);
        var probability = LastSum(graph.Node("Mul", [x, graph.Node("Sub", [x, unexpected])]));
        var least = graph.Doubles([map.SmallestProbability], 1);
        var bounded = graph.Node("Min", [graph.Node("Max", [probability, least]), graph.Doubles([1], 1)]);
        return graph.Node("Mul", [graph.Node("Log", [bounded]), graph.Doubles([-2], 1)]);
    });

    /// <summary>Spreads [rows, C] over the features, [rows, D]: a categorical's number goes to the row's level, or to all of them alike where it is unseen.</summary>
    private string Placed(string scaled, string perColumn)
    {
        if (plan.Map is not { } map)
        {
            return perColumn;
        }

        return ByRun(map, run =>
        {
            var (first, end) = (map.ColumnOf(run.Start), map.ColumnOf(run.End - 1) + 1);
            var own = graph.Node("Slice", [perColumn, graph.Integers(first), graph.Integers(end), graph.Integers(Axis(1))]);
            if (run.Kind != FeatureRunKind.Softmax)
            {
                return own;
            }

            var x = Cut(scaled, run);
            var share = graph.Node("Mul", [Missing(x), graph.Scalar(1f / run.Count)]);
            return graph.Node("Mul", [graph.Node("Add", [x, share]), own]);
        });
    }

    /// <summary>What an unseen level costs: log(n + 1), and where it is raised the loss of the least likely level besides, at least as much again.</summary>
    private string UnseenLoss(FeatureMap map, string logarithms, int axis)
    {
        var loss = graph.Scalar((float)map.UnseenLoss);
        if (!map.RaisesUnseenLevels)
        {
            return loss;
        }

        var largest = graph.Node("Neg", [graph.Node("ReduceMin", [logarithms], OnnxGraph.IntegerList("axes", axis), OnnxGraph.Integer("keepdims", 1))]);
        return graph.Node("Add", [graph.Node("Max", [largest, loss]), loss]);
    }

    /// <summary>A value of a categorical column, more by an amount where its level is unseen.</summary>
    private string Raised(string value, string levels, float amount) =>
        amount == 0 ? value : graph.Node("Add", [value, graph.Node("Mul", [Missing(levels), graph.Scalar(amount)])]);

    /// <summary>The last axis of a value. Models of versions 1 and 2, which have no range, count it from the end, which a runtime may not resolve where there are no rows.</summary>
    private long Axis(int axis) => whole.Range is null ? -1 : axis;

    private string ByRun(FeatureMap map, Func<FeatureRun, string> part, int axis = 1) => map.Runs.Length == 1
        ? part(map.Runs[0])
        : graph.Node("Concat", [.. map.Runs.Select(part)], OnnxGraph.Integer("axis", Axis(axis)));

    private string Cut(string value, FeatureRun run, int axis = 1) =>
        graph.Node("Slice", [value, graph.Integers(run.Start), graph.Integers(run.End), graph.Integers(Axis(axis))]);

    private string LastSum(string value, int axis = 1) => graph.Node("ReduceSum", [value, graph.Integers(Axis(axis))], OnnxGraph.Integer("keepdims", 1));

    /// <summary>max(0, 1 - sum of the levels).</summary>
    private string Missing(string levels, int axis = 1) => graph.Node("Relu", [graph.Node("Sub", [graph.Scalar(1), LastSum(levels, axis)])]);
}
