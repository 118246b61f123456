using System.IO.Compression;
using System.Text;
using Vae.Core.Data;

namespace Vae.Data.Tests;

/// <summary>A folder for the files of one test, removed after it.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("vae-data-");

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public string Write(string name, byte[] content)
    {
        string path = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string WriteGzip(string name, string content) => Write(name, Gzip(Encoding.UTF8.GetBytes(content)));

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    public static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }

    /// <summary>All values of a source, read with an odd buffer length.</summary>
    public static float[] ReadAll(IRowSource source)
    {
        var all = new List<float>();
        float[] buffer = new float[(3 * source.ColumnCount) + 1];
        using IRowReader reader = source.OpenReader();
        for (int rows = reader.Read(buffer); rows > 0; rows = reader.Read(buffer))
        {
            all.AddRange(buffer.AsSpan(0, rows * source.ColumnCount));
        }

        return [.. all];
    }

    public void Dispose() => folder.Delete(recursive: true);
}
