namespace Vae.Core;

/// <summary>
/// Data that cannot be used as they are: a file that breaks its format, a value that is no number, a column that is missing.
/// The message names the file, line and column, says what was found and what was wanted, and what to do about it.
/// </summary>
public sealed class VaeDataException : Exception
{
    /// <summary>Creates the error without a message of its own.</summary>
    public VaeDataException()
    {
    }

    /// <summary>Creates the error with its message.</summary>
    /// <param name="message">Which thing, what was found, what was wanted, what to do.</param>
    public VaeDataException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its message and the error underneath it.</summary>
    /// <param name="message">Which thing, what was found, what was wanted, what to do.</param>
    /// <param name="innerException">What the reader beneath reported.</param>
    public VaeDataException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
