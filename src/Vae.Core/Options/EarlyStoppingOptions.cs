namespace Vae.Core.Options;

/// <summary>When to stop because the validation loss no longer improves; the best parameters are kept.</summary>
public sealed record EarlyStoppingOptions
{
    /// <summary>Epochs without improvement before training stops; 1 or more, default 5.</summary>
    public int Patience { get; init; } = 5;

    /// <summary>Smallest drop of the validation loss that counts as improvement, in nats a row; default 0.</summary>
    public float MinimumImprovement { get; init; }

    internal void Validate()
    {
        Require.InRange(Patience, 1, 1_000_000, "Training.EarlyStopping.Patience");
        Require.InRange(MinimumImprovement, 0f, 1e9f, "Training.EarlyStopping.MinimumImprovement");
    }
}
