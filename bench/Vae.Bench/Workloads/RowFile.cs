using System.Runtime.InteropServices;
using Vae.Core.Data;

namespace Vae.Bench.Workloads;

/// <summary>Rows in a file of raw little-endian float32, row-major: the form that every peer reads without a library and at the same cost.</summary>
internal sealed class RowFile(string path, int columnCount) : IRowSource
{
    public int ColumnCount => columnCount;

    public IReadOnlyList<string>? ColumnNames => null;

    public long? RowCount { get; } = new FileInfo(path).Length / sizeof(float) / columnCount;

    /// <summary>Copies a source, or its first rows, to a file.</summary>
    public static void Write(IRowSource rows, string path, long mostRows)
    {
        using var reader = rows.OpenReader();
        using var file = File.Create(path);
        var block = new float[Math.Max(1, 65_536 / rows.ColumnCount) * rows.ColumnCount];
        int read;
        while ((read = (int)Math.Min(reader.Read(block), mostRows)) > 0)
        {
            file.Write(MemoryMarshal.AsBytes(block.AsSpan(0, read * rows.ColumnCount)));
            mostRows -= read;
        }
    }

    /// <summary>Reads a whole file into one array of just its size.</summary>
    public static float[] Load(string path)
    {
        var values = new float[new FileInfo(path).Length / sizeof(float)];
        using var file = File.OpenRead(path);
        for (var first = 0; first < values.Length; first += 1 << 24)
        {
            file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(first, Math.Min(1 << 24, values.Length - first))));
        }

        return values;
    }

    public IRowReader OpenReader() => new Reader(File.OpenRead(path), columnCount);

    private sealed class Reader(FileStream file, int columnCount) : IRowReader
    {
        public long Position { get; private set; }

        public int Read(Span<float> rows)
        {
            var whole = rows[..(rows.Length / columnCount * columnCount)];
            var bytes = file.ReadAtLeast(MemoryMarshal.AsBytes(whole), sizeof(float) * whole.Length, throwOnEndOfStream: false);
            var count = bytes / sizeof(float) / columnCount;
            Position += count;
            return count;
        }

        public void Dispose() => file.Dispose();
    }
}
