namespace Vae.MLNet.Saving;

/// <summary>What of ours is in ML.NET's model file.</summary>
/// <param name="Models">Our networks by the folder of the OnnxTransformer that each is in.</param>
/// <param name="HasLoader">Whether a data loader was saved with the pipeline.</param>
internal sealed record PipelineContent(IReadOnlyDictionary<string, SavedModel> Models, bool HasLoader)
{
    /// <summary>The folder of what ML.NET loads. A pipeline saved with a data loader is the only step of a chain of its own, which ML.NET
    /// takes off in loading.</summary>
    public string RootFolder => HasLoader ? "TransformerChain/Transform_000" : "TransformerChain";
}
