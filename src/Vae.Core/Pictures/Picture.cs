using Vae.Core.Files;

namespace Vae.Core.Pictures;

/// <summary>A picture of 8 bits a channel, grey or in colour.</summary>
public sealed class Picture
{
    /// <summary>Most pixels a side.</summary>
    internal const int MaximumSide = 1 << 20;

    private readonly byte[] pixels;

    internal Picture(int width, int height, int channels, byte[] pixels)
    {
        Width = width;
        Height = height;
        Channels = channels;
        this.pixels = pixels;
    }

    /// <summary>Pixels a line.</summary>
    public int Width { get; }

    /// <summary>Lines.</summary>
    public int Height { get; }

    /// <summary>Bytes a pixel: 1 is grey, 3 are red, green and blue.</summary>
    public int Channels { get; }

    /// <summary>Line after line from the top, pixel after pixel from the left, its channels side by side: <see cref="Height"/> * <see cref="Width"/> *
    /// <see cref="Channels"/> bytes; 0 is dark.</summary>
    public ReadOnlySpan<byte> Pixels => pixels;

    /// <summary>The picture as the content of a PNG file.</summary>
    public byte[] ToPng()
    {
        using var stream = new MemoryStream();
        SavePng(stream);
        return stream.ToArray();
    }

    /// <summary>Writes the picture to a PNG file, which appears whole or not at all, and replaces a file of that name.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="IOException">The file cannot be written; the message says why.</exception>
    public void SavePng(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = AtomicFile.Create(path);
        SavePng(file.Content);
        file.Commit();
    }

    /// <summary>Writes the picture as PNG to a stream, which need not seek and stays open.</summary>
    /// <param name="stream">Receives the file's content.</param>
    public void SavePng(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        PngWriter.Write(this, stream);
    }

    /// <summary>The bytes of one line, while the picture is drawn.</summary>
    internal Span<byte> Line(int y) => pixels.AsSpan(y * Width * Channels, Width * Channels);
}
