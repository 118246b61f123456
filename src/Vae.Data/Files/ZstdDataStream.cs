using ZstdSharp;

namespace Vae.Data.Files;

/// <summary>Reads a Zstandard file, of one frame or more, and fails where it is cut short or damaged.</summary>
internal sealed class ZstdDataStream(Stream file, string name) : ForwardStream(file)
{
    private readonly DecompressionStream content = new(file, checkEndOfStream: true, leaveOpen: true);

    /// <summary>Whether a file that starts so is compressed in this way: a frame, or one that is skipped, as pzstd writes first.</summary>
    public static bool IsMagic(ReadOnlySpan<byte> head) => head is [0x28, 0xB5, 0x2F, 0xFD, ..] or [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18, ..];

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return content.Read(buffer);
        }
        catch (EndOfStreamException error)
        {
            throw new VaeDataException($"'{name}' is cut short: its compressed data end too early. Copy or download it again.", error);
        }
        catch (ZstdException error)
        {
            throw new VaeDataException($"'{name}' is damaged: its compressed data cannot be read ({error.Message}). Copy or download it again.", error);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }
}
