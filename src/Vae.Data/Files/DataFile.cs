namespace Vae.Data.Files;

/// <summary>Opens data files, plain or compressed, with errors that name them. The path <c>-</c> is the standard input.</summary>
internal static class DataFile
{
    private const int MagicBytes = 4;

    /// <summary>Opens a file; gzip and Zstandard are told by its first bytes, not by its name, and decompressed on the way.</summary>
    /// <exception cref="VaeDataException">The file is not there or may not be read.</exception>
    public static Stream Open(string path)
    {
        var file = OpenRaw(path);
        try
        {
            Span<byte> magic = stackalloc byte[MagicBytes];
            magic = magic[..file.ReadAtLeast(magic, MagicBytes, throwOnEndOfStream: false)];
            file.Position = 0;
            return IsGzip(magic) ? new GzipDataStream(file, path) : ZstdDataStream.IsMagic(magic) ? new ZstdDataStream(file, path) : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file to be read in any order. One that is compressed is copied to a temporary file first.</summary>
    /// <param name="path">The file.</param>
    /// <param name="copy">The copy that was made for an earlier call; receives the one that this call makes.</param>
    /// <exception cref="VaeDataException">The file is not there or may not be read, or there is no room for the copy.</exception>
    public static Stream OpenSeekable(string path, ref SpooledFile? copy)
    {
        if (copy is not null)
        {
            return copy.Open();
        }

        var stream = Open(path);
        if (stream.CanSeek)
        {
            return stream;
        }

        using (stream)
        {
            copy = SpooledFile.Of(stream, path);
        }

        return copy.Open();
    }

    /// <summary>The first bytes of a file, decompressed; fewer where the file is shorter.</summary>
    public static byte[] ReadHead(string path, int count)
    {
        byte[] head = new byte[count];
        using Stream stream = Open(path);
        return head[..stream.ReadAtLeast(head, count, throwOnEndOfStream: false)];
    }

    /// <summary>The last bytes of a file that is not compressed.</summary>
    /// <returns>False where it is compressed, for its end cannot be read without all that is before.</returns>
    public static bool TryReadTail(string path, int count, out byte[] tail)
    {
        using var stream = Open(path);
        tail = [];
        if (!stream.CanSeek)
        {
            return false;
        }

        tail = new byte[Math.Min(count, stream.Length)];
        stream.Position = stream.Length - tail.Length;
        tail = tail[..stream.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false)];
        return true;
    }

    private static bool IsGzip(ReadOnlySpan<byte> head) => head is [0x1F, 0x8B, ..];

    private static Stream OpenRaw(string path)
    {
        if (path == StandardInput.Name)
        {
            return StandardInput.Open();
        }

        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
            if (file.CanSeek)
            {
                return file;
            }

            file.Dispose();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new VaeDataException($"'{path}' does not exist; check the path.", error);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            string reason = Directory.Exists(path) ? "it is a folder; name a file, or files by a pattern such as folder/*.csv" : error.Message;
            throw new VaeDataException($"'{path}' cannot be read: {reason}", error);
        }

        throw new VaeDataException($"'{path}' is a pipe or a device; data are read once an epoch, so copy them to a file first, or pass them on the standard input ('-').");
    }
}
