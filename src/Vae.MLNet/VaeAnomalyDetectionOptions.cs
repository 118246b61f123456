using Vae.MLNet.Columns;

namespace Vae.MLNet;

/// <summary>Options of <see cref="VaeCatalog.DetectAnomalies(VaeAnomalyDetectionOptions)"/>: the columns <c>Score</c> and
/// <c>PredictedLabel</c> are added unless told otherwise.</summary>
public sealed record VaeAnomalyDetectionOptions : VaeEstimatorOptions
{
    /// <summary>Starts from the outputs of an anomaly detector.</summary>
    public VaeAnomalyDetectionOptions()
        : base(VaeColumns.ForAnomalies)
    {
    }
}
