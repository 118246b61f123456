using System.IO.Compression;

namespace Vae.Data.Files;

/// <summary>
/// Reads a gzip file and fails where it is cut short or damaged. <see cref="GZipStream"/> alone takes a cut file for a short one.
/// </summary>
/// <remarks>
/// A gzip file may be several members, one after the other. A last member with known content is put behind the file's own: only where the
/// file is whole does that content come out at the end, and there it is taken off again.
/// </remarks>
internal sealed class GzipDataStream(Stream file, string name) : ForwardStream(new GZipStream(new SealedFile(file), CompressionMode.Decompress))
{
    private static readonly byte[] Seal = "whole to the end"u8.ToArray();
    private static readonly byte[] SealMember = Compress(Seal);

    // Decompressed bytes that were not handed out yet: at least the last ones, as they may be the seal.
    private readonly byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private bool ended;

    public override int Read(Span<byte> buffer)
    {
        while (!ended && end - start <= Seal.Length)
        {
            Fill();
        }

        int count = Math.Min(buffer.Length, end - start - (ended ? 0 : Seal.Length));
        this.buffer.AsSpan(start, count).CopyTo(buffer);
        start += count;
        return count;
    }

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }

    private void Fill()
    {
        this.buffer.AsSpan(start, end - start).CopyTo(this.buffer);
        (start, end) = (0, end - start);
        int read;
        try
        {
            read = Inner.Read(this.buffer, end, this.buffer.Length - end);
        }
        catch (InvalidDataException error)
        {
            throw new VaeDataException(
                $"'{name}' is damaged: its compressed data cannot be read ({error.Message}). Copy or download it again.", error);
        }

        end += read;
        if (read == 0)
        {
            if (!this.buffer.AsSpan(start, end - start).SequenceEqual(Seal))
            {
                throw new VaeDataException($"'{name}' is cut short: its compressed data end too early, or what is behind them is no gzip. Copy or download it again.");
            }

            end = start;
            ended = true;
        }
    }

    /// <summary>The file's bytes and then the seal's.</summary>
    private sealed class SealedFile(Stream file) : ForwardStream(file)
    {
        private int sealRead = -1;

        public override int Read(Span<byte> buffer)
        {
            if (sealRead < 0)
            {
                int read = Inner.Read(buffer);
                if (read > 0 || buffer.IsEmpty)
                {
                    return read;
                }

                sealRead = 0;
            }

            int count = Math.Min(buffer.Length, SealMember.Length - sealRead);
            SealMember.AsSpan(sealRead, count).CopyTo(buffer);
            sealRead += count;
            return count;
        }
    }
}
