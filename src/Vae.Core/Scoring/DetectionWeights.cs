namespace Vae.Core.Scoring;

/// <summary>Right and wrong alarms at one threshold where rows have weights: sums of the weights of the rows.</summary>
/// <param name="TruePositives">Of anomalies that are flagged.</param>
/// <param name="FalsePositives">Of normal rows that are flagged.</param>
/// <param name="FalseNegatives">Of anomalies that are not flagged.</param>
/// <param name="TrueNegatives">Of normal rows that are not flagged.</param>
public readonly record struct DetectionWeights(double TruePositives, double FalsePositives, double FalseNegatives, double TrueNegatives)
{
    /// <summary>Of all rows that are flagged.</summary>
    public double Flagged => TruePositives + FalsePositives;

    /// <summary>The share of flagged weight that is of anomalies; 0 where none is flagged.</summary>
    public double Precision => Share(TruePositives, Flagged);

    /// <summary>The share of the anomalies' weight that is flagged; 0 where there is none.</summary>
    public double Recall => Share(TruePositives, TruePositives + FalseNegatives);

    /// <summary>The harmonic mean of precision and recall; 0 where both are 0.</summary>
    public double F1 => Share(2 * TruePositives, (2 * TruePositives) + FalsePositives + FalseNegatives);

    /// <summary>The share of the normal rows' weight that is flagged; 0 where there is none.</summary>
    public double FalsePositiveRate => Share(FalsePositives, FalsePositives + TrueNegatives);

    private static double Share(double part, double whole) => whole == 0 ? 0 : part / whole;
}
