using Vae.Torch.Rows;

namespace Vae.Torch.Networks;

/// <summary>What a forward pass through a network is for.</summary>
/// <param name="Trains">Whether gradients follow: batch statistics normalise, and networks compute in their own type.</param>
/// <param name="MovesStatistics">Whether running statistics take the batch in.</param>
/// <param name="Masks">Mask of each dropout layer [rows, size], by its number in the model; null where nothing is dropped.</param>
/// <param name="Weights">How much each row counts in batch statistics; null: once.</param>
internal sealed record Pass(bool Trains, bool MovesStatistics, Func<int, Tensor>? Masks, StepWeights? Weights = null)
{
    /// <summary>As after training: running statistics normalise, nothing is dropped, everything in single precision.</summary>
    public static Pass Inference { get; } = new(false, false, null);
}
