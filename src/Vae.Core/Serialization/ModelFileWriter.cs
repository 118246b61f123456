using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Vae.Core.Serialization;

/// <summary>Writes the parts of a model file in their order and keeps the checksum; see <see cref="ModelFileFormat"/>.</summary>
internal sealed class ModelFileWriter : IDisposable
{
    private readonly Stream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public ModelFileWriter(Stream stream)
    {
        _stream = stream;
        Write(ModelFileFormat.Magic);
        WriteUInt32(ModelFileFormat.Version);
    }

    public void WriteHeader(ReadOnlySpan<byte> json)
    {
        if (json.Length > ModelFileFormat.MaximumHeaderBytes)
        {
            throw new ModelFileException(
                $"The model's options, names and report take {json.Length} bytes but a model file holds at most {ModelFileFormat.MaximumHeaderBytes}; use shorter feature names.");
        }

        WriteUInt32((uint)json.Length);
        Write(json);
    }

    public void WriteTensorCount(int count) => WriteUInt32((uint)count);

    public void WriteTensor(string name, ReadOnlySpan<int> shape, ReadOnlySpan<float> values)
    {
        WriteTensorHead(name, shape);

        // Piece by piece: the byte view of the largest tensor would not fit a span of bytes.
        const int Piece = 1 << 14;
        var bytes = new byte[Math.Min(values.Length, Piece) * sizeof(float)];
        for (var start = 0; start < values.Length; start += Piece)
        {
            var piece = values.Slice(start, Math.Min(Piece, values.Length - start));
            for (var i = 0; i < piece.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(sizeof(float) * i), piece[i]);
            }

            Write(bytes.AsSpan(0, sizeof(float) * piece.Length));
        }
    }

    /// <summary>Writes the checksum, after which the file is whole.</summary>
    public void Finish()
    {
        Span<byte> checksum = stackalloc byte[ModelFileFormat.ChecksumBytes];
        _hash.GetHashAndReset(checksum);
        _stream.Write(checksum);
    }

    public void Dispose() => _hash.Dispose();

    private void WriteTensorHead(string name, ReadOnlySpan<int> shape)
    {
        var nameBytes = Encoding.UTF8.GetBytes(name);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)nameBytes.Length);
        Write(length);
        Write(nameBytes);
        Write([ModelFileFormat.Float32, (byte)shape.Length]);
        Span<byte> size = stackalloc byte[8];
        foreach (var dimension in shape)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(size, (ulong)dimension);
            Write(size);
        }
    }

    private void WriteUInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Write(bytes);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        _stream.Write(bytes);
    }
}
