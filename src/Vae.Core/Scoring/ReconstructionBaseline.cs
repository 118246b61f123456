using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using Vae.Core.Engines;
using Vae.Core.Training;

namespace Vae.Core.Scoring;

/// <summary>Measures a <see cref="ReconstructionGain"/> on bounded samples.</summary>
internal static class ReconstructionBaseline
{
    private const int MostRows = 4096;
    private const int MostValues = 1 << 20;
    private const int FewestHeldOut = 200;
    private const int MostFeatures = 256;

    public static ReconstructionGain Measure(IModelPipeline pipeline, TrainingRows rows, int latent)
    {
        var features = rows.Width;
        var most = Math.Min(MostRows, Math.Max(FewestHeldOut, MostValues / features));
        var training = rows.EvenlySpaced(most);
        var measured = rows.Validation.Length / features >= FewestHeldOut
            ? rows.Validation.Span[..(Math.Min(most, rows.Validation.Length / features) * features)].ToArray()
            : training;
        var rebuilt = new float[measured.Length];
        pipeline.Transform(measured, scaled: true, ScoreKind.SquaredError, new VaeOutputs { Reconstruction = rebuilt });
        var count = measured.Length / features;
        var mean = Mean(training, features);
        double modelError = 0, meanError = 0;
        for (var i = 0; i < measured.Length; i++)
        {
            modelError += Square(measured[i] - (double)rebuilt[i]) / count;
            meanError += Square(measured[i] - mean[i % features]) / count;
        }

        var rank = Math.Min(latent, features);
        return new ReconstructionGain(count, rank, modelError, meanError, features > MostFeatures ? null : PrincipalError(training, measured, mean, rank));
    }

    private static double PrincipalError(float[] training, float[] measured, double[] mean, int rank)
    {
        var features = mean.Length;
        if (rank == features)
        {
            return 0;
        }

        var rows = Centered(training, mean);
        var eigen = (rows.TransposeThisAndMultiply(rows) / rows.RowCount).Evd(Symmetricity.Symmetric);

        // Eigenvalues ascend: what is lost are the first columns.
        var lost = Centered(measured, mean) * eigen.EigenVectors.SubMatrix(0, features, 0, features - rank);
        return lost.Enumerate().Sum(value => value * value) / lost.RowCount;
    }

    private static DenseMatrix Centered(float[] rows, double[] mean) =>
        DenseMatrix.Create(rows.Length / mean.Length, mean.Length, (i, d) => rows[(i * mean.Length) + d] - mean[d]);

    private static double[] Mean(float[] rows, int features)
    {
        var sums = new double[features];
        for (var i = 0; i < rows.Length; i++)
        {
            sums[i % features] += rows[i];
        }

        return [.. sums.Select(sum => sum * features / rows.Length)];
    }

    private static double Square(double value) => value * value;
}
