namespace Vae.Core;

/// <summary>The loss became NaN or infinite and stayed so after the allowed number of rollbacks at a lower learning rate.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Epoch and step at which the loss was last non-finite, and what to do.</param>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }
}
