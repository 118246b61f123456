using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Vae.Core.Tests.Pictures;

/// <summary>Reads PNG files of 8 bits a channel as the standard says they are to be read, with every check it asks of a reader; shares no code with the writer.</summary>
internal sealed record PngReader(int Width, int Height, int Channels, byte[] Pixels)
{
    public static PngReader Read(byte[] file)
    {
        Assert.Equal("89504E470D0A1A0A", Convert.ToHexString(file.AsSpan(0, 8)));
        var chunks = Chunks(file.AsSpan(8)).ToArray();
        Assert.Equal("IHDR", chunks[0].Type);
        Assert.Equal(("IEND", 0), (chunks[^1].Type, chunks[^1].Data.Length));
        Assert.All(chunks[1..^1], chunk => Assert.Equal("IDAT", chunk.Type));
        var header = chunks[0].Data;
        Assert.Equal(13, header.Length);
        var width = BinaryPrimitives.ReadInt32BigEndian(header);
        var height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        Assert.Equal(8, header[8]);
        var channels = header[9] switch { 0 => 1, 2 => 3, var other => throw new InvalidDataException($"colour type {other}") };
        Assert.Equal([0, 0, 0], header[10..]);
        return new PngReader(width, height, channels, Unfilter(Inflate([.. chunks[1..^1].SelectMany(chunk => chunk.Data)]), width, height, channels));
    }

    public ReadOnlySpan<byte> At(int x, int y) => Pixels.AsSpan(((y * Width) + x) * Channels, Channels);

    private static List<(string Type, byte[] Data)> Chunks(ReadOnlySpan<byte> file)
    {
        var chunks = new List<(string, byte[])>();
        while (file.Length > 0)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file);
            Assert.Equal(Checksum(file.Slice(4, 4 + length)), BinaryPrimitives.ReadUInt32BigEndian(file[(8 + length)..]));
            chunks.Add((Encoding.ASCII.GetString(file.Slice(4, 4)), file.Slice(8, length).ToArray()));
            file = file[(12 + length)..];
        }

        return chunks;
    }

    // The polynomial division itself, bit by bit.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var rest = uint.MaxValue;
        foreach (var value in bytes)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var leaves = ((rest ^ (uint)(value >> bit)) & 1) != 0;
                rest = (rest >> 1) ^ (leaves ? 0xEDB88320 : 0);
            }
        }

        return ~rest;
    }

    private static byte[] Inflate(byte[] compressed)
    {
        using var zlib = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zlib.CopyTo(plain);
        return plain.ToArray();
    }

    private static byte[] Unfilter(byte[] lines, int width, int height, int channels)
    {
        var stride = (width * channels) + 1;
        Assert.Equal(stride * height, lines.Length);
        var pixels = new byte[width * height * channels];
        for (var y = 0; y < height; y++)
        {
            Assert.Equal(0, lines[y * stride]);
            lines.AsSpan((y * stride) + 1, stride - 1).CopyTo(pixels.AsSpan(y * (stride - 1)));
        }

        return pixels;
    }
}
