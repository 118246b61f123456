namespace Vae.Core.Onnx;

/// <summary>Which part of a model a graph computes.</summary>
public enum OnnxPart
{
    /// <summary>Raw features to latent mean, log-variance, reconstruction, score and predicted label.</summary>
    Whole,

    /// <summary>Raw features to latent mean and log-variance.</summary>
    Encoder,

    /// <summary>Latent code to a row in raw units.</summary>
    Decoder,

    /// <summary>Raw features to score and predicted label.</summary>
    Scorer,
}
