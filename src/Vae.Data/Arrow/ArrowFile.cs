using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Vae.Data.Batches;
using Vae.Data.Files;

namespace Vae.Data.Arrow;

/// <summary>Opens Arrow files, which know their batches, and streams of batches.</summary>
internal static class ArrowFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>What runs the library.</summary>
    public static FormatLibrary Library { get; } = new("Arrow", "batches", "Write the table with columns of plain numbers and texts.");

    /// <summary>Whether a file that starts so says that it is an Arrow file, which is what Feather is since its second version.</summary>
    public static bool IsFile(ReadOnlySpan<byte> head) => head.StartsWith("ARROW1"u8);

    /// <summary>Whether a file that starts so is Feather of its first version, which is no Arrow.</summary>
    public static bool IsOldFeather(ReadOnlySpan<byte> head) => head.StartsWith("FEA1"u8);

    /// <summary>Whether a file starts as a stream does: with the length of a schema, which is small, behind the mark of a message.</summary>
    public static bool IsStream(ReadOnlySpan<byte> head) => head is [0xFF, 0xFF, 0xFF, 0xFF, _, _, _, 0, ..];

    /// <summary>Opens a file or a stream.</summary>
    /// <param name="path">The file.</param>
    /// <param name="copy">As <see cref="DataFile.OpenSeekable"/> has it.</param>
    /// <param name="isWhole">Receives whether the end is marked as such.</param>
    /// <exception cref="VaeDataException">The file is missing or no Arrow.</exception>
    public static ArrowStreamReader Open(string path, ref SpooledFile? copy, out bool isWhole)
    {
        var stream = DataFile.OpenSeekable(path, ref copy);
        try
        {
            Span<byte> head = stackalloc byte[8];
            head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            var isFile = IsFile(head);
            if (!isFile && !IsStream(head))
            {
                throw new VaeDataException($"'{path}' is {(IsOldFeather(head) ? "Feather of version 1, which is not read; write version 2" : "no Arrow file, though its name says so; give the file that its name speaks of, or its true name")}.");
            }

            isWhole = EndsAs(stream, isFile ? "ARROW1"u8 : [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);
            if (isFile && !isWhole)
            {
                throw new VaeDataException($"'{path}' is cut short: it begins as an Arrow file but does not end as one. Copy or download it again, or let its writer come to its end.");
            }

            var buffered = new BufferedStream(stream, BufferBytes);
            Library.Run(path, isFile ? "its footer" : "the stream", () =>
            {
                Action<Stream> look = isFile ? ArrowLayout.ThrowIfFileIsDamaged : ArrowLayout.ThrowIfStreamIsDamaged;
                look(buffered);
                return true;
            });
            buffered.Position = 0;
            var allocator = new BoundedAllocator(stream.Length);
            return isFile
                ? new ArrowFileReader(buffered, allocator, new CompressionCodecFactory(), leaveOpen: false)
                : new ArrowStreamReader(buffered, allocator, new CompressionCodecFactory(), leaveOpen: false);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Lets go of a batch. One with a dictionary is left to the collector: to dispose it takes the memory from the dictionary too, which later batches share.</summary>
    public static void Release(RecordBatch? batch)
    {
        if (batch?.Schema.FieldsList.Any(field => field.DataType is DictionaryType) == false)
        {
            batch.Dispose();
        }
    }

    private static bool EndsAs(Stream stream, ReadOnlySpan<byte> mark)
    {
        Span<byte> end = stackalloc byte[8];
        end = end[..mark.Length];
        if (stream.Length < mark.Length)
        {
            return false;
        }

        stream.Position = stream.Length - mark.Length;
        stream.ReadExactly(end);
        return end.SequenceEqual(mark);
    }
}
