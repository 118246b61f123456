using System.Buffers.Text;
using System.Text;

namespace Vae.Bench.Workloads;

/// <summary>Rows as a CSV file with names of columns and six digits behind the point, made for a measurement and removed with its folder.</summary>
internal sealed class CsvFile : IDisposable
{
    private const int MostBytesOfACell = 48;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("vae-bench-");

    /// <param name="rows">How many rows, seeded, of hidden factors and noise.</param>
    /// <param name="columns">Columns a row.</param>
    public CsvFile(long rows, int columns)
    {
        Path = System.IO.Path.Combine(folder.FullName, "rows.csv");
        try
        {
            Write(new GeneratedRows(rows, columns, seed: 1, unitInterval: false), Path);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Folder of the file, for what else is written.</summary>
    public string Folder => folder.FullName;

    /// <summary>Size of the file.</summary>
    public long Bytes => new FileInfo(Path).Length;

    public void Dispose() => folder.Delete(recursive: true);

    private static void Write(GeneratedRows rows, string path)
    {
        var width = rows.ColumnCount;
        using var file = File.Create(path);
        file.Write(Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Range(0, width).Select(column => $"x{column}")) + "\n"));
        using var reader = rows.OpenReader();
        var block = new float[4096 * width];
        var text = new byte[block.Length * MostBytesOfACell];
        int read;
        while ((read = reader.Read(block)) > 0)
        {
            var length = 0;
            for (var i = 0; i < read * width; i++)
            {
                Utf8Formatter.TryFormat(block[i], text.AsSpan(length), out var written, new('F', 6));
                length += written;
                text[length++] = (byte)((i + 1) % width == 0 ? '\n' : ',');
            }

            file.Write(text.AsSpan(0, length));
        }
    }
}
