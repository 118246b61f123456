using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Transforms of types.</summary>
public static class ConversionsExtensionsCatalog
{
    public static TypeConvertingEstimator ConvertType(
        this TransformsCatalog.ConversionTransforms catalog, string outputColumnName, string inputColumnName = null, DataKind outputKind = DataKind.Single)
        => new(catalog.Environment.Register("ConvertType"), outputColumnName, inputColumnName ?? outputColumnName, outputKind);
}
