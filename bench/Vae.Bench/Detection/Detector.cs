namespace Vae.Bench.Detection;

/// <summary>What finds anomalies in the benchmark.</summary>
internal enum Detector
{
    /// <summary>The default recipe.</summary>
    Vae,

    /// <summary>The same, told that the rows fitted on are normal; where they are.</summary>
    VaeOfNormal,

    /// <summary>Squared norm of the row, standardised by the rows fitted on.</summary>
    Norm,

    /// <summary>Squared error of PCA with 90 % of the variance.</summary>
    Pca,

    /// <summary>scikit-learn's isolation forest.</summary>
    Forest,

    /// <summary>Distance to the nearest neighbour.</summary>
    Nearest,

    /// <summary>Distance to the fifth nearest neighbour.</summary>
    Neighbours,
}
