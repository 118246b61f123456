using Vae.Data.Files;
using Vae.Data.Options;

namespace Vae.Data.Csv;

/// <summary>A text without some of its lines, which become empty so that the others keep their numbers. A line ends at its line feed, also between quotes.</summary>
internal sealed class SkippedLinesStream(Stream inner, IReadOnlyList<LineRange> skipped) : ForwardStream(inner)
{
    private readonly long last = skipped.Max(range => range.Last);
    private long line = 1;
    private bool isSkipped = skipped.Any(range => range.Contains(1));

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            var read = Inner.Read(buffer);
            if (read == 0 || line > last)
            {
                return read;
            }

            var kept = Keep(buffer[..read]);
            if (kept > 0)
            {
                return kept;
            }
        }
    }

    private int Keep(Span<byte> bytes)
    {
        var kept = 0;
        foreach (var value in bytes)
        {
            if (value == (byte)'\n')
            {
                bytes[kept++] = value;
                line++;
                isSkipped = skipped.Any(range => range.Contains(line));
            }
            else if (!isSkipped)
            {
                bytes[kept++] = value;
            }
        }

        return kept;
    }
}
