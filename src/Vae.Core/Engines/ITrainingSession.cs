namespace Vae.Core.Engines;

/// <summary>One training run on an engine: parameters, optimiser state and the workspace of a step.</summary>
/// <remarks>Rows are scaled already. Not safe for use from several threads at once.</remarks>
internal interface ITrainingSession : IDisposable
{
    /// <summary>Engine, threads and vector width, for people.</summary>
    string Description { get; }

    /// <summary>What the last bits of results depend on beside the setup, for people: where two sessions say the same, they compute the same.</summary>
    string Arithmetic => Description;

    /// <summary>Forward passes with the parameters as they stand.</summary>
    IInference Inference { get; }

    /// <summary>Sets the rows that <see cref="Step(ReadOnlySpan{int}, in StepSettings)"/> picks from; kept, not copied, by engines that can.</summary>
    /// <param name="rows">Row-major, a whole number of rows.</param>
    void UseRows(ReadOnlyMemory<float> rows);

    /// <summary>
    /// Tells beforehand in which order rows will be picked: the spans given to <see cref="Step(ReadOnlySpan{int}, in StepSettings)"/> until the next call are
    /// slices of this memory, which stays as it is. An engine on a device sends it there once; others need not listen.
    /// </summary>
    void AnnounceOrder(ReadOnlyMemory<int> rowIndices)
    {
    }

    /// <summary>Sets the class of each of those rows, for objectives that look at labels; the others need not take them.</summary>
    /// <param name="labels">One a row: its class from 0, or <see cref="Data.ClassNumber.None"/>. Kept, not copied. Empty: no row has one.</param>
    void UseLabels(ReadOnlyMemory<int> labels)
    {
    }

    /// <summary>
    /// Sets how much each of those rows counts in losses, gradients and the statistics of batches: what is minimised is the sum of weight * loss over the rows of the batch, divided by their number. So with a mean
    /// weight of 1 over all rows a batch's gradient is, in the mean over batches, that of the weighted mean of all losses, whatever rows fall together.
    /// </summary>
    /// <param name="weights">One a row, finite, 0 or more, of mean 1. Kept, not copied. Empty: every row counts once.</param>
    void UseWeights(ReadOnlyMemory<float> weights);

    /// <summary>One optimiser step on the rows at these indices.</summary>
    void Step(ReadOnlySpan<int> rowIndices, in StepSettings settings);

    /// <summary>One optimiser step on these rows, row-major.</summary>
    void Step(ReadOnlySpan<float> rows, in StepSettings settings);

    /// <summary>Sums of the losses of all rows since they were taken the last time; on a GPU this waits for the device. They go on growing, so that a look at them changes nothing.</summary>
    LossTotals ReadLosses();

    /// <summary>The same sums, which begin anew.</summary>
    LossTotals TakeLosses();

    /// <summary>Gradient of what each optimiser group minimises on these rows, where the group has its moments; parameters stay as they are.</summary>
    void ComputeGradient(ReadOnlySpan<float> rows, in StepSettings settings, Span<float> gradient);

    /// <summary>Goes with these rows as far as their codes, for a batch that has parts.</summary>
    /// <param name="rows">Row-major, as for <see cref="ComputeGradient"/>.</param>
    /// <param name="settings">The step.</param>
    /// <param name="sums">Receives the KL of each dimension of the code, summed over the rows, of each times its weight; then the sum of the weights.</param>
    /// <exception cref="NotSupportedException">The engine takes steps on rows alone.</exception>
    void SumDivergence(ReadOnlySpan<float> rows, in StepSettings settings, Span<double> sums) => throw new NotSupportedException($"'{Description}' takes steps on rows alone.");

    /// <summary>Whether other processes take the same steps: then nothing that this one sees alone may end an epoch.</summary>
    bool IsShared => false;

    /// <summary>A number that all processes go by: that of the first of them, for what decides how training goes on must be the same in all to the last bit.</summary>
    double Agree(double own) => own;

    /// <summary>Moves the parameters by a gradient, as a step on rows does by theirs.</summary>
    /// <param name="gradient">As <see cref="ComputeGradient"/> gives it.</param>
    /// <param name="settings">The step.</param>
    /// <exception cref="NotSupportedException">The engine takes steps on rows alone.</exception>
    void Apply(ReadOnlySpan<float> gradient, in StepSettings settings) => throw new NotSupportedException($"'{Description}' takes steps on rows alone.");

    /// <summary>Copies parameters, optimiser state and running losses out.</summary>
    void ReadState(SessionState state);

    /// <summary>Replaces parameters, optimiser state and running losses.</summary>
    void WriteState(SessionState state);
}
