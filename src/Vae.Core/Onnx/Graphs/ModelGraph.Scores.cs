using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Scoring;
using Vae.Core.Statistics;

namespace Vae.Core.Onnx.Graphs;

/// <content>Scores, each [rows, 1].</content>
internal sealed partial class ModelGraph
{
    /// <summary>Name of the threshold's initialiser.</summary>
    public const string ThresholdName = "threshold";

    /// <summary>Name of the whitening's initialisers: the centre [D + L], and the matrix [D + L, D + L] or its diagonal [D + L].</summary>
    public const string CenterName = "whitening.center";

    /// <inheritdoc cref="CenterName"/>
    public const string MatrixName = "whitening.matrix";

    /// <summary>Name of the initialisers of the scaled rows' mean and whitening: the centre [D], and the matrix [D, D] or its diagonal [D].</summary>
    public const string ExpectationCenterName = "expectation.center";

    /// <inheritdoc cref="ExpectationCenterName"/>
    public const string ExpectationMatrixName = "expectation.matrix";

    private string Score(string scaled, string mean, string? logVariance, string output, string rebuilt) => parts.Options.Scoring.Kind switch
    {
        ScoreKind.WhitenedDistance => WhitenedDistance(Joint(scaled, mean, rebuilt)),
        ScoreKind.ReferenceDistance => graph.Node("Add", [
            graph.Node("Div", [WhitenedDistance(Joint(scaled, mean, rebuilt)), Written(WhitenedUnitName, new[] { parts.References!.WhitenedUnit }, 1)]),
            Sum(ReferenceParts(scaled), axis: 1)]),
        ScoreKind.SquaredError => Compared(RaisedSquares(SumOfSquares(graph.Node("Sub", [Scored(scaled), rebuilt])), scaled), ColumnWidth),
        ScoreKind.ReconstructionLogLikelihood => NegativeLogLikelihood(Scored(scaled), output, axis: 1),
        ScoreKind.ReconstructionProbability => Sampled(scaled, mean, logVariance!),
        ScoreKind.NegativeElbo => graph.Node("Add", [Sampled(scaled, mean, logVariance!), Divergence(mean, logVariance!)]),
        ScoreKind.ImportanceWeightedNll => ImportanceWeighted(scaled, mean, logVariance!),
        var kind => throw new NotSupportedException($"Score {kind} has no ONNX form."),
    };

    private string Joint(string scaled, string mean, string rebuilt)
    {
        var residual = plan.Map is { } map ? MixedResidual(map, scaled, rebuilt) : graph.Node("Sub", [Scored(scaled), rebuilt]);
        if (missingColumns is not null)
        {
            // What was not observed is where its mean is.
            var center = Written(prefix + CenterName, parts.Whitening!.Center, parts.Whitening.Dimension);
            var means = graph.Node("Slice", [center, graph.Integers(0), graph.Integers(ColumnWidth), graph.Integers(0)]);
            residual = graph.Node("Where", [missingColumns, means, residual]);
        }

        return graph.Node("Concat", [residual, mean], OnnxGraph.Integer("axis", 1));
    }

    private string WhitenedDistance(string joint)
    {
        var whitening = parts.Whitening!;
        var n = whitening.Dimension;
        var centered = graph.Node("Sub", [joint, Written(prefix + CenterName, whitening.Center, n)]);
        var whitened = whitening.IsDiagonal
            ? graph.Node("Mul", [centered, MatrixParameter(whitening)])
            : graph.Node("Gemm", [centered, MatrixParameter(whitening)], OnnxGraph.Integer("transB", 1));
        return Compared(SumOfSquares(whitened), n);
    }

    /// <summary>The network's own matrix.</summary>
    private string MatrixParameter(Whitening whitening) => MatrixParameter(whitening, prefix + MatrixName);

    private string MatrixParameter(Whitening whitening, string name) => whitening.IsDiagonal
        ? Written(name, whitening.Matrix, whitening.Dimension)
        : Written(name, whitening.Matrix, whitening.Dimension, whitening.Dimension);

    private string SumOfSquares(string value) => Sum(graph.Node("Mul", [value, value]), axis: 1);

    private string Sum(string value, int axis) =>
        graph.Node("ReduceSum", [value, graph.Integers(axis)], OnnxGraph.Integer("keepdims", 1));

    /// <summary>-log p(x|z) over the given axis of features.</summary>
    private string NegativeLogLikelihood(string scaled, string output, int axis)
    {
        if (missing is not null)
        {
            return Sum(Losses(scaled, output, sampled: axis == 2), axis);
        }

        if (plan.Map is { } map)
        {
            return Sum(MixedLosses(map, scaled, output, axis), axis);
        }

        if (plan.Likelihood is not GaussianLikelihood gaussian)
        {
            // max(f, 0) - f x + log(1 + exp(-|f|)) = softplus(f) - f x.
            return Sum(graph.Node("Sub", [graph.Node("Softplus", [output]), graph.Node("Mul", [output, scaled])]), axis);
        }

        var difference = graph.Node("Sub", [output, scaled]);
        var squares = graph.Node("Mul", [graph.Node("Mul", [difference, difference]), Precision(gaussian)]);
        return graph.Node("Add", [graph.Node("Mul", [Sum(squares, axis), graph.Scalar(0.5f)]), Constant(gaussian)]);
    }

    /// <summary>1 / sigma^2, from log_sigma itself where it is learned, so that the parameter in the file is the one that counts.</summary>
    private string Precision(GaussianLikelihood gaussian) => gaussian.SigmaKind == SigmaKind.Fixed
        ? graph.Scalar((float)Math.Pow(gaussian.Sigma, -2))
        : graph.Node("Exp", [graph.Node("Mul", [Parameter(VaePlan.LogSigmaName), graph.Scalar(-2)])]);

    /// <summary>sum_d (log(2 pi) / 2 + log sigma_d).</summary>
    private string Constant(GaussianLikelihood gaussian)
    {
        if (gaussian.SigmaKind == SigmaKind.Fixed)
        {
            return graph.Scalar((float)(outputs * (GaussianLikelihood.HalfLogTwoPi + Math.Log(gaussian.Sigma))));
        }

        var repeats = gaussian.SigmaKind == SigmaKind.Learned ? outputs : 1f;
        var sum = graph.Node("ReduceSum", [Parameter(VaePlan.LogSigmaName)], OnnxGraph.Integer("keepdims", 0));
        return graph.Node("Add", [graph.Node("Mul", [sum, graph.Scalar(repeats)]), graph.Scalar((float)(outputs * GaussianLikelihood.HalfLogTwoPi))]);
    }

    /// <summary>
    /// Mean over M samples of -log p(x|z): codes [rows, 1, L] + sigma * noise [1, M, L] go through the decoder as [rows * M, L].
    /// </summary>
    private string Sampled(string scaled, string mean, string logVariance)
    {
        var losses = SampledLosses(scaled, mean, logVariance, out _, out _);
        var mean3 = graph.Node("Mul", [Sum(losses, axis: 1), graph.Scalar(1f / parts.Options.Scoring.Samples)]);
        return graph.Node("Reshape", [mean3, graph.Integers(-1, 1)]);
    }

    /// <summary>
    /// -log 1/M sum_m w_m with log w = log p(x|z) + sum_j (noise_j^2 - z_j^2 + v_j) / 2; the largest log-weight of a row is taken out before exp.
    /// </summary>
    private string ImportanceWeighted(string scaled, string mean, string logVariance)
    {
        var losses = SampledLosses(scaled, mean, logVariance, out var codes, out var noise);
        var squares = graph.Node("Sub", [graph.Node("Mul", [noise, noise]), graph.Node("Mul", [codes, codes])]);
        var ratio = graph.Node("Mul", [Sum(graph.Node("Add", [squares, Middle(logVariance)]), axis: 2), graph.Scalar(0.5f)]);
        var logWeights = graph.Node("Sub", [ratio, losses]);
        var largest = graph.Node("ReduceMax", [logWeights], OnnxGraph.IntegerList("axes", 1), OnnxGraph.Integer("keepdims", 1));
        var sum = Sum(graph.Node("Exp", [graph.Node("Sub", [logWeights, largest])]), axis: 1);
        var mean3 = graph.Node("Log", [graph.Node("Mul", [sum, graph.Scalar(1f / parts.Options.Scoring.Samples)])]);
        return graph.Node("Reshape", [graph.Node("Neg", [graph.Node("Add", [largest, mean3])]), graph.Integers(-1, 1)]);
    }

    /// <summary>-log p(x|z) of each sample, [rows, M, 1]; the samples [rows, M, L]; and their noise [1, M, L].</summary>
    private string SampledLosses(string scaled, string mean, string logVariance, out string codes, out string noise)
    {
        var samples = parts.Options.Scoring.Samples;
        var sigma = graph.Node("Exp", [graph.Node("Mul", [logVariance, graph.Scalar(0.5f)])]);
        noise = graph.Floats(ScoringNoise.Draw(parts.Options.Seed, samples, latent), 1, samples, latent);
        codes = graph.Node("Add", [Middle(mean), graph.Node("Mul", [Middle(sigma), noise])]);
        var output = Network(plan.Decoder, SampledInputs(codes, scaled, samples));
        var shaped = graph.Node("Reshape", [output, graph.Integers(-1, samples, outputs)]);
        return NegativeLogLikelihood(Middle(Scored(scaled)), shaped, axis: 2);
    }

    private string Middle(string value) => graph.Node("Unsqueeze", [value, graph.Integers(1)]);

    /// <summary>-1/2 sum_j (1 + v_j - mu_j^2 - exp(v_j)).</summary>
    private string Divergence(string mean, string logVariance)
    {
        var bracket = graph.Node("Sub", [
            graph.Node("Add", [graph.Node("Mul", [mean, mean]), graph.Node("Exp", [logVariance])]),
            graph.Node("Add", [logVariance, graph.Scalar(1)])]);
        return graph.Node("Mul", [Sum(bracket, axis: 1), graph.Scalar(0.5f)]);
    }
}
