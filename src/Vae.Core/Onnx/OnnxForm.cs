namespace Vae.Core.Onnx;

/// <summary>Shape of an exported graph's input and outputs.</summary>
public enum OnnxForm
{
    /// <summary>Many rows a call: input [N, D], outputs [N, ...], scores and labels [N]; N is free.</summary>
    Batch,

    /// <summary>One row a call, without a batch dimension: input [D], outputs [L], [D] and [1]. ML.NET's OnnxTransformer, which runs row by row, needs this form.</summary>
    Row,
}
