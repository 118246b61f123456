using Vae.Core.Data;
using Vae.Core.Scoring;
using Vae.Core.Training;

namespace Vae.Core;

/// <summary>A trained variational autoencoder: immutable, and safe to use from many threads at once.</summary>
/// <remarks>
/// Rows are row-major spans of <see cref="InputDimension"/> features in the units of the training data. A row that holds NaN or an
/// infinity gets NaN in every output and is never an anomaly.
/// </remarks>
public sealed partial class VaeModel
{
    /// <summary>The options it was trained with.</summary>
    public VaeOptions Options => throw new NotImplementedException();

    /// <summary>Features a row, D.</summary>
    public int InputDimension => throw new NotImplementedException();

    /// <summary>Numbers in the latent code, L.</summary>
    public int LatentDimension => throw new NotImplementedException();

    /// <summary>Names of the features, or null where they had none.</summary>
    public IReadOnlyList<string>? FeatureNames => throw new NotImplementedException();

    /// <summary>How raw features become scaled ones.</summary>
    public FeatureScaler Scaler => throw new NotImplementedException();

    /// <summary>A row is flagged when its score is above this; in the score's unit.</summary>
    public float Threshold => throw new NotImplementedException();

    /// <summary>What happened in training.</summary>
    public TrainingReport Report => throw new NotImplementedException();

    /// <summary>The same model with another threshold.</summary>
    public VaeModel WithThreshold(float threshold) => throw new NotImplementedException();

    /// <summary>Computes any of the outputs in one pass.</summary>
    public void Transform(ReadOnlySpan<float> rows, scoped VaeOutputs outputs) => throw new NotImplementedException();

    /// <summary>Mean code of each row.</summary>
    public void Encode(ReadOnlySpan<float> rows, Span<float> latent) => throw new NotImplementedException();

    /// <summary>Reconstruction of each row in the units of the input.</summary>
    public void Reconstruct(ReadOnlySpan<float> rows, Span<float> reconstruction) => throw new NotImplementedException();

    /// <summary>Rows that the decoder makes of codes, in the units of the input.</summary>
    public void Decode(ReadOnlySpan<float> latent, Span<float> rows) => throw new NotImplementedException();

    /// <summary>Score of each row under the model's own score kind; higher is more anomalous.</summary>
    public void Score(ReadOnlySpan<float> rows, Span<float> scores) => throw new NotImplementedException();

    /// <summary>Score of each row under another kind.</summary>
    public void Score(ReadOnlySpan<float> rows, ScoreKind kind, Span<float> scores) => throw new NotImplementedException();

    /// <summary>Mean negative ELBO of the rows, nats a row, with fresh noise a row and <paramref name="samples"/> samples of the code.</summary>
    public double NegativeElbo(IRowSource rows, int samples = 1, int seed = 0, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Writes the model to a file, which appears whole or not at all.</summary>
    public void Save(string path) => throw new NotImplementedException();

    /// <summary>Writes the model to a stream.</summary>
    public void Save(Stream stream) => throw new NotImplementedException();

    /// <summary>Reads a model that <see cref="Save(string)"/> wrote.</summary>
    public static VaeModel Load(string path) => throw new NotImplementedException();

    /// <summary>Reads a model that <see cref="Save(Stream)"/> wrote.</summary>
    public static VaeModel Load(Stream stream) => throw new NotImplementedException();
}
