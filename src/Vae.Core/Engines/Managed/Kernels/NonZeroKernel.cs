using System.Numerics;
using System.Runtime.Intrinsics;
using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>Finds what is not zero in a panel, and lists it by row or by feature.</summary>
internal static unsafe class NonZeroKernel
{
    /// <summary>A bit for each number of a panel that is not zero, where they are few.</summary>
    /// <param name="panel">[features, 32].</param>
    /// <param name="features">Numbers a row.</param>
    /// <param name="most">How many there may be; NaN counts, and a zero with a sign does not.</param>
    /// <param name="masks">Receives a word a feature, bit l for row l; incomplete where there are more.</param>
    /// <returns>How many there are; -1 where there are more.</returns>
    public static int Mark(float* panel, int features, int most, uint* masks)
    {
        var count = 0;
        for (var first = 0; first < features && count <= most; first += Panel.Lanes)
        {
            for (var f = first; f < Math.Min(features, first + Panel.Lanes); f++)
            {
                var values = panel + ((nint)f * Panel.Lanes);
                masks[f] = ~(Vector512.IsHardwareAccelerated
                    ? Zeros(Vector512.Load(values)) | (Zeros(Vector512.Load(values + 16)) << 16)
                    : Zeros(Vector256.Load(values)) | (Zeros(Vector256.Load(values + 8)) << 8) | (Zeros(Vector256.Load(values + 16)) << 16) | (Zeros(Vector256.Load(values + 24)) << 24));
                count += BitOperations.PopCount(masks[f]);
            }
        }

        return count <= most ? count : -1;
    }

    /// <summary>Lists the non-zeros of each row of a panel among neighbouring features.</summary>
    /// <param name="panel">[features, 32].</param>
    /// <param name="masks">What <see cref="Mark"/> gave.</param>
    /// <param name="first">First feature, which is number 0 in the lists.</param>
    /// <param name="last">One past the last.</param>
    /// <param name="lists">Receives 32 lists; each has room for all of these features.</param>
    public static void ListRows(float* panel, uint* masks, int first, int last, in SparseKernel.Rows lists)
    {
        new Span<int>(lists.Counts, Panel.Lanes).Clear();
        for (var f = first; f < last; f++)
        {
            var values = panel + ((nint)f * Panel.Lanes);
            for (var mask = masks[f]; mask != 0; mask &= mask - 1)
            {
                var lane = BitOperations.TrailingZeroCount(mask);
                var at = ((nint)lane * lists.Capacity) + lists.Counts[lane]++;
                lists.Indices[at] = f - first;
                lists.Values[at] = values[lane];
            }
        }
    }

    /// <summary>Lists the rows of neighbouring panels in which each of some neighbouring features is not zero.</summary>
    /// <param name="panels">Panels [features, 32], one after the other.</param>
    /// <param name="masks">What <see cref="Mark"/> gave of each.</param>
    /// <param name="features">Numbers a row.</param>
    /// <param name="count">Panels.</param>
    /// <param name="first">First feature.</param>
    /// <param name="lists">Receives a list for each of as many features as it has rows, in which the first panel's first row is number 0; each has room for all rows.</param>
    public static void ListFeatures(float* panels, uint* masks, int features, int count, int first, in SparseKernel.Rows lists)
    {
        for (var feature = 0; feature < lists.Count; feature++)
        {
            var indices = lists.Indices + ((nint)feature * lists.Capacity);
            var values = lists.Values + ((nint)feature * lists.Capacity);
            var at = 0;
            for (var panel = 0; panel < count; panel++)
            {
                var place = ((nint)panel * features) + first + feature;
                for (var mask = masks[place]; mask != 0; mask &= mask - 1)
                {
                    var lane = BitOperations.TrailingZeroCount(mask);
                    indices[at] = (panel * Panel.Lanes) + lane;
                    values[at] = panels[(place * Panel.Lanes) + lane];
                    at++;
                }
            }

            lists.Counts[feature] = at;
        }
    }

    private static uint Zeros(Vector512<float> values) => (uint)Vector512.Equals(values, Vector512<float>.Zero).ExtractMostSignificantBits();

    private static uint Zeros(Vector256<float> values) => Vector256.Equals(values, Vector256<float>.Zero).ExtractMostSignificantBits();
}
