namespace Vae.MLNet.Saving;

/// <summary>A folder of its own for the copies that ML.NET makes of a network for its runtime and leaves lying about.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("vae-").FullName;

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
