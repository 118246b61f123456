namespace Vae.Core;

/// <summary>
/// A model file that cannot be read: not a model, of a later format, cut short, damaged, or claiming sizes beyond the stated limits.
/// The message names the part that is wrong, what was found and what was wanted.
/// </summary>
public sealed class ModelFileException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Which part, what was found, what was wanted, what to do.</param>
    /// <param name="innerException">The error underneath, if any.</param>
    public ModelFileException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
