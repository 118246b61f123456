using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;

namespace Vae.Plots;

/// <summary>Pictures from a model.</summary>
public static class VaeModelFigureExtensions
{
    /// <summary>Reads and scores rows, for pictures of what the model makes of them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows, in raw units, with labels or without.</param>
    /// <param name="sampledRows">How many rows a map of codes shows; 10 to 20,000, default 3,000.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sampledRows"/> is out of range.</exception>
    /// <exception cref="VaeDataException">There are no rows, they have another width than the model, or one cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ModelFigures Figures(this VaeModel model, IRowSource rows, int sampledRows = 3000, CancellationToken cancellationToken = default) =>
        ModelFigures.Create(model, rows, sampledRows, cancellationToken);
}
