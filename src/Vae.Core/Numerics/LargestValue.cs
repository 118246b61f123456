namespace Vae.Core.Numerics;

/// <summary>Finds the largest of some values, as the class of a row is found among its probabilities.</summary>
internal static class LargestValue
{
    /// <summary>The place where there is none.</summary>
    public const int NoPlace = -1;

    /// <summary>Place of the largest value, the first of equals; <see cref="NoPlace"/> where they are NaN.</summary>
    public static int PlaceIn(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var k = 1; k < values.Length; k++)
        {
            best = values[k] > values[best] ? k : best;
        }

        return float.IsNaN(values[best]) ? NoPlace : best;
    }
}
