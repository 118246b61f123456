using Vae.Core.Data;
using Vae.Core.Reports;

namespace Vae.Core.Models;

/// <summary>How a trained model goes on learning: see <see cref="VaeTrainer.Continue"/>.</summary>
public sealed record ContinuedTraining
{
    /// <summary>
    /// Whether the scaling is found anew on the new rows, with the columns that are constant in them. Default false: it is the model's, so that a value means to the network what it did. Refit it where the range of columns has
    /// changed for good, or where a column that had one value now has several, which is refused otherwise.
    /// </summary>
    public bool RefitScaler { get; init; }

    /// <summary>
    /// Whether levels of categorical columns that the model does not know are added to it: rows then come expanded by its columns with more levels behind those of each
    /// (<see cref="TableSchema.WithLevelsOf"/>). A new level begins as the rarest of those known. Default false: such rows are refused.
    /// </summary>
    public bool AddLevels { get; init; }

    /// <summary>Told, before the first step, how far the new rows are from those that the model was trained on (<see cref="VaeModel.Compare"/>), which reads them once more; null (default) for no comparison.</summary>
    public IProgress<DriftReport>? Drift { get; init; }
}
