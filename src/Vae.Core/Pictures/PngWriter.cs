using System.Buffers.Binary;
using System.IO.Compression;
using Vae.Core.Files;

namespace Vae.Core.Pictures;

/// <summary>Writes PNG files (ISO/IEC 15948): 8 bits a channel, grey or RGB, not interlaced, lines unfiltered.</summary>
internal static class PngWriter
{
    private const byte GreyType = 0;
    private const byte ColourType = 2;

    // Lines that are compressed at once, so that a large picture is never in memory a second time.
    private const int ChunkBytes = 1 << 20;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static void Write(Picture picture, Stream stream)
    {
        stream.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], picture.Height);
        header[8] = 8;
        header[9] = picture.Channels == 1 ? GreyType : ColourType;
        WriteChunk(stream, "IHDR"u8, header);
        WritePixels(picture, stream);
        WriteChunk(stream, "IEND"u8, []);
    }

    private static void WritePixels(Picture picture, Stream stream)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (var y = 0; y < picture.Height; y++)
            {
                // Each line begins with the number of its filter; 0 is none.
                zlib.WriteByte(0);
                zlib.Write(picture.Line(y));
                if (compressed.Length >= ChunkBytes)
                {
                    Flush(compressed, stream);
                }
            }
        }

        Flush(compressed, stream);
    }

    private static void Flush(MemoryStream compressed, Stream stream)
    {
        WriteChunk(stream, "IDAT"u8, compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
        compressed.SetLength(0);
    }

    /// <summary>Length, type, data, and the checksum of type and data.</summary>
    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(type);
        stream.Write(data);
        var checksum = new Crc32();
        checksum.Append(type);
        checksum.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, checksum.Value);
        stream.Write(number);
    }
}
