namespace Vae.Core.Engines;

/// <summary>One run of an engine that trains encoder and softmax head together. Rows are scaled already. Not safe for use from several threads at once.</summary>
internal interface IClassifierSession : IDisposable
{
    /// <summary>Engine, threads and vector width, for people.</summary>
    string Description { get; }

    /// <summary>Sets the rows that <see cref="Step"/> picks from, and the class of each; kept, not copied, by engines that can.</summary>
    /// <param name="rows">Scaled rows, row-major.</param>
    /// <param name="labels">The class of each.</param>
    /// <param name="weights">How much each counts in losses, gradients and the statistics of batches, of mean 1; empty: once. A batch's loss is the sum of weight * loss over its rows, divided by their number.</param>
    void UseRows(ReadOnlyMemory<float> rows, ReadOnlyMemory<int> labels, ReadOnlyMemory<float> weights = default);

    /// <summary>One step of both optimisers on the rows at these indices.</summary>
    void Step(ReadOnlySpan<int> rowIndices, in ClassifierStep step);

    /// <summary>Sums over all rows since the last call; on a GPU this waits for the device.</summary>
    ClassifierTotals TakeLosses();

    /// <summary>Gradient of the mean cross-entropy of these rows, in the layout of the parameters, which stay as they are.</summary>
    void ComputeGradient(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, in ClassifierStep step, Span<float> gradient);

    /// <summary>Probabilities of the classes with the parameters as they stand, nothing dropped: [rows, classes].</summary>
    void Probabilities(ReadOnlySpan<float> rows, Span<float> probabilities);

    /// <summary>Copies parameters and optimiser state out, as in <see cref="ClassifierSetup.NewState"/>.</summary>
    void ReadState(SessionState state);

    /// <summary>Replaces parameters and optimiser state.</summary>
    void WriteState(SessionState state);
}
