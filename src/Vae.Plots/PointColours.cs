using Vae.Plots.Drawing;

namespace Vae.Plots;

/// <summary>What the points of a map are coloured by: numbers on a scale, or groups. Immutable.</summary>
public sealed class PointColours
{
    private PointColours(string name, float[]? numbers, string[]? groups, bool isLabel = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        (Name, Numbers, Groups, IsLabel) = (name, numbers, groups, isLabel);
    }

    /// <summary>What they are, as it stands at the scale or above the groups.</summary>
    public string Name { get; }

    internal float[]? Numbers { get; }

    internal string[]? Groups { get; }

    internal bool IsLabel { get; }

    internal int Count => Numbers?.Length ?? Groups!.Length;

    /// <summary>By numbers, such as scores or a column. The middle 96 % of them are spread over the scale, on which the others take its ends; NaN is grey.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="values">One a point.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static PointColours Number(string name, ReadOnlySpan<float> values) => new(name, values.ToArray(), null);

    /// <summary>By groups, such as classes or the levels of a column. The ten largest have a colour each, the others are grey.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="values">One name a point; empty or null for none.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static PointColours Group(string name, IEnumerable<string?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(name, null, [.. values.Select(value => string.IsNullOrEmpty(value) ? "none" : Drawing.Numbers.Cut(value))]);
    }

    /// <summary>By label: normal rows and anomalies.</summary>
    /// <param name="isAnomaly">One a point.</param>
    public static PointColours Label(ReadOnlySpan<bool> isAnomaly)
    {
        var groups = new string[isAnomaly.Length];
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = isAnomaly[i] ? "anomaly" : "normal";
        }

        return new("label", null, groups, isLabel: true);
    }

    /// <summary>By label, where some rows have none.</summary>
    internal static PointColours Label(IEnumerable<string> kinds) => new("label", null, [.. kinds], isLabel: true);

    /// <summary>Those of some of the points.</summary>
    internal PointColours Take(int[] places) => new(Name, Numbers is null ? null : [.. places.Select(place => Numbers[place])], Groups is null ? null : [.. places.Select(place => Groups[place])], IsLabel);
}
