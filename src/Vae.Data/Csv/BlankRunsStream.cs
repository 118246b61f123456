using Vae.Data.Files;

namespace Vae.Data.Csv;

/// <summary>A text in which runs of blanks and tabs have become one tab, and those at the start and the end of a line nothing; between quotes all stays as it is.</summary>
internal sealed class BlankRunsStream(Stream inner) : ForwardStream(inner)
{
    private readonly byte[] _block = new byte[1 << 15];
    private int _from;
    private int _to;
    private bool _isQuoted;
    private bool _isAtStart = true;
    private bool _hasBlank;

    public override int Read(Span<byte> buffer)
    {
        var written = 0;
        while (written == 0 || (_from < _to && written + 2 <= buffer.Length))
        {
            if (_from == _to)
            {
                (_from, _to) = (0, Inner.Read(_block));
                if (_to == 0)
                {
                    return written;
                }
            }

            if (buffer.Length - written < 2)
            {
                return buffer.Length < 2 ? throw new ArgumentException("A buffer of at least two bytes is wanted.", nameof(buffer)) : written;
            }

            written = Write(_block[_from++], buffer, written);
        }

        return written;
    }

    private int Write(byte value, Span<byte> buffer, int written)
    {
        if (!_isQuoted && value is ((byte)' ' or (byte)'\t'))
        {
            _hasBlank = true;
            return written;
        }

        var isLineEnd = !_isQuoted && value is ((byte)'\n' or (byte)'\r');
        if (_hasBlank && !_isAtStart && !isLineEnd)
        {
            buffer[written++] = (byte)'\t';
        }

        _hasBlank = false;
        _isAtStart = isLineEnd;
        _isQuoted ^= value == (byte)'"';
        buffer[written++] = value;
        return written;
    }
}
