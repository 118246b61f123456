using Microsoft.ML;
using Vae.Core;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Generation;

/// <summary>The columns of rows that a model makes: the features under the name that the model reads them by, and the codes.</summary>
internal static class GeneratedSchema
{
    /// <summary>Place of the features; the codes follow.</summary>
    public const int Features = 0;

    private const string DefaultLatent = "Latent";

    public static DataViewSchema Create(VaeModel model, VaeColumns columns)
    {
        var builder = new DataViewSchema.Builder();
        var names = model.FeatureNames is { } features ? OutputSchema.Annotation([.. features]) : null;
        builder.AddColumn(columns.Features, OutputSchema.SingleVector(model.InputDimension), names);
        var latent = LatentName(columns);
        var slots = Enumerable.Range(0, model.LatentDimension).Select(i => $"{latent}{i}");
        builder.AddColumn(latent, OutputSchema.SingleVector(model.LatentDimension), OutputSchema.Annotation([.. slots]));
        return builder.ToSchema();
    }

    // A pipeline may put the code in the features' place; here both are wanted.
    private static string LatentName(VaeColumns columns)
    {
        var name = columns.Latent ?? DefaultLatent;
        return name == columns.Features ? name + "Code" : name;
    }
}
