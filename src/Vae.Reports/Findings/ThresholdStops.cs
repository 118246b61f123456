using Vae.Reports.Reading;

namespace Vae.Reports.Findings;

/// <summary>
/// The thresholds that a page can be set to, ascending, with what each flags, counted over all rows: exact however many rows there are. Every score is one, as long as there are no more than
/// some thousands; beyond that every one of the highest, and of the others every so many.
/// </summary>
/// <param name="Thresholds">In the score's unit. The first flags every row, the last none.</param>
/// <param name="Flagged">Rows that score higher.</param>
/// <param name="Hits">Anomalies among them; 0 throughout without labels.</param>
/// <param name="FalseAlarms">Normal rows among them; 0 throughout without labels.</param>
internal sealed record ThresholdStops(float[] Thresholds, int[] Flagged, int[] Hits, int[] FalseAlarms)
{
    private const int MostStops = 16_000;
    private const int MostOfTheHighest = 4_000;

    /// <summary>Counts them.</summary>
    /// <param name="sorted">The scores.</param>
    /// <param name="more">Thresholds to have among them, such as the model's own.</param>
    public static ThresholdStops Of(SortedScores sorted, IEnumerable<float> more)
    {
        var thresholds = Choose(sorted.Scores, more.Where(threshold => !float.IsNaN(threshold)));
        var (flagged, hits, alarms) = (new int[thresholds.Length], new int[thresholds.Length], new int[thresholds.Length]);
        var place = sorted.Scores.Length;
        var (hitsAbove, alarmsAbove) = (0, 0);
        for (var i = thresholds.Length - 1; i >= 0; i--)
        {
            for (; place > 0 && sorted.Scores[place - 1] > thresholds[i]; place--)
            {
                hitsAbove += sorted.Kinds[place - 1] == RowKind.Anomaly ? 1 : 0;
                alarmsAbove += sorted.Kinds[place - 1] == RowKind.Normal ? 1 : 0;
            }

            (flagged[i], hits[i], alarms[i]) = (sorted.Scores.Length - place, hitsAbove, alarmsAbove);
        }

        return new ThresholdStops(thresholds, flagged, hits, alarms);
    }

    /// <summary>The place of a threshold that is among them.</summary>
    public int PlaceOf(float threshold) => Math.Max(0, Array.BinarySearch(Thresholds, threshold));

    private static float[] Choose(float[] sorted, IEnumerable<float> more)
    {
        var chosen = new SortedSet<float>(more);
        if (sorted.Length == 0)
        {
            chosen.Add(0);
            return [.. chosen];
        }

        chosen.Add(float.BitDecrement(sorted[0]));
        chosen.Add(sorted[^1]);
        var highest = Math.Max(0, sorted.Length - MostOfTheHighest);
        var step = Math.Max(1, highest / (MostStops - MostOfTheHighest));
        for (var i = 0; i < sorted.Length; i += i < highest ? step : 1)
        {
            chosen.Add(sorted[i]);
        }

        return [.. chosen];
    }
}
