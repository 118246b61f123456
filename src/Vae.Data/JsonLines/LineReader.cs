namespace Vae.Data.JsonLines;

/// <summary>Reads a text line by line as bytes.</summary>
/// <param name="stream">The text.</param>
/// <param name="path">Its file, for messages.</param>
/// <param name="longest">The longest line, in bytes.</param>
internal sealed class LineReader(Stream stream, string path, int longest) : IDisposable
{
    private const int FirstBytes = 1 << 16;

    private byte[] _buffer = new byte[FirstBytes];
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private int _lineStart;
    private int _lineLength;

    /// <summary>Number of the current line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The current line without its end; valid until the reader moves on.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>Moves to the next line.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="VaeDataException">The line is too long.</exception>
    public bool Read()
    {
        var looked = _start;
        while (true)
        {
            var found = _buffer.AsSpan(looked, _end - looked).IndexOf((byte)'\n');
            if (found >= 0)
            {
                Take(looked + found, looked + found + 1);
                return true;
            }

            if (_isAtEnd)
            {
                if (_start == _end)
                {
                    return false;
                }

                Take(_end, _end);
                return true;
            }

            looked = _end - _start;
            Fill();
        }
    }

    public void Dispose() => stream.Dispose();

    private void Take(int end, int next)
    {
        (_lineStart, _lineLength) = (_start, end - _start);
        _start = next;
        Number++;
        if (Number == 1 && Line.StartsWith("\uFEFF"u8))
        {
            _lineStart += 3;
            _lineLength -= 3;
        }
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            if (_end >= longest)
            {
                throw new VaeDataException(Invariant($"'{path}', line {Number + 1} is longer than {longest} bytes (CsvOptions.MaximumLineBytes); one object a line was wanted, look for missing line ends."));
            }

            Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, longest));
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isAtEnd = read == 0;
    }
}
