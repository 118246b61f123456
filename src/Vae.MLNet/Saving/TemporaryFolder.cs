namespace Vae.MLNet.Saving;

/// <summary>A folder of its own for the copies that ML.NET makes of a network for its runtime and leaves lying about.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>What to do where it cannot be written to.</summary>
    public const string Remedy =
        "ML.NET puts networks into the folder of temporary files, which has to be there, open for writing and with room for them: set MLContext.TempFilePath, or the environment variable TMPDIR (TEMP on Windows)";

    /// <exception cref="IOException">The system's folder of temporary files is missing, or cannot be written to.</exception>
    public TemporaryFolder()
    {
        try
        {
            Path = Directory.CreateTempSubdirectory("vae-").FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The pipeline cannot be saved: {exception.Message.TrimEnd('.')}; {Remedy}.", exception);
        }
    }

    public string Path { get; }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Held open by a virus scanner, say: what was saved is saved, and the system clears its folder of temporary files.
        }
    }
}
