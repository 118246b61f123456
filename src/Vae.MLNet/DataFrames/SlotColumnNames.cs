using System.Globalization;

namespace Vae.MLNet.DataFrames;

/// <summary>Names of the data frame's columns that a vector becomes.</summary>
internal static class SlotColumnNames
{
    /// <summary>The slot's own name where it begins with the vector's, as <c>Latent0</c> does; vector and slot with a dot between
    /// otherwise; and the vector with the slot's number where the slot has no name.</summary>
    public static string[] Create(string vector, IReadOnlyList<string>? slots, int size) =>
        [.. Enumerable.Range(0, size).Select(i => Create(vector, slots?[i], i))];

    private static string Create(string vector, string? slot, int index) => slot switch
    {
        null or "" => string.Create(CultureInfo.InvariantCulture, $"{vector}{index}"),
        _ when slot.StartsWith(vector, StringComparison.Ordinal) => slot,
        _ => $"{vector}.{slot}",
    };
}
