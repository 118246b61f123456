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
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _ended;

    public override int Read(Span<byte> buffer)
    {
        while (!_ended && _end - _start <= Seal.Length)
        {
            Fill();
        }

        int count = Math.Min(buffer.Length, _end - _start - (_ended ? 0 : Seal.Length));
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
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
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int read;
        try
        {
            read = Inner.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (InvalidDataException error)
        {
            throw new VaeDataException(
                $"'{name}' is damaged: its compressed data cannot be read ({error.Message}). Copy or download it again.", error);
        }

        _end += read;
        if (read == 0)
        {
            if (!_buffer.AsSpan(_start, _end - _start).SequenceEqual(Seal))
            {
                throw new VaeDataException($"'{name}' is cut short: its compressed data end too early. Copy or download it again.");
            }

            _end = _start;
            _ended = true;
        }
    }

    /// <summary>The file's bytes and then the seal's.</summary>
    private sealed class SealedFile(Stream file) : ForwardStream(file)
    {
        private int _sealRead = -1;

        public override int Read(Span<byte> buffer)
        {
            if (_sealRead < 0)
            {
                int read = Inner.Read(buffer);
                if (read > 0 || buffer.IsEmpty)
                {
                    return read;
                }

                _sealRead = 0;
            }

            int count = Math.Min(buffer.Length, SealMember.Length - _sealRead);
            SealMember.AsSpan(_sealRead, count).CopyTo(buffer);
            _sealRead += count;
            return count;
        }
    }
}
