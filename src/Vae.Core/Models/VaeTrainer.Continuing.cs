using Vae.Core.Data;
using Vae.Core.Options;
using Vae.Core.Reports;

namespace Vae.Core.Models;

/// <content>Models that go on learning.</content>
public sealed partial class VaeTrainer
{
    /// <summary>Goes on training a model on other rows, such as those that came since: the network begins where it ended, and the scaling is kept.</summary>
    /// <param name="rows">The rows to learn from now, in raw units, with the columns of the model. What else it should keep knowing must be among them.</param>
    /// <param name="from">The model; it stays as it is.</param>
    /// <returns>Another model, whose score, threshold and probability are calibrated on the new rows.</returns>
    /// <remarks>
    /// What a model is made of (network, likelihood, columns, context, scaling, missing values, kind of objective, size of the ensemble) is the model's, and must stand at its default in <see cref="Options"/>, or be the same; length, learning rate,
    /// schedule, stopping, engine and seed are those of <see cref="Options"/>; objective and scoring too where they are not at their defaults. A lower learning rate than the first one, such as 0.0005, keeps more of what
    /// the model knows. The optimiser begins anew, and so does a discriminator, which is no part of a model.
    /// </remarks>
    /// <exception cref="ArgumentException">The options ask for another model than this one, or for held-out rows and hold none.</exception>
    /// <exception cref="VaeDataException">The rows have other columns than the model, or cannot be trained on.</exception>
    /// <exception cref="TrainingDivergedException">The loss stayed non-finite after the allowed number of rollbacks.</exception>
    public VaeModel Fit(IRowSource rows, VaeModel from) => Continue(rows, from);

    /// <inheritdoc cref="Fit(IRowSource, VaeModel)"/>
    /// <summary>The same as <see cref="Fit(IRowSource, VaeModel)"/>, with a say in how.</summary>
    /// <param name="rows">As above.</param>
    /// <param name="from">As above.</param>
    /// <param name="how">Whether the scaling is found anew, whether levels are added, and who is told of drift; null: the scaling is kept, and neither of the others.</param>
    /// <param name="validationRows">Rows that validation losses, early stopping and a false-positive rate are measured on, in raw units and with the columns of <paramref name="rows"/>; null where there are none, or <see cref="TrainingOptions.ValidationFraction"/> holds rows out.</param>
    /// <param name="progress">Told where training stands, on the calling thread; null for silence.</param>
    /// <param name="cancellationToken">Ends training early; the best model so far is returned.</param>
    /// <exception cref="CheckpointException">The file of <see cref="TrainingOptions.Checkpoint"/> is of another run, or damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first step, when there is no model to return.</exception>
    public VaeModel Continue(
        IRowSource rows,
        VaeModel from,
        ContinuedTraining? how = null,
        IRowSource? validationRows = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(from);
        how ??= new ContinuedTraining();
        var continuation = Continuation.Of(from, rows, how);
        var trainer = With(continuation.Options(Options));
        trainer.RequireRowsToValidateOn(validationRows);
        if (how.Drift is { } listener && from.Parts.Calibration is not null)
        {
            listener.Report(from.Compare(Continuation.Known(from, rows), cancellationToken: cancellationToken));
        }

        return trainer.FitRows(rows, validationRows, continuation, progress, cancellationToken);
    }
}
