namespace Vae.Core.Options;

/// <summary>The score of a row and the threshold above which it counts as an anomaly.</summary>
public sealed record ScoringOptions
{
    /// <summary>
    /// The defaults for training rows that are known to be normal: nothing is trimmed (<see cref="CovarianceTrim"/> and <see cref="ReferenceTrim"/> 0), and the nearest
    /// (<see cref="Neighbours"/> 1) of 2048 references counts, with weight 2. Better than the defaults on clean rows, and worse where the training rows hold anomalies.
    /// </summary>
    public static ScoringOptions ForNormalRows { get; } = new() { CovarianceTrim = 0, ReferenceTrim = 0, Neighbours = 1, CoarseReferences = 0, ReferenceRows = 2048, ReferenceWeight = 2 };

    /// <summary>Which score. Default: the whitened distance of residual and code plus the distance to reference rows.</summary>
    public ScoreKind Kind { get; init; } = ScoreKind.ReferenceDistance;

    /// <summary>
    /// Samples of the code that <see cref="ScoreKind.ReconstructionProbability"/>, <see cref="ScoreKind.NegativeElbo"/> and
    /// <see cref="ScoreKind.ImportanceWeightedNll"/> average over; 1 to 10,000, default 8. The noise is fixed and shared by all rows.
    /// </summary>
    public int Samples { get; init; } = 8;

    /// <summary>How the threshold is found. Default: the score that flags a tenth of rows like the training rows.</summary>
    public ThresholdPolicy Threshold { get; init; } = ThresholdPolicy.Contamination(0.1);

    /// <summary>Most training rows that the covariance of <see cref="ScoreKind.WhitenedDistance"/> is fitted on; default 8000.</summary>
    public int CovarianceRows { get; init; } = 8000;

    /// <summary>Added to the covariance's diagonal, as a share of its mean variance; default 0.001.</summary>
    public double CovarianceRidge { get; init; } = 1e-3;

    /// <summary>
    /// Share of the farthest rows dropped before the covariance is fitted once more; 0 to 0.5, default 0.1. Beside binary and categorical columns rows are measured given their levels, and no level loses more
    /// than half of its rows: a rare one is no reason to drop a row.
    /// </summary>
    public double CovarianceTrim { get; init; } = 0.1;

    /// <summary>
    /// Most training rows that <see cref="ScoreKind.ReferenceDistance"/> keeps in the model, evenly spaced among those that may be references; default 1024, and never more than
    /// a million numbers. 16 to 65,536.
    /// </summary>
    public int ReferenceRows { get; init; } = 1024;

    /// <summary>Which of the nearest references counts; 1 to 64, default 2: one odd reference does not make its surroundings ordinary.</summary>
    public int Neighbours { get; init; } = 2;

    /// <summary>
    /// Every so many-th reference belongs to a coarse scale too: the distance to the counted one of these is looked at beside that to the counted one of all, each in units of its median and with half of the weight.
    /// A few odd references make a place ordinary to the nearest ones, and not to these. 2 to 4,096, or 0 or 1 for none; default 32. Where it would leave fewer than 16 references, as many are taken, or none where there are fewer than 32 in all.
    /// </summary>
    public int CoarseReferences { get; init; } = 32;

    /// <summary>
    /// Share of the training rows, the farthest by whitened distance (of a covariance that no noise of the model is added to), that become references only where they lie among the others or at their edge: no more than twice as far
    /// from the fifth nearest of these as from the fifth nearest of all. Anomalies among the training rows, which would vouch for others of their kind, lie apart. 0 to 0.5, default 0.3.
    /// </summary>
    public double ReferenceTrim { get; init; } = 0.3;

    /// <summary>Weight of the distance to the reference row beside the whitened distance, when both are in units of their medians; 0.001 to 1000, default 3.</summary>
    public double ReferenceWeight { get; init; } = 3;

    /// <summary>The least share of the farthest rows that a covariance is fitted without, where <see cref="ReferenceTrim"/> asks it which rows those are.</summary>
    internal const double AdmissionTrim = 0.1;

    /// <summary>Which of the nearest rows counts where <see cref="ReferenceTrim"/> asks whether a row lies among the others.</summary>
    internal const int AdmissionNeighbours = 5;

    /// <summary>Whether the score needs the covariance of residual and code.</summary>
    internal bool NeedsWhitening => Kind is ScoreKind.WhitenedDistance or ScoreKind.ReferenceDistance;

    internal void Validate()
    {
        Require.Defined(Kind, "Scoring.Kind");
        Require.InRange(Samples, 1, 10_000, "Scoring.Samples");
        ArgumentNullException.ThrowIfNull(Threshold);
        Threshold.Validate();
        if (Threshold is BestF1Threshold)
        {
            throw new ArgumentException(
                "Scoring.Threshold asks for the best F1, which needs labelled rows; train with another policy, then call WithThreshold(ThresholdPolicy.BestF1(), rows) with labelled ones.");
        }

        Require.InRange(CovarianceRows, 2, 1_000_000, "Scoring.CovarianceRows");
        Require.InRange(CovarianceRidge, 1e-12, 1e3, "Scoring.CovarianceRidge");
        Require.InRange(CovarianceTrim, 0, 0.5, "Scoring.CovarianceTrim");
        Require.InRange(ReferenceRows, 16, 65_536, "Scoring.ReferenceRows");
        Require.InRange(Neighbours, 1, 64, "Scoring.Neighbours");
        Require.InRange(CoarseReferences, 0, 4096, "Scoring.CoarseReferences");
        Require.InRange(ReferenceTrim, 0, 0.5, "Scoring.ReferenceTrim");
        Require.InRange(ReferenceWeight, 1e-3, 1e3, "Scoring.ReferenceWeight");
    }
}
