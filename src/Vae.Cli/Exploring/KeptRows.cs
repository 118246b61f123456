using System.Runtime.InteropServices;
using Vae.Core.Data;
using Vae.Reports.Reading;

namespace Vae.Cli.Exploring;

/// <summary>The rows of a file as exactly as it has them, so that any of them is at hand at once: in memory where they take little, else in a temporary file that goes with this.</summary>
internal sealed class KeptRows : IDisposable
{
    private const long MostBytesInMemory = 1L << 29;
    private const int BlockValues = 1 << 18;

    private readonly IRowSource source;
    private readonly byte[]? memory;
    private readonly FileStream? file;

    private KeptRows(IRowSource source, byte[]? memory, FileStream? file) => (this.source, this.memory, this.file) = (source, memory, file);

    /// <summary>Reads them.</summary>
    /// <param name="source">The rows.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="mostInMemory">Bytes that they may take in memory.</param>
    public static KeptRows Of(IRowSource source, int count, long mostInMemory = MostBytesInMemory)
    {
        var bytes = (long)count * RowBytes(source);
        if (bytes <= mostInMemory)
        {
            var memory = new byte[bytes];
            Copy(source, bytes, new MemoryStream(memory));
            return new KeptRows(source, memory, null);
        }

        FileStream? file = null;
        try
        {
            file = NewFile();
            Copy(source, bytes, file);
            file.Flush();
            return new KeptRows(source, null, file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without room for them the file itself is read, as far as the row that is asked for.
            file?.Dispose();
            return new KeptRows(source, null, null);
        }
    }

    /// <summary>Some of them, row-major.</summary>
    public double[] Read(int[] numbers, CancellationToken cancellationToken)
    {
        if (memory is null && file is null)
        {
            return ExactRows.Read(source, numbers, cancellationToken);
        }

        var (width, rows, bytes) = (source.ColumnCount, new double[numbers.Length * source.ColumnCount], new byte[RowBytes(source)]);
        for (var i = 0; i < numbers.Length; i++)
        {
            Read((long)numbers[i] * bytes.Length, bytes);
            var row = rows.AsSpan(i * width, width);
            if (source.HasDoubles)
            {
                MemoryMarshal.Cast<byte, double>(bytes).CopyTo(row);
            }
            else
            {
                for (var column = 0; column < width; column++)
                {
                    row[column] = ExactRows.Exact(MemoryMarshal.Cast<byte, float>(bytes)[column]);
                }
            }
        }

        return rows;
    }

    public void Dispose() => file?.Dispose();

    private static int RowBytes(IRowSource source) => source.ColumnCount * (source.HasDoubles ? sizeof(double) : sizeof(float));

    private static FileStream NewFile()
    {
        // The folder of temporary files is everybody's; the rows are not.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var path = Path.Combine(Path.GetTempPath(), $"vae-rows-{Guid.NewGuid():N}.tmp");
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
        {
            // Without a name it is gone with the process, however that ends.
            File.Delete(path);
        }

        return file;
    }

    private static void Copy(IRowSource source, long bytes, Stream destination)
    {
        using var reader = source.OpenReader();
        var values = Math.Max(1, BlockValues / source.ColumnCount) * source.ColumnCount;
        var (doubles, floats) = source.HasDoubles ? (new double[values], Array.Empty<float>()) : ([], new float[values]);
        for (int read; bytes > 0 && (read = source.HasDoubles ? reader.Read(doubles) : reader.Read(floats)) > 0;)
        {
            var block = source.HasDoubles ? MemoryMarshal.AsBytes(doubles.AsSpan()) : MemoryMarshal.AsBytes(floats.AsSpan());
            var length = (int)Math.Min(bytes, (long)read * RowBytes(source));
            destination.Write(block[..length]);
            bytes -= length;
        }
    }

    private void Read(long at, Span<byte> bytes)
    {
        if (memory is not null)
        {
            memory.AsSpan((int)at, bytes.Length).CopyTo(bytes);
            return;
        }

        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(file!.SafeFileHandle, bytes[done..], at + done);
            done += read > 0 ? read : throw new EndOfStreamException("The temporary file of the rows is shorter than they are.");
        }
    }
}
