using Vae.Core.Explanations;
using Vae.Core.Likelihoods;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Scoring;
using Vae.Core.Statistics;

namespace Vae.Core.Onnx.Graphs;

/// <content>Each feature's part of the score, [rows, D], or each column's, [rows, C], where they are of several kinds: the steps of <see cref="ContributionCalculator"/>.</content>
internal sealed partial class ModelGraph
{
    private string Contributions(string scaled, string mean, string? logVariance, string output, string rebuilt)
    {
        if (parts.Calibration is null)
        {
            throw new ArgumentException("The model is of format version 1 and has no contributions; train it again, or leave the output out.");
        }

        return parts.Options.Scoring.Kind switch
        {
            ScoreKind.WhitenedDistance => DistanceParts(scaled, mean, rebuilt),
            ScoreKind.ReferenceDistance => graph.Node("Add", [
                graph.Node("Div", [DistanceParts(scaled, mean, rebuilt), Written(WhitenedUnitName, new[] { parts.References!.WhitenedUnit }, 1)]),
                ReferenceParts(scaled)]),
            ScoreKind.SquaredError => Compared(RaisedSquaresByColumn(ColumnSums(Squared(graph.Node("Sub", [Scored(scaled), rebuilt]))), scaled), ColumnWidth),
            ScoreKind.ReconstructionLogLikelihood => Losses(Scored(scaled), output, sampled: false),
            ScoreKind.ReconstructionProbability => SampledParts(scaled, mean, logVariance!),
            ScoreKind.NegativeElbo => graph.Node(
                "Add", [SampledParts(scaled, mean, logVariance!), Shared(scaled, Divergence(mean, logVariance!))]),
            ScoreKind.ImportanceWeightedNll => WeightedParts(scaled, mean, logVariance!),
            var kind => throw new NotSupportedException($"Score {kind} has no ONNX form of its contributions."),
        };
    }

    private string DistanceParts(string scaled, string mean, string rebuilt)
    {
        var joint = Joint(scaled, mean, rebuilt);
        var whitening = parts.Whitening!;
        if (!whitening.IsDiagonal && !ContributionCalculator.Splits(parts))
        {
            return Shared(scaled, WhitenedDistance(joint));
        }

        var n = whitening.Dimension;
        var centered = graph.Node("Sub", [joint, Written(prefix + CenterName, whitening.Center, n)]);
        var squares = Squared(whitening.IsDiagonal
            ? graph.Node("Mul", [centered, MatrixParameter(whitening)])
            : graph.Node("Gemm", [centered, graph.Floats(NonNegativeSplit.Matrix(whitening), n, n)], OnnxGraph.Integer("transB", 1)));
        squares = Compared(squares, n);
        var residual = graph.Node("Slice", [squares, graph.Integers(0), graph.Integers(ColumnWidth), graph.Integers(1)]);
        var code = graph.Node("Slice", [squares, graph.Integers(ColumnWidth), graph.Integers(n), graph.Integers(1)]);
        var rest = Sum(code, axis: 1);
        if (missingColumns is not null)
        {
            // The part of a column that was not observed, which the split may give one, is shared out too.
            rest = graph.Node("Add", [rest, Sum(graph.Node("Where", [missingColumns, residual, graph.Scalar(0)]), axis: 1)]);
        }

        return graph.Node("Add", [Observed(residual), Shared(scaled, rest)]);
    }

    /// <summary>An amount [rows, 1] shared out in proportion to the squared surprises, which are computed in doubles.</summary>
    private string Shared(string scaled, string amount)
    {
        var expectation = new LinearExpectation(parts.Calibration!.Expectation, plan.RowMap);
        var whitening = parts.Calibration.Expectation;
        var n = whitening.Dimension;
        var centered = graph.Node(
            "Sub", [Widened(scaled, true), Widened(Written(ExpectationCenterName, whitening.Center, n), true)]);
        var matrix = Widened(MatrixParameter(whitening, ExpectationMatrixName), true);
        string squares;
        if (plan.RowMap is { } map)
        {
            var residual = whitening.IsDiagonal ? centered : graph.Node("MatMul", [graph.Node("MatMul", [centered, graph.Node("Transpose", [matrix])]), matrix]);
            squares = MixedSurprises(map, expectation, Widened(scaled, true), residual);
        }
        else if (whitening.IsDiagonal)
        {
            var surprises = graph.Node("Mul", [centered, matrix]);
            squares = graph.Node("Mul", [surprises, surprises]);
        }
        else
        {
            var whitened = graph.Node("MatMul", [centered, graph.Node("Transpose", [matrix])]);
            var surprises = graph.Node("Mul", [graph.Node("MatMul", [whitened, matrix]), graph.Doubles(expectation.Deviation, n)]);
            squares = graph.Node("Mul", [surprises, surprises]);
        }

        if (plan.ContextDimension > 0)
        {
            // Columns of the context come last and take no part.
            squares = graph.Node("Slice", [squares, graph.Integers(0), graph.Integers(ColumnWidth), graph.Integers(1)]);
        }

        var weights = graph.Node("Add", [squares, graph.Doubles([ContributionCalculator.SmallestShare], 1)]);
        if (missingColumns is not null)
        {
            weights = graph.Node("Where", [missingColumns, graph.Doubles([0], 1), weights]);
        }

        var shares = graph.Node("Div", [weights, Sum(weights, axis: 1)]);
        return graph.Node("Mul", [Narrowed(shares, true), amount]);
    }

    private string Squared(string value) => graph.Node("Mul", [value, value]);

    /// <summary>The mean over samples of each feature's -log p(x|z).</summary>
    private string SampledParts(string scaled, string mean, string logVariance) =>
        MeanOf(SampledFeatureLosses(scaled, mean, logVariance, out _, out _), graph.Scalar(1f / parts.Options.Scoring.Samples));

    /// <summary>The mean of each feature's -log p(x|z) under the importance weights, and what is left of the score shared out.</summary>
    private string WeightedParts(string scaled, string mean, string logVariance)
    {
        var losses = SampledFeatureLosses(scaled, mean, logVariance, out var codes, out var noise);
        var squares = graph.Node("Sub", [Squared(noise), Squared(codes)]);
        var ratio = graph.Node("Mul", [Sum(graph.Node("Add", [squares, Middle(logVariance)]), axis: 2), graph.Scalar(0.5f)]);
        var logWeights = graph.Node("Sub", [ratio, Sum(losses, axis: 2)]);
        var weights = graph.Node("Softmax", [logWeights], OnnxGraph.Integer("axis", 1));
        var own = MeanOf(losses, weights);
        var rest = graph.Node("Sub", [ImportanceWeighted(scaled, mean, logVariance), Sum(own, axis: 1)]);
        return graph.Node("Add", [own, Shared(scaled, rest)]);
    }

    private string MeanOf(string losses, string weights) =>
        graph.Node("ReduceSum", [graph.Node("Mul", [losses, weights]), graph.Integers(1)], OnnxGraph.Integer("keepdims", 0));

    /// <summary>-log p(x_d|z) of each sample and feature, [rows, M, D], or column; the samples [rows, M, L]; and their noise [1, M, L].</summary>
    private string SampledFeatureLosses(string scaled, string mean, string logVariance, out string codes, out string noise)
    {
        var samples = parts.Options.Scoring.Samples;
        var sigma = graph.Node("Exp", [graph.Node("Mul", [logVariance, graph.Scalar(0.5f)])]);
        noise = graph.Floats(ScoringNoise.Draw(parts.Options.Seed, samples, latent), 1, samples, latent);
        codes = graph.Node("Add", [Middle(mean), graph.Node("Mul", [Middle(sigma), noise])]);
        var output = Network(plan.Decoder, SampledInputs(codes, scaled, samples));
        return Losses(Middle(Scored(scaled)), graph.Node("Reshape", [output, graph.Integers(-1, samples, outputs)]), sampled: true);
    }

    /// <summary>-log p(x_d|z) of each feature, or of each column where they are of several kinds; 0 for what was not observed.</summary>
    private string Losses(string scaled, string output, bool sampled) => ObservedLosses(AllLosses(scaled, output, sampled ? 2 : 1), sampled);

    private string AllLosses(string scaled, string output, int axis)
    {
        if (plan.Map is { } map)
        {
            return MixedLosses(map, scaled, output, axis);
        }

        if (plan.Likelihood is not GaussianLikelihood gaussian)
        {
            return graph.Node("Sub", [graph.Node("Softplus", [output]), graph.Node("Mul", [output, scaled])]);
        }

        var constants = FeatureLoss.LogSigma(parts, gaussian).Select(value => (float)(GaussianLikelihood.HalfLogTwoPi + value)).ToArray();
        var squares = graph.Node("Mul", [Squared(graph.Node("Sub", [output, scaled])), Precision(gaussian)]);
        return graph.Node("Add", [graph.Node("Mul", [squares, graph.Scalar(0.5f)]), graph.Floats(constants, outputs)]);
    }
}
