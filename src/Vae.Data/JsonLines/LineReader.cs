namespace Vae.Data.JsonLines;

/// <summary>Reads a text line by line as bytes.</summary>
/// <param name="stream">The text.</param>
/// <param name="path">Its file, for messages.</param>
/// <param name="longest">The longest line, in bytes.</param>
internal sealed class LineReader(Stream stream, string path, int longest) : IDisposable
{
    private const int FirstBytes = 1 << 16;

    private byte[] buffer = new byte[FirstBytes];
    private int start;
    private int end;
    private bool isAtEnd;
    private int lineStart;
    private int lineLength;

    /// <summary>Number of the current line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The current line without its end; valid until the reader moves on.</summary>
    public ReadOnlySpan<byte> Line => buffer.AsSpan(lineStart, lineLength);

    /// <summary>Moves to the next line.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="VaeDataException">The line is too long.</exception>
    public bool Read()
    {
        var looked = start;
        while (true)
        {
            var found = buffer.AsSpan(looked, end - looked).IndexOf((byte)'\n');
            if (found >= 0)
            {
                Take(looked + found, looked + found + 1);
                return true;
            }

            if (isAtEnd)
            {
                if (start == end)
                {
                    return false;
                }

                Take(end, end);
                return true;
            }

            looked = end - start;
            Fill();
        }
    }

    public void Dispose() => stream.Dispose();

    private void Take(int end, int next)
    {
        (lineStart, lineLength) = (start, end - start);
        start = next;
        Number++;
        if (Number == 1 && Line.StartsWith("\uFEFF"u8))
        {
            lineStart += 3;
            lineLength -= 3;
        }
    }

    private void Fill()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (end == buffer.Length)
        {
            if (end >= longest)
            {
                throw new VaeDataException(Invariant($"'{path}', line {Number + 1} is longer than {longest} bytes (CsvOptions.MaximumLineBytes); one object a line was wanted, look for missing line ends."));
            }

            Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, longest));
        }

        var read = stream.Read(buffer, end, buffer.Length - end);
        end += read;
        isAtEnd = read == 0;
    }
}
