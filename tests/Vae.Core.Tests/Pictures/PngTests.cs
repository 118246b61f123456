using System.Diagnostics;
using Vae.Core.Options;
using Vae.Core.Pictures;

namespace Vae.Core.Tests.Pictures;

public sealed class PngTests
{
    private const string PythonReader = """
        import struct, sys, zlib
        b = open(sys.argv[1], 'rb').read()
        p, data = 8, b''
        while p < len(b):
            n, t = struct.unpack('>I4s', b[p:p + 8])
            body = b[p + 8:p + 8 + n]
            assert zlib.crc32(t + body) == struct.unpack('>I', b[p + 8 + n:p + 12 + n])[0], t
            if t == b'IHDR': w, h, depth, colour = struct.unpack('>IIBB', body[:10])
            if t == b'IDAT': data += body
            p += 12 + n
        raw = zlib.decompress(data)
        s = w * (1 if colour == 0 else 3)
        pixels = b''.join(raw[y * (s + 1) + 1:(y + 1) * (s + 1)] for y in range(h))
        print(w, h, depth, colour, zlib.crc32(pixels), zlib.adler32(pixels))
        """;

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 13, 7)]
    [InlineData(3, 5, 9)]
    [InlineData(3, 700, 900)]
    public void S7_ToPng_ReadBack_HasTheSamePixels(int channels, int height, int width)
    {
        var picture = Noise(channels, height, width);

        var read = PngReader.Read(picture.ToPng());

        Assert.Equal((width, height, channels), (read.Width, read.Height, read.Channels));
        Assert.True(picture.Pixels.SequenceEqual(read.Pixels));
    }

    [SkippableTheory]
    [InlineData(1, 20, 33, 0)]
    [InlineData(3, 1100, 900, 2)]
    public void S7_SavePng_ReadByPython_HasTheSamePixels(int channels, int height, int width, int colourType)
    {
        var picture = Noise(channels, height, width);
        var folder = Directory.CreateTempSubdirectory("vae-png-").FullName;
        try
        {
            var path = Path.Combine(folder, "p.png");
            picture.SavePng(path);

            var words = Python(PythonReader, path);

            Assert.Equal([$"{width}", $"{height}", "8", $"{colourType}", $"{Checksum(picture)}", $"{Adler(picture)}"], words.Split(' '));
            Assert.Equal([path], Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void S7_SavePng_FolderIsMissing_SaysSo()
    {
        var error = Assert.Throws<IOException>(() => Noise(1, 2, 2).SavePng(Path.Combine(Path.GetTempPath(), "no-such-folder", "p.png")));

        Assert.Contains("does not exist", error.Message, StringComparison.Ordinal);
    }

    // Noise does not compress, so that a large picture is written in several chunks.
    private static Picture Noise(int channels, int height, int width)
    {
        var random = new Random(3);
        float[] row = [.. Enumerable.Range(0, channels * height * width).Select(_ => (float)random.NextDouble())];
        return PictureSheet.Draw(row, new ImageShape(channels, height, width), new SheetOptions { Zoom = 1, Margin = 0, Low = 0, High = 1 });
    }

    private static uint Checksum(Picture picture)
    {
        var checksum = new Vae.Core.Files.Crc32();
        checksum.Append(picture.Pixels);
        return checksum.Value;
    }

    private static uint Adler(Picture picture)
    {
        uint a = 1, b = 0;
        foreach (var value in picture.Pixels)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        return (b << 16) | a;
    }

    private static string Python(string program, string argument)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("python3", ["-c", program, argument]) { RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return output.Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip.If(true, "python3 is not on the path, and it is the independent reader here");
            throw;
        }
    }
}
