namespace Vae.Core;

/// <summary>Which of a model's outputs to compute, and where to; an empty span leaves that output out and saves its work.</summary>
public ref struct VaeOutputs
{
    /// <summary>Receives the mean code: <c>rows * LatentDimension</c>, row-major.</summary>
    public Span<float> Latent { get; set; }

    /// <summary>Receives the clamped log-variance of the code: <c>rows * LatentDimension</c>, row-major. A plain autoencoder has none.</summary>
    public Span<float> LogVariance { get; set; }

    /// <summary>Receives the numbers that <see cref="FeatureKind"/> names: <c>rows * VaeModel.FeatureDimension(FeatureKind)</c>, row-major.</summary>
    public Span<float> Features { get; set; }

    /// <summary>What <see cref="Features"/> is to hold; default the mean code.</summary>
    public FeatureKind FeatureKind { get; set; }

    /// <summary>Receives the reconstruction from the mean code, in the units of the input: <c>rows * InputDimension</c>, row-major.</summary>
    public Span<float> Reconstruction { get; set; }

    /// <summary>
    /// Receives the rows with what was not observed of them filled in from the reconstruction, as <see cref="Models.VaeModel.Impute(ReadOnlySpan{float}, Span{float})"/> does: <c>rows * InputDimension</c>, row-major.
    /// </summary>
    public Span<float> Imputed { get; set; }

    /// <summary>Receives the reconstruction in 64-bit floats, which keep the digits of a column with an origin (<see cref="Models.VaeModel.Origin"/>): <c>rows * InputDimension</c>, row-major.</summary>
    public Span<double> DoubleReconstruction { get; set; }

    /// <summary>Receives the rows with what was not observed of them filled in, in 64-bit floats: <c>rows * InputDimension</c>, row-major.</summary>
    public Span<double> DoubleImputed { get; set; }

    /// <summary>Receives the score of each row: <c>rows</c> values; NaN for a row that holds an infinity, or NaN where that is not a missing value (<see cref="Options.VaeOptions.MissingValues"/>).</summary>
    public Span<float> Scores { get; set; }

    /// <summary>Receives the probability of being an anomaly: <c>rows</c> values from 0 to 1, 1/2 at the threshold, as <see cref="Models.VaeModel.Probability"/> defines it; NaN where the score is.</summary>
    public Span<float> Probabilities { get; set; }

    /// <summary>Receives each feature's part of the score: <c>rows * InputDimension</c>, row-major, as <see cref="Models.VaeModel.Contributions"/> defines it.</summary>
    public Span<float> Contributions { get; set; }

    /// <summary>Receives each column's part of the score: <c>rows * C</c>, row-major, as <see cref="Models.VaeModel.ColumnContributions"/> defines it.</summary>
    public Span<float> ColumnContributions { get; set; }

    /// <summary>Receives the last hidden layer of the encoder.</summary>
    internal Span<float> Hidden { get; set; }
}
