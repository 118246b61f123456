namespace Vae.Reports.Findings;

/// <summary>What a threshold that falls from the highest score to the lowest finds, and at what price; thinned to what a picture shows.</summary>
/// <param name="FalsePositiveRate">Share of the normal rows that are flagged, rising from 0 to 1.</param>
/// <param name="Recall">Share of the anomalies that are flagged, likewise.</param>
/// <param name="Precision">Share of the flagged rows that are anomalies.</param>
internal sealed record DetectionCurve(double[] FalsePositiveRate, double[] Recall, double[] Precision)
{
    private const int MostPoints = 400;

    /// <summary>Draws it.</summary>
    /// <param name="scores">One a row, none of them NaN.</param>
    /// <param name="isAnomaly">One a row, of both kinds.</param>
    public static DetectionCurve Of(float[] scores, bool[] isAnomaly)
    {
        var (sorted, labels) = ((float[])scores.Clone(), (bool[])isAnomaly.Clone());
        Array.Sort(sorted, labels);
        var anomalies = labels.Count(label => label);
        var normal = labels.Length - anomalies;
        var (rates, recalls, precisions) = (new List<double> { 0 }, new List<double> { 0 }, new List<double> { 1 });
        var (hits, alarms) = (0, 0);
        for (var i = sorted.Length - 1; i >= 0; i--)
        {
            hits += labels[i] ? 1 : 0;
            alarms += labels[i] ? 0 : 1;
            if (i > 0 && sorted[i - 1] == sorted[i])
            {
                continue;
            }

            var (rate, recall) = ((double)alarms / normal, (double)hits / anomalies);
            if (i == 0 || rate - rates[^1] >= 1.0 / MostPoints || recall - recalls[^1] >= 1.0 / MostPoints)
            {
                rates.Add(rate);
                recalls.Add(recall);
                precisions.Add((double)hits / (hits + alarms));
            }
        }

        return new DetectionCurve([.. rates], [.. recalls], [.. precisions]);
    }
}
