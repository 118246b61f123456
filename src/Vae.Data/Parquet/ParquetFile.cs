using System.Buffers.Binary;
using Parquet;
using Vae.Data.Batches;
using Vae.Data.Files;

namespace Vae.Data.Parquet;

/// <summary>Opens a Parquet file.</summary>
internal sealed class ParquetFile : IDisposable
{
    private const int BufferBytes = 1 << 16;
    private const int TailBytes = 8;

    private readonly Stream stream;

    private ParquetFile(Stream stream, ParquetReader reader)
    {
        this.stream = stream;
        Reader = reader;
    }

    /// <summary>What runs the library.</summary>
    public static FormatLibrary Library { get; } =
        new("Parquet", "row groups", "Write the file with plain or dictionary encoding, or leave the column out (TableOptions.IgnoredColumns).");

    public ParquetReader Reader { get; }

    /// <summary>The file's bytes, which the library reads too.</summary>
    public Stream Stream => stream;

    /// <summary>Whether a file that starts so says that it is a Parquet file.</summary>
    public static bool IsMagic(ReadOnlySpan<byte> head) => head.StartsWith("PAR1"u8) || head.StartsWith("PARE"u8);

    /// <summary>Opens a file and reads its footer.</summary>
    /// <param name="path">The file.</param>
    /// <param name="copy">As <see cref="DataFile.OpenSeekable"/> has it.</param>
    /// <exception cref="VaeDataException">The file is missing, damaged, cut short or encrypted.</exception>
    public static ParquetFile Open(string path, ref SpooledFile? copy)
    {
        var stream = DataFile.OpenSeekable(path, ref copy);
        try
        {
            ThrowIfNotWhole(stream, path);
            var buffered = new BufferedStream(stream, BufferBytes);
            var reader = Library.Await(path, "its footer", async () =>
            {
                var opened = await ParquetReader.CreateAsync(buffered, new ParquetOptions { UseBigDecimal = true }).ConfigureAwait(false);
                HalfFloats.Unmark(opened.Metadata?.Schema ?? []);
                ByteDecimals.Unmark(opened.Metadata?.Schema ?? []);
                _ = (opened.Schema, opened.RowGroups.Count); // made when they are first asked for, and there a damaged footer comes out
                return opened;
            });
            return new ParquetFile(buffered, reader);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public void Dispose() => stream.Dispose();

    private static void ThrowIfNotWhole(Stream stream, string path)
    {
        Span<byte> ends = stackalloc byte[TailBytes];
        stream.ReadAtLeast(ends[..4], 4, throwOnEndOfStream: false);
        if (ends.StartsWith("PARE"u8))
        {
            throw new VaeDataException($"'{path}' is an encrypted Parquet file, which is not read; decrypt it first.");
        }

        if (!ends.StartsWith("PAR1"u8))
        {
            throw new VaeDataException($"'{path}' is no Parquet file, though its name says so; give the file that its name speaks of, or its true name.");
        }

        var isWhole = stream.Length >= 4 + TailBytes;
        if (isWhole)
        {
            stream.Position = stream.Length - TailBytes;
            stream.ReadExactly(ends);
            isWhole = ends.EndsWith("PAR1"u8);
        }

        if (!isWhole)
        {
            throw new VaeDataException($"'{path}' is cut short: it begins as a Parquet file but does not end as one. Copy or download it again, or let its writer come to its end.");
        }

        ThrowIfFooterIsDamaged(stream, BinaryPrimitives.ReadUInt32LittleEndian(ends), path);
        stream.Position = 0;
    }

    private static void ThrowIfFooterIsDamaged(Stream stream, uint length, string path)
    {
        if (length <= stream.Length - 4 - TailBytes && length <= Array.MaxLength)
        {
            var footer = new byte[length];
            stream.Position = stream.Length - TailBytes - length;
            stream.ReadExactly(footer);
            if (ThriftStruct.TryWalk(footer, out _, out _))
            {
                return;
            }
        }

        throw new VaeDataException($"'{path}' is damaged: its footer, which tells what is in it, cannot be read. Copy or download it again.");
    }
}
