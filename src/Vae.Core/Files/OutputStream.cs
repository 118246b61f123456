namespace Vae.Core.Files;

/// <summary>What is written to a file under another name than its own: errors tell of the file that the user named, not of the temporary one.</summary>
/// <param name="file">The temporary file; it stays open.</param>
/// <param name="what">What it is to the user, as the beginning of a sentence.</param>
internal sealed class OutputStream(FileStream file, string what) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => file.CanSeek;

    public override bool CanWrite => file.CanWrite;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <summary>The error of a file that cannot be written to its end.</summary>
    /// <param name="what">What it is to the user.</param>
    /// <param name="inner">What went wrong with the temporary one.</param>
    public static IOException Error(string what, Exception inner)
    {
        // The system's words, which name the temporary file behind them.
        var reason = inner.Message.Split(" : '", 2)[0].TrimEnd('.', ' ');
        return new IOException($"{what} cannot be written to its end: {reason}; make room there, or choose another folder. Nothing was written, and a file that was there before is as it was.", inner);
    }

    public override void Flush() => Try(file.Flush);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin)
    {
        try
        {
            // What stands in the buffer is written first.
            return file.Seek(offset, origin);
        }
        catch (IOException exception)
        {
            throw Error(what, exception);
        }
    }

    public override void SetLength(long value) => Try(() => file.SetLength(value));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            file.Write(buffer);
        }
        catch (IOException exception)
        {
            throw Error(what, exception);
        }
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (IOException exception)
        {
            throw Error(what, exception);
        }
    }
}
