using Vae.MLNet.Columns;

namespace Vae.MLNet;

/// <summary>Options of <see cref="VaeCatalog.Encode(VaeEncodingOptions)"/>: the column <c>Latent</c> is added unless told
/// otherwise.</summary>
public sealed record VaeEncodingOptions : VaeEstimatorOptions
{
    /// <summary>Starts from the outputs of a feature extractor.</summary>
    public VaeEncodingOptions()
        : base(VaeColumns.ForEncoding)
    {
    }
}
