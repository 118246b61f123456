namespace Vae.Mpi;

/// <summary>How processes wait for each other.</summary>
public sealed record MpiOptions
{
    /// <summary>The environment variable that <see cref="Patience"/> is read from by <c>vae</c>: a number of seconds.</summary>
    public const string PatienceVariable = "VAE_MPI_PATIENCE";

    /// <summary>The environment variable that names the MPI library, a file or a name that the system's loader finds, where the usual names are not to be tried.</summary>
    public const string LibraryVariable = "VAE_MPI_LIBRARY";

    /// <summary>
    /// How long a process waits for another before it takes it for lost, and ends with words that name it; above 0. Default 30 minutes: longer than one process may work alone while the others wait, as it does when it
    /// calibrates a model.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a process that has failed waits for the others to end by themselves, before it ends them; 0 or more. Default 10 seconds.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The options that the environment asks for.</summary>
    /// <exception cref="FormatException">A variable holds something else than it should; the message says what.</exception>
    public static MpiOptions OfEnvironment()
    {
        var options = new MpiOptions();
        if (Environment.GetEnvironmentVariable(PatienceVariable) is not { Length: > 0 } text)
        {
            return options;
        }

        return double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e7
            ? options with { Patience = TimeSpan.FromSeconds(seconds) }
            : throw new FormatException($"The environment variable {PatienceVariable} is '{text}' but must be a number of seconds above 0, such as 60; set it to one, or unset it.");
    }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Patience, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Grace, TimeSpan.Zero);
    }
}
