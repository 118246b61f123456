namespace Vae.Cli;

/// <summary>A command line that parses but asks for something that cannot be done; ends with <see cref="ExitCodes.Usage"/>.</summary>
internal sealed class UsageException(string message, Exception? innerException = null) : Exception(message, innerException);
