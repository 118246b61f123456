namespace Vae.Core.Processes;

/// <summary>Processes cannot go on together: one of them has failed, has ended, or does something else than the others. The message names it.</summary>
public sealed class ProcessGroupException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">Which process, what happened there, and what to do.</param>
    /// <param name="innerException">What led to it, or null.</param>
    public ProcessGroupException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
