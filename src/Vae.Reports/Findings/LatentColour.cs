using Vae.Core.Data;
using Vae.Core.Models;

namespace Vae.Reports.Findings;

/// <summary>The values of a column in the sampled rows, which the points of the map may be coloured by.</summary>
/// <param name="Column">The column, from 0.</param>
/// <param name="Values">Numbers, or numbers of levels; NaN where missing.</param>
/// <param name="Levels">The levels; null of a column of numbers.</param>
internal sealed record LatentColour(int Column, float[] Values, string[]? Levels)
{
    private const int LongestLevel = 40;

    /// <summary>Reads them.</summary>
    public static LatentColour Of(VaeModel model, SampledRows sample, int column)
    {
        var values = new float[sample.Count];
        if (model.Columns?.Columns[column] is { Kind: ColumnKind.Categorical } described)
        {
            var offset = model.Columns.Offset(column);
            for (var row = 0; row < values.Length; row++)
            {
                var level = sample.Reservoir.Row(row).Slice(offset, described.Width).IndexOf(1f);
                values[row] = level < 0 ? float.NaN : level;
            }

            return new LatentColour(column, values, [.. described.Levels.Select(level => level.Length > LongestLevel ? level[..LongestLevel] + "…" : level)]);
        }

        var feature = model.Columns?.Offset(column) ?? column;
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = (float)(sample.Reservoir.Row(row)[feature] + model.OriginOf(feature));
        }

        return new LatentColour(column, values, null);
    }
}
