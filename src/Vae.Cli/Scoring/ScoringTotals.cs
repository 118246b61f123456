using Vae.Core.Models;
using Vae.Data.Columns;

namespace Vae.Cli.Scoring;

/// <summary>What a pass of scoring counts, and keeps for the figures that need labels.</summary>
internal sealed class ScoringTotals
{
    /// <summary>Rows read.</summary>
    public long Rows { get; set; }

    /// <summary>Rows whose score is above the threshold.</summary>
    public long Flagged { get; set; }

    /// <summary>Rows with a missing value, which have no score.</summary>
    public long Unscored { get; set; }

    /// <summary>What lies outside the training range; null where it is not looked at.</summary>
    public RangeCounter? Range { get; init; }

    /// <summary>The negative ELBO of the rows, found in the same pass; null where the model has none.</summary>
    public RunningElbo? Elbo { get; init; }

    /// <summary>The rows, relative to the model's origin, for the baseline; null where there are no labels.</summary>
    public RememberedRows? Remembered { get; init; }

    /// <summary>Rows with a label.</summary>
    public long Labelled { get; set; }

    /// <summary>What ranks the labels by itself; null where there are none.</summary>
    public LabelLeak? Leak { get; init; }

    /// <summary>How well scores tell anomalies from normal rows; null before it was measured, and where there are no labels.</summary>
    public Detection? Metrics { get; set; }

    /// <summary>Rows whose label is neither 0 nor missing.</summary>
    public long Anomalies { get; set; }

    /// <summary>Seconds of the pass: reading, scoring and writing.</summary>
    public double Seconds { get; set; }

    /// <summary>Scores of the rows that have one; kept only where there are labels, 5 bytes a row with them.</summary>
    public List<float> Scores { get; } = [];

    /// <summary>Whether each of those rows is an anomaly.</summary>
    public List<bool> IsAnomaly { get; } = [];

    /// <summary>The weight of each of those rows; empty where rows have none.</summary>
    public List<float> Weights { get; } = [];

    /// <summary>The weight of every row read, where there are labels too; empty where rows have none.</summary>
    public List<float> AllWeights { get; } = [];
}
