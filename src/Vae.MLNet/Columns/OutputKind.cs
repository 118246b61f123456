namespace Vae.MLNet.Columns;

/// <summary>What a column that the model adds holds; columns are added in this order.</summary>
internal enum OutputKind
{
    /// <summary>The mean code.</summary>
    Latent,

    /// <summary>The row rebuilt from it.</summary>
    Reconstruction,

    /// <summary>How strange the row is.</summary>
    Score,

    /// <summary>Whether that is above the threshold.</summary>
    PredictedLabel,

    /// <summary>How probable it is that the row is an anomaly.</summary>
    Probability,

    /// <summary>Each feature's part of the score.</summary>
    FeatureContributions,

    /// <summary>The row with what was not observed of it filled in.</summary>
    Imputed,
}
