using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Transforms that bring columns to a common scale.</summary>
public static class NormalizationCatalog
{
    public static NormalizingEstimator NormalizeMinMax(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName = null, long maximumExampleCount = 1000000000, bool fixZero = true)
        => new(catalog.Environment.Register("NormalizeMinMax"), outputColumnName, inputColumnName ?? outputColumnName, maximumExampleCount, slot => slot.MinMax(fixZero));

    public static NormalizingEstimator NormalizeMeanVariance(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName = null,
        long maximumExampleCount = 1000000000,
        bool fixZero = true,
        bool useCdf = false)
    {
        if (useCdf)
        {
            throw new NotSupportedException("The stand-in for Microsoft.ML does not normalise by the cumulative distribution.");
        }

        return new(catalog.Environment.Register("NormalizeMeanVariance"), outputColumnName, inputColumnName ?? outputColumnName, maximumExampleCount, slot => slot.MeanVariance(fixZero));
    }
}
