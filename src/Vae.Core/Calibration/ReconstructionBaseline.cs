using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Networks;
using Vae.Core.Numerics;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Training;

namespace Vae.Core.Calibration;

/// <summary>Measures a <see cref="ReconstructionGain"/> on bounded samples.</summary>
internal static class ReconstructionBaseline
{
    private const int MostRows = 4096;
    private const int MostValues = 1 << 20;
    private const int FewestHeldOut = 200;
    private const int MostFeatures = 256;
    private const int BlockRows = 256;

    public static ReconstructionGain Measure(IModelPipeline pipeline, TrainingRows rows, VaePlan plan)
    {
        var features = rows.Width;
        var most = Math.Min(MostRows, Math.Max(FewestHeldOut, MostValues / features));
        var training = rows.EvenlySpaced(most);
        ReadOnlySpan<float> measured = rows.Validation.Length / features >= FewestHeldOut
            ? rows.HeldOut(most)
            : training;
        var rank = Math.Min(plan.LatentDimension, features);
        var hasMissing = Array.Exists(training, float.IsNaN) || !RowChecks.IsFinite(measured);
        int[] all = [.. Enumerable.Range(0, training.Length / features)];
        var moments = hasMissing
            ? ObservedMoments.Of(training, features, all, wantsCovariance: false)
            : Moments.Of(training, features, all, wantsCovariance: features <= MostFeatures && rank < features);
        var (modelError, meanError) = Errors(pipeline, measured, moments.Mean, plan.OutputDimension);
        double? principalError = features > MostFeatures || hasMissing || plan.Map is not null || plan.ContextDimension > 0 ? null : rank == features ? 0 : PrincipalError(moments, measured, rank);
        return new ReconstructionGain(measured.Length / features, rank, modelError, meanError, principalError);
    }

    private static (double Model, double Mean) Errors(IModelPipeline pipeline, ReadOnlySpan<float> measured, double[] mean, int outputs)
    {
        var features = mean.Length;
        var rebuilt = new float[Math.Min(measured.Length, BlockRows * features)];
        double modelError = 0, meanError = 0;
        for (var first = 0; first < measured.Length; first += rebuilt.Length)
        {
            var block = measured.Slice(first, Math.Min(rebuilt.Length, measured.Length - first));
            pipeline.Transform(block, scaled: true, ScoreKind.SquaredError, new VaeOutputs { Reconstruction = rebuilt.AsSpan(0, block.Length) });
            for (var i = 0; i < block.Length; i++)
            {
                if (float.IsNaN(block[i]) || i % features >= outputs)
                {
                    continue;
                }

                modelError += Square(block[i] - (double)rebuilt[i]);
                meanError += Square(block[i] - mean[i % features]);
            }
        }

        var count = measured.Length / features;
        return (modelError / count, meanError / count);
    }

    /// <summary>What projections on the covariance's first eigenvectors leave of the measured rows.</summary>
    private static double PrincipalError(Moments moments, ReadOnlySpan<float> measured, int rank)
    {
        var features = moments.Mean.Length;
        var covariance = DenseMatrix.Create(features, features, (i, j) => moments.Covariance![Math.Max(i, j)][Math.Min(i, j)]);
        var eigenvectors = covariance.Evd(Symmetricity.Symmetric).EigenVectors;
        var sum = 0.0;
        for (var first = 0; first < measured.Length; first += BlockRows * features)
        {
            var block = measured.Slice(first, Math.Min(BlockRows * features, measured.Length - first)).ToArray();
            var centered = DenseMatrix.Create(block.Length / features, features, (i, d) => block[(i * features) + d] - moments.Mean[d]);

            // Eigenvalues ascend: what is lost are the first columns.
            var lost = centered * eigenvectors.SubMatrix(0, features, 0, features - rank);
            sum += lost.Enumerate().Sum(Square);
        }

        return sum * features / measured.Length;
    }

    private static double Square(double value) => value * value;
}
