using Microsoft.Win32.SafeHandles;

namespace Vae.Data.Files;

/// <summary>
/// A copy on the disk of what comes once but is read often. It has no name that others could open where the system allows so, and is gone with this object or the process, however that ends.
/// </summary>
internal sealed class SpooledFile
{
    private const int BlockBytes = 1 << 17;

    private readonly SafeFileHandle handle;

    private SpooledFile(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Copies a stream to its end.</summary>
    /// <param name="content">What is copied; it is left open.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <exception cref="VaeDataException">It cannot be read, or there is no room for it.</exception>
    public static SpooledFile Of(Stream content, string name)
    {
        var handle = Create(name);
        try
        {
            var block = new byte[BlockBytes];
            long length = 0;
            for (var read = content.Read(block); read > 0; read = content.Read(block))
            {
                RandomAccess.Write(handle, block.AsSpan(0, read), length);
                length += read;
            }

            return new SpooledFile(handle);
        }
        catch (IOException error)
        {
            handle.Dispose();
            throw new VaeDataException(
                $"'{name}' cannot be copied to the folder of temporary files, '{Path.GetTempPath()}', to be read more than once: {error.Message.TrimEnd('.')}. Make room there, or name another (TMPDIR).", error);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads the copy from its start; any number of streams may do so at once.</summary>
    public Stream Open() => new HandleStream(handle);

    private static SafeFileHandle Create(string name)
    {
        var path = Path.Combine(Path.GetTempPath(), $"vae-{Guid.NewGuid():N}.tmp");
        try
        {
            var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.DeleteOnClose);
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(path); // what is open stays readable
            }

            return handle;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeDataException(
                $"'{name}' cannot be copied to the folder of temporary files, '{Path.GetTempPath()}', to be read more than once: {error.Message.TrimEnd('.')}. Name another folder (TMPDIR).", error);
        }
    }
}
