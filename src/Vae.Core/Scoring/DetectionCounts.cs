namespace Vae.Core.Scoring;

/// <summary>Right and wrong alarms at one threshold.</summary>
/// <param name="TruePositives">Anomalies that are flagged.</param>
/// <param name="FalsePositives">Normal rows that are flagged.</param>
/// <param name="FalseNegatives">Anomalies that are not flagged.</param>
/// <param name="TrueNegatives">Normal rows that are not flagged.</param>
public readonly record struct DetectionCounts(long TruePositives, long FalsePositives, long FalseNegatives, long TrueNegatives)
{
    /// <summary>Rows that are flagged.</summary>
    public long Flagged => TruePositives + FalsePositives;

    /// <summary>The share of flagged rows that are anomalies; 0 where none is flagged.</summary>
    public double Precision => Share(TruePositives, Flagged);

    /// <summary>The share of anomalies that are flagged; 0 where there are none.</summary>
    public double Recall => Share(TruePositives, TruePositives + FalseNegatives);

    /// <summary>The harmonic mean of precision and recall; 0 where both are 0.</summary>
    public double F1 => Share(2 * TruePositives, (2 * TruePositives) + FalsePositives + FalseNegatives);

    /// <summary>The share of normal rows that are flagged; 0 where there are none.</summary>
    public double FalsePositiveRate => Share(FalsePositives, FalsePositives + TrueNegatives);

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
