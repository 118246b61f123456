using System.Text;

namespace Vae.Data.Files;

/// <summary>Text of 16-bit units, told by its byte order mark, as text of UTF-8.</summary>
internal static class WideText
{
    /// <summary>Whether a file that starts so says that it is of 16-bit units.</summary>
    public static bool IsWide(ReadOnlySpan<byte> head) => head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];

    /// <summary>Whether a file that starts so is text of 32-bit units, which is not read, by its byte order mark or by the zeros of its first character.</summary>
    public static bool IsOf32Bits(ReadOnlySpan<byte> head) => head is [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] or [> 0 and < 0x80, 0, 0, 0, > 0 and < 0x80, 0, 0, 0, ..] or [0, 0, 0, > 0 and < 0x80, 0, 0, 0, > 0 and < 0x80, ..];

    /// <summary>Whether a file that starts so is text of 16-bit units without the mark that says so.</summary>
    public static bool IsOf16BitsUnmarked(ReadOnlySpan<byte> head) => head is [> 0 and < 0x80, 0, > 0 and < 0x80, 0, ..] or [0, > 0 and < 0x80, 0, > 0 and < 0x80, ..];

    /// <summary>The same text in UTF-8; the stream itself, at its start, where it is so already.</summary>
    public static Stream ToUtf8(Stream stream)
    {
        var head = new byte[2];
        var length = stream.ReadAtLeast(head, 2, throwOnEndOfStream: false);
        if (IsWide(head.AsSpan(0, length)))
        {
            // The mark is gone already, and half a pair becomes no text, which the levels and names refuse.
            return Encoding.CreateTranscodingStream(stream, head[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode, Encoding.UTF8);
        }

        return new PrefixedStream(head.AsMemory(0, length), stream);
    }
}
