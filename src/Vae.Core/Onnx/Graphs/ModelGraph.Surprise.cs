using Vae.Core.Explanations;
using Vae.Core.Likelihoods;
using Vae.Core.Onnx.Messages;
using Vae.Core.Statistics;

namespace Vae.Core.Onnx.Graphs;

/// <content>Scores shared out by surprise: the steps of <see cref="SurpriseShares"/> and <see cref="TrustedExpectation"/> for all rows at once, in doubles.</content>
internal sealed partial class ModelGraph
{
    /// <summary>Scaled rows before anything is held back of them, [rows, D].</summary>
    private string? unclipped;

    // Below every gain.
    private const double NoCandidate = -1e300;

    /// <summary>The parts of a score [rows, 1], as [rows, C]. Of one that a float cannot hold the largest is infinite, and the others are those of the largest float.</summary>
    /// <param name="scaled">Rows as the network saw them, with what it made of missing values.</param>
    /// <param name="score">The score.</param>
    private string SharedBySurprise(string scaled, string score)
    {
        var rows = Widened(missing is null ? unclipped! : graph.Node("Where", [missing, scaled, unclipped!]), true);
        var squares = graph.Node("Add", [SquaredSurprises(scaled, rows), Number(ContributionCalculator.SmallestShare)]);
        if (missingColumns is not null)
        {
            squares = graph.Node("Where", [missingColumns, Number(0), squares]);
        }

        var shares = graph.Node("Div", [squares, Sum(squares, axis: 1)]);
        var isInfinite = graph.Node("IsInf", [score]);
        var bounded = Widened(graph.Node("Where", [isInfinite, graph.Scalar(float.MaxValue), score]), true);
        var split = Narrowed(Split(shares, bounded), true);
        var isLargest = graph.Node("Not", [graph.Node("Less", [shares, Largest(shares, axis: 1, keep: true)])]);
        return graph.Node("Where", [graph.Node("And", [isInfinite, isLargest]), score, split]);
    }

    /// <summary>The same of a score that is a number, in doubles.</summary>
    private string Split(string shares, string score)
    {
        var least = SurpriseShares.Least(parts);
        if (least == 0)
        {
            return graph.Node("Mul", [shares, score]);
        }

        var observed = observedColumns is null ? Number(ColumnWidth) : Widened(observedColumns, true);
        var ordinary = graph.Node("Min", [Number(least), graph.Node("Div", [score, observed])]);
        var rest = graph.Node("Sub", [score, graph.Node("Mul", [ordinary, observed])]);
        var split = graph.Node("Add", [ordinary, graph.Node("Mul", [shares, rest])]);
        return missingColumns is null ? split : graph.Node("Where", [missingColumns, Number(0), split]);
    }

    private string SquaredSurprises(string scaled, string rows)
    {
        var whitening = parts.Calibration!.Expectation;
        var expectation = new LinearExpectation(whitening, plan.RowMap);
        var matrix = Widened(MatrixParameter(whitening, ExpectationMatrixName), true);
        var transposed = graph.Node("Transpose", [matrix]);
        var precision = graph.Node("MatMul", [transposed, matrix]);
        var diagonal = Sum(graph.Node("Mul", [matrix, matrix]), axis: 0);
        var farthest = graph.Node("Div", [Number(TrustedExpectation.MostDeviations), graph.Node("Sqrt", [diagonal])]);
        var centered = graph.Node("Sub", [rows, Widened(Written(ExpectationCenterName, whitening.Center, features), true)]);
        var held = graph.Node("Max", [graph.Node("Min", [centered, farthest]), graph.Node("Neg", [farthest])]);
        var products = graph.Node("MatMul", [graph.Node("MatMul", [held, transposed]), matrix]);
        var (whole, unseen) = Filled(expectation, scaled, products, precision);
        var state = new SweptRows(whole, diagonal, null);
        var steps = new List<SweepStep>();
        var numbers = TrustedExpectation.Numbers(features, plan.RowMap, plan.ContextDimension);
        var most = Math.Min(TrustedExpectation.MostDoubted, numbers.Count(isNumber => isNumber));
        if (most > 0)
        {
            var least = graph.Node("Mul", [diagonal, Number(SweptRow.LeastPart)]);
            var candidates = CandidatesOf(numbers);
            while (steps.Count < most)
            {
                var (pick, gain) = steps.Count == 0 ? FirstPick(state, precision, least, candidates) : NextPick(state, candidates);
                state = TakeOut(state, steps, precision, least, pick, gain);
            }
        }

        var squares = graph.Node("Div", [graph.Node("Mul", [state.Products, state.Products]), state.Diagonal]);
        return plan.Map is { } map ? ByRun(map, run => run.Kind != FeatureRunKind.Softmax ? Cut(squares, run)
            : unseen.TryGetValue(run.Start, out var levels) ? LevelSurprise(map, run, scaled, graph.Node("Where", [levels.IsUnseen, products, whole]), () => levels.Covariance)
            : LevelSurprise(map, run, scaled, products, () => Covariance(expectation, run))) : Scored(squares);
    }

    /// <summary>P v of rows in which each level never seen is what the other columns lead one to expect, and by the first feature of each categorical column which rows have none that was seen, [rows, 1], and <see cref="Covariance"/>.</summary>
    private (string Products, Dictionary<int, (string IsUnseen, string Covariance)> Unseen) Filled(LinearExpectation expectation, string scaled, string products, string precision)
    {
        var unseen = new Dictionary<int, (string IsUnseen, string Covariance)>();
        foreach (var run in parts.FillsUnseenLevels && plan.RowMap is { } map ? map.Softmaxes : [])
        {
            var isUnseen = graph.Node("Less", [Widened(LastSum(Cut(scaled, run)), true), Number(TrustedExpectation.HalfOfALevel)]);
            var covariance = Covariance(expectation, run);
            var difference = graph.Node("MatMul", [Cut(products, run), covariance]);
            var change = graph.Node("MatMul", [difference, Cut(precision, run, axis: 0)]);
            products = graph.Node("Sub", [products, graph.Node("Where", [isUnseen, change, Number(0)])]);
            unseen.Add(run.Start, (isUnseen, covariance));
        }

        return (products, unseen);
    }

    /// <summary>Which values may be taken out: [1, D], or [rows, D] where some may be missing.</summary>
    private string CandidatesOf(bool[] numbers)
    {
        var own = graph.Booleans(numbers, 1, features);
        return missing is null ? own : graph.Node("And", [own, graph.Node("Not", [missing])]);
    }

    /// <summary>What the row's squared distance loses by each value, of equal ones more by those before: [rows, D].</summary>
    private string Gains(SweptRows state, string candidates)
    {
        var squares = graph.Node("Div", [graph.Node("Mul", [state.Products, state.Products]), state.Diagonal]);
        var gains = graph.Node("Where", [candidates, graph.Node("Sub", [squares, Precedence()]), Number(NoCandidate)]);
        return state.IsOut is null ? gains : graph.Node("Where", [state.IsOut, Number(NoCandidate), gains]);
    }

    /// <summary>The value that lowers the distance most with the best other beside it, [rows, 1], and by how much.</summary>
    private (string Pick, string Gain) FirstPick(SweptRows state, string precision, string least, string candidates)
    {
        var (gains, farthest) = graph.LargestColumns(Gains(state, candidates), graph.Integers(Math.Min(TrustedExpectation.Candidates, features)));
        var rows = graph.Node("Gather", [precision, farthest], OnnxGraph.Integer("axis", 0));
        var flat = graph.Node("Reshape", [state.Diagonal, graph.Integers(-1)]);
        var own = LastAxis(graph.Node("Gather", [flat, farthest], OnnxGraph.Integer("axis", 0)));
        var difference = graph.Node("Div", [LastAxis(Picked(state.Products, farthest)), own]);
        var product = graph.Node("Sub", [Middle(state.Products), graph.Node("Mul", [rows, difference])]);
        var variance = graph.Node("Max", [graph.Node("Sub", [flat, graph.Node("Div", [graph.Node("Mul", [rows, rows]), own])]), least]);
        var second = graph.Node("Where", [
            Middle(candidates),
            graph.Node("Sub", [graph.Node("Div", [graph.Node("Mul", [product, product]), variance]), Precedence()]),
            Number(0)]);
        var worth = graph.Node("Max", [graph.Node("Sub", [Largest(second, axis: 2, keep: false), Number(TrustedExpectation.LeastGain)]), Number(0)]);
        var sums = graph.Node("Add", [gains, worth]);
        var place = LargestPlace(sums);
        return (Picked(farthest, place), Picked(sums, place));
    }

    private string Precedence() => graph.Doubles([.. Enumerable.Range(0, features).Select(d => TrustedExpectation.Precedence * d)], features);

    private (string Pick, string Gain) NextPick(SweptRows state, string candidates)
    {
        var gains = Gains(state, candidates);
        var pick = LargestPlace(gains);
        return (pick, Picked(gains, pick));
    }

    /// <summary>Takes a value out of each row where that gains enough.</summary>
    private SweptRows TakeOut(SweptRows state, List<SweepStep> steps, string precision, string least, string pick, string gain)
    {
        var isWorth = graph.Node("Greater", [gain, Number(TrustedExpectation.LeastGain)]);
        long[] places = [.. Enumerable.Range(0, features)];
        var isPick = graph.Node("Equal", [graph.Integers(places), pick]);
        var column = graph.Node("Gather", [precision, graph.Node("Reshape", [pick, graph.Integers(-1)])], OnnxGraph.Integer("axis", 0));
        foreach (var step in steps)
        {
            var factor = graph.Node("Mul", [graph.Node("Div", [Picked(column, step.Pick), step.Pivot]), step.IsWorth]);
            column = graph.Node("Sub", [column, graph.Node("Mul", [step.Column, factor])]);
        }

        // The first step's diagonal is that of all rows.
        var pivot = steps.Count == 0
            ? graph.Node("Gather", [graph.Node("Reshape", [state.Diagonal, graph.Integers(-1)]), pick], OnnxGraph.Integer("axis", 0))
            : Picked(state.Diagonal, pick);
        var change = graph.Node("Div", [graph.Node("Mul", [column, column]), pivot]);
        var others = graph.Node("Max", [graph.Node("Sub", [state.Diagonal, change]), least]);
        if (state.IsOut is not null)
        {
            others = graph.Node("Where", [state.IsOut, graph.Node("Add", [state.Diagonal, change]), others]);
        }

        var swept = graph.Node("Where", [isPick, graph.Node("Reciprocal", [pivot]), others]);
        var diagonal = graph.Node("Where", [isWorth, swept, state.Diagonal]);

        // So that the step divides the value's own number by the pivot, as it subtracts from the others.
        var taken = graph.Node("Where", [isPick, graph.Node("Sub", [pivot, Number(1)]), column]);
        var worth = graph.Node("Cast", [isWorth], OnnxGraph.Integer("to", (long)ElementType.ElementDouble));
        var amount = graph.Node("Mul", [graph.Node("Div", [Picked(state.Products, pick), pivot]), worth]);
        steps.Add(new SweepStep(taken, pivot, pick, worth));
        var isTaken = graph.Node("And", [isPick, isWorth]);
        return new SweptRows(
            graph.Node("Sub", [state.Products, graph.Node("Mul", [taken, amount])]),
            diagonal,
            state.IsOut is null ? isTaken : graph.Node("Or", [state.IsOut, isTaken]));
    }

    /// <summary>2 log(p / q) of a categorical column, p what is expected of the likeliest level and q of the row's own, [rows, 1]. The covariance is made where it is used, and not before: files have their nodes in that order, and are read only where they are written again as they are.</summary>
    private string LevelSurprise(FeatureMap map, FeatureRun run, string scaled, string products, Func<string> covariance)
    {
        var levels = Cut(scaled, run);
        var x = Widened(levels, true);
        var unexpected = graph.Node("MatMul", [Cut(products, run), covariance()]);
        var probabilities = graph.Node("Sub", [x, unexpected]);
        var ratio = graph.Node("Sub", [LogBounded(map, Largest(probabilities, axis: 1, keep: true)), LogBounded(map, LastSum(graph.Node("Mul", [x, probabilities])))]);
        var surprise = graph.Node("Mul", [ratio, Number(2)]);
        return map.RaisedResidual == 0
            ? surprise
            : graph.Node("Add", [surprise, graph.Node("Mul", [Widened(Missing(levels), true), Number(2 * map.RaisedResidual)])]);
    }

    /// <summary>The covariance of a categorical column's levels given the other columns.</summary>
    private string Covariance(LinearExpectation expectation, FeatureRun run) => graph.Doubles(expectation.ConditionalCovariance(run), run.Count, run.Count);

    private string LogBounded(FeatureMap map, string probability) =>
        graph.Node("Log", [graph.Node("Min", [graph.Node("Max", [probability, Number(map.SmallestProbability)]), Number(1)])]);

    private string Number(double value) => graph.Doubles([value], 1);

    private string Largest(string value, int axis, bool keep) =>
        graph.Node("ReduceMax", [value], OnnxGraph.IntegerList("axes", axis), OnnxGraph.Integer("keepdims", keep ? 1 : 0));

    private string LargestPlace(string value) => graph.Node("ArgMax", [value], OnnxGraph.Integer("axis", 1), OnnxGraph.Integer("keepdims", 1));

    private string Picked(string value, string places) => graph.Node("GatherElements", [value, places], OnnxGraph.Integer("axis", 1));

    private string LastAxis(string value) => graph.Node("Unsqueeze", [value, graph.Integers(2)]);

    /// <summary>Rows of which values may be out, as <see cref="SweptRow"/> has them; before the first step the diagonal is [1, D], and none is out.</summary>
    private sealed record SweptRows(string Products, string Diagonal, string? IsOut);

    /// <summary>A value taken out of each row: its column [rows, D], pivot [rows, 1], place [rows, 1], and 1 where it was worth it.</summary>
    private sealed record SweepStep(string Column, string Pivot, string Pick, string IsWorth);
}
