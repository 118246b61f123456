using Microsoft.ML;

namespace Vae.MLNet;

/// <summary>Puts the components of this library where ML.NET users look for components: on the <see cref="MLContext"/>.</summary>
public static class VaeMLContextExtensions
{
    extension(MLContext context)
    {
        /// <summary>Variational autoencoders for anomaly detection and feature extraction.</summary>
        /// <exception cref="ArgumentNullException">The context is null.</exception>
        public VaeCatalog Vae => new(context);
    }
}
