namespace Vae.Data.Files;

/// <summary>Opens data files, plain or gzip, with errors that name them.</summary>
internal static class DataFile
{
    /// <summary>Opens a file; gzip is told by its first two bytes, not by its name, and decompressed on the way.</summary>
    /// <exception cref="VaeDataException">The file is not there or may not be read.</exception>
    public static Stream Open(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new VaeDataException($"'{path}' does not exist; check the path.", error);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            string reason = Directory.Exists(path) ? "it is a folder, a file was wanted" : error.Message;
            throw new VaeDataException($"'{path}' cannot be read: {reason}", error);
        }

        try
        {
            Span<byte> magic = stackalloc byte[2];
            bool gzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1F, 0x8B];
            file.Position = 0;
            return gzip ? new GzipDataStream(file, path) : file;
        }
        catch (NotSupportedException error)
        {
            file.Dispose();
            throw new VaeDataException(
                $"'{path}' is a pipe or a device; data are read once an epoch, so copy them to a file first.", error);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The first bytes of a file, decompressed; fewer where the file is shorter.</summary>
    public static byte[] ReadHead(string path, int count)
    {
        byte[] head = new byte[count];
        using Stream stream = Open(path);
        return head[..stream.ReadAtLeast(head, count, throwOnEndOfStream: false)];
    }
}
