namespace Vae.Core.Files;

/// <summary>
/// A file that appears under its name whole or not at all: what is written goes to a temporary file in the same folder, which
/// <see cref="Commit"/> renames. Disposed without it, nothing is left behind, and a file that was there before is as it was.
/// </summary>
/// <remarks>It is opened before the work begins, so that a folder that cannot be written is found out before an hour of training, not after.</remarks>
internal sealed class AtomicFile : IDisposable
{
    private readonly string what;
    private readonly string target;
    private readonly string temporary;
    private readonly FileStream file;
    private bool committed;

    private AtomicFile(string path, string target, string temporary, FileStream file, Func<Stream, Stream>? wrap)
    {
        what = $"Output '{path}'";
        this.target = target;
        this.temporary = temporary;
        this.file = file;
        var written = new OutputStream(file, what);
        Content = wrap?.Invoke(written) ?? written;
    }

    /// <summary>Receives the file's content.</summary>
    public Stream Content { get; }

    /// <summary>Opens the temporary file.</summary>
    /// <param name="path">The file to make or replace. A symbolic link keeps pointing where it points; that file is replaced.</param>
    /// <param name="wrap">Makes of the file what the content is written to, such as a stream that compresses, which is disposed before the file and leaves it open; null (default) for the file itself.</param>
    /// <exception cref="IOException">The file cannot be made there; the message says why.</exception>
    public static AtomicFile Create(string path, Func<Stream, Stream>? wrap = null) => Create(path, $"{Guid.NewGuid():N}.", FileMode.CreateNew, wrap);

    /// <summary>Opens a temporary file of a name that stays the same: what a process that was killed has left of it is taken over, and a second process that writes the same file at the same time is refused.</summary>
    /// <param name="path">The file to make or replace, as above.</param>
    /// <exception cref="IOException">The file cannot be made there, or somebody else is making it; the message says why.</exception>
    public static AtomicFile CreateAlone(string path) => Create(path, "", FileMode.Create, null);

    private static AtomicFile Create(string path, string mark, FileMode mode, Func<Stream, Stream>? wrap)
    {
        try
        {
            var target = Path.GetFullPath(path);
            target = (File.Exists(target) ? File.ResolveLinkTarget(target, returnFinalTarget: true)?.FullName : null) ?? target;
            ThrowIfNoPlaceForAFile(path, target);
            var temporary = Path.Combine(
                Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{mark}tmp");
            var file = new FileStream(temporary, mode, FileAccess.Write, FileShare.None, 1 << 16);
            return new AtomicFile(path, target, temporary, file, wrap);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException or ArgumentException or NotSupportedException)
        {
            throw new IOException($"Output '{path}' cannot be written: {exception.Message.TrimEnd('.')}; choose a folder that exists and can be written.", exception);
        }
    }

    /// <summary>Brings all content to the disk and gives the file its name.</summary>
    /// <exception cref="IOException">It cannot be written, or its place has become another's meanwhile; the message names the file and says why.</exception>
    public void Commit()
    {
        Content.Dispose();
        try
        {
            file.Flush(flushToDisk: true);
            file.Dispose();
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw OutputStream.Error(what, exception);
        }

        committed = true;
    }

    public void Dispose()
    {
        if (committed)
        {
            return;
        }

        // A full disk fails the last flush as well; the error that led here is the one to report.
        IgnoreErrors(Content.Dispose);
        IgnoreErrors(file.Dispose);
        IgnoreErrors(() => File.Delete(temporary));
    }

    private static void IgnoreErrors(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static void ThrowIfNoPlaceForAFile(string path, string target)
    {
        if (path == "-")
        {
            throw new IOException("'-' is the standard output, to which tables alone are written");
        }

        if (Directory.Exists(target))
        {
            throw new IOException($"'{path}' is a folder");
        }

        if (!OperatingSystem.IsWindows() && target.StartsWith("/dev/", StringComparison.Ordinal))
        {
            throw new IOException($"'{path}' is a device, and the output replaces the file as a whole");
        }

        if (!Directory.Exists(Path.GetDirectoryName(target)))
        {
            throw new IOException($"folder '{Path.GetDirectoryName(target)}' does not exist");
        }
    }
}
