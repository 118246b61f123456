namespace Vae.Core;

/// <summary>
/// A checkpoint that a run cannot go on from: no checkpoint, cut short, damaged, of another version of this library, or of a run with other data or options than this one's.
/// The message names the file, what was found and what was wanted.
/// </summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Which part, what was found, what was wanted, what to do.</param>
    /// <param name="innerException">The error underneath, if any.</param>
    public CheckpointException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
