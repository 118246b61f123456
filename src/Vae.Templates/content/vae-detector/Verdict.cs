namespace VaeDetectorTemplate;

/// <summary>What the pipeline says of a row.</summary>
public sealed class Verdict
{
    /// <summary>Higher is stranger.</summary>
    public float Score { get; set; }

    /// <summary>Whether the score is above the threshold.</summary>
    public bool PredictedLabel { get; set; }

    /// <summary>Each column's part of the score.</summary>
    public float[] FeatureContributions { get; set; } = [];
}
