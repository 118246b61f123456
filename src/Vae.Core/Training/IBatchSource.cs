using Vae.Core.Engines;

namespace Vae.Core.Training;

/// <summary>Shuffled mini-batches of the scaled training rows.</summary>
internal interface IBatchSource : IDisposable
{
    /// <summary>Training rows.</summary>
    long RowCount { get; }

    /// <summary>Goes on with these rows alone from the next epoch on.</summary>
    /// <param name="rows">Numbers of rows, rising; at least one.</param>
    /// <exception cref="VaeDataException">The rows are read from a source and have no numbers.</exception>
    void KeepOnly(int[] rows);

    /// <summary>Starts an epoch; the same number gives the same batches.</summary>
    void BeginEpoch(int epoch);

    /// <summary>Leaves out the next batches, as if steps had been taken on them.</summary>
    void Skip(long batches);

    /// <summary>Takes one step on the next batch.</summary>
    /// <returns>Rows of the batch; 0 at the end of the epoch.</returns>
    int Step(ITrainingSession session, in StepSettings settings);
}
