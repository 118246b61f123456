using Vae.Data.Files;

namespace Vae.Data.Csv;

/// <summary>A text in which runs of blanks and tabs have become one tab, and those at the start and the end of a line nothing; between quotes all stays as it is.</summary>
internal sealed class BlankRunsStream(Stream inner) : ForwardStream(inner)
{
    private readonly byte[] block = new byte[1 << 15];
    private int next;
    private int end;
    private bool isQuoted;
    private bool isAtStart = true;
    private bool hasBlank;

    public override int Read(Span<byte> buffer)
    {
        var written = 0;
        while (written == 0 || (next < end && written + 2 <= buffer.Length))
        {
            if (next == end)
            {
                (next, end) = (0, Inner.Read(block));
                if (end == 0)
                {
                    return written;
                }
            }

            if (buffer.Length - written < 2)
            {
                return buffer.Length < 2 ? throw new ArgumentException("A buffer of at least two bytes is wanted.", nameof(buffer)) : written;
            }

            written = Write(block[next++], buffer, written);
        }

        return written;
    }

    private int Write(byte value, Span<byte> buffer, int written)
    {
        if (!isQuoted && value is ((byte)' ' or (byte)'\t'))
        {
            hasBlank = true;
            return written;
        }

        var isLineEnd = !isQuoted && value is ((byte)'\n' or (byte)'\r');
        if (hasBlank && !isAtStart && !isLineEnd)
        {
            buffer[written++] = (byte)'\t';
        }

        hasBlank = false;
        isAtStart = isLineEnd;
        isQuoted ^= value == (byte)'"';
        buffer[written++] = value;
        return written;
    }
}
