using Vae.Core.Data;

namespace Vae.Core.Training;

/// <summary>Trains a variational autoencoder on rows.</summary>
public sealed class VaeTrainer
{
    /// <summary>Checks the options.</summary>
    /// <param name="options">What to train; null takes the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public VaeTrainer(VaeOptions? options = null)
    {
        Options = options ?? new VaeOptions();
        Options.Validate();
    }

    /// <summary>The options given.</summary>
    public VaeOptions Options { get; }

    /// <summary>Trains on all rows of a source.</summary>
    /// <param name="rows">The training rows, in raw units.</param>
    /// <param name="progress">Told where training stands, on the training thread.</param>
    /// <param name="cancellationToken">Ends training early; the best model so far is returned.</param>
    /// <returns>The trained model.</returns>
    /// <exception cref="VaeDataException">The rows cannot be trained on: none, NaN where the policy forbids it, values outside [0,1] for a Bernoulli decoder.</exception>
    /// <exception cref="TrainingDivergedException">The loss stayed non-finite after the allowed number of rollbacks.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first step, when there is no model to return.</exception>
    public VaeModel Fit(IRowSource rows, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();
}
