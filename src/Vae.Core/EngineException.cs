namespace Vae.Core;

/// <summary>An engine cannot do here what was asked of it: a package, a driver, a device or its memory is missing. The message says which, and what to install or change.</summary>
public sealed class EngineException : Exception
{
    /// <summary>Made with a message.</summary>
    /// <param name="message">What is missing and what to do.</param>
    public EngineException(string message)
        : base(message)
    {
    }

    /// <summary>Made with a message and what caused it.</summary>
    /// <param name="message">What is missing and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public EngineException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Made without a message.</summary>
    public EngineException()
    {
    }
}
