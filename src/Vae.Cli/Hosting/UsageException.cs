namespace Vae.Cli.Hosting;

/// <summary>A command line that parses but asks for something that cannot be done; ends with <see cref="ExitCodes.Usage"/>.</summary>
internal sealed class UsageException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The same in the words of the library, whose arguments are called as the flags are.</summary>
    public static UsageException Of(ArgumentException exception)
    {
        var message = exception.ParamName is { } name
            ? exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
            : exception.Message;
        return new UsageException(char.IsLower(message[0]) ? "--" + message : message, exception);
    }
}
