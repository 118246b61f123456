using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Vae.Core.Serialization;

/// <summary>
/// Reads the parts of a model file in their order; see <see cref="ModelFileFormat"/>. Every size is checked against its limit, and against
/// what is left of the file where that can be known, before memory is taken; elsewhere memory grows with what has really arrived.
/// </summary>
internal sealed class ModelFileReader : IDisposable
{
    private const string Damaged = "the file is damaged or was not copied whole, copy or train it again";

    // Elements read before any claim of more is believed, from a stream whose length is not known.
    private const int FirstPiece = 1 << 18;

    private readonly Stream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly long? _length;

    public ModelFileReader(Stream stream)
    {
        _stream = stream;
        _length = stream.CanSeek ? stream.Length : null;
    }

    /// <summary>Reads the magic and the version.</summary>
    public void ReadPreamble()
    {
        Span<byte> magic = stackalloc byte[8];
        var count = _stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        if (count == 0)
        {
            throw new ModelFileException("The model file is empty; give a file that holds a model.");
        }

        if (!magic[..count].SequenceEqual(ModelFileFormat.Magic[..count]))
        {
            throw new ModelFileException("The file is no model: it does not begin with a model's first 8 bytes; give a file that 'Save' or 'vae train' wrote.");
        }

        if (count < magic.Length)
        {
            throw CutShort("the first 8 bytes", magic.Length, count);
        }

        _hash.AppendData(magic);
        var version = ReadUInt32("the format version");
        if (version != ModelFileFormat.Version)
        {
            throw new ModelFileException(
                $"The model file has format version {version} but this build reads version {ModelFileFormat.Version}; update, or train the model again.");
        }
    }

    /// <summary>Reads the JSON.</summary>
    public byte[] ReadHeader()
    {
        var length = ReadUInt32("the length of the header");
        ThrowIfAbove(length, ModelFileFormat.MaximumHeaderBytes, "bytes", "The header");
        return ReadElements<byte>((int)length, "the header");
    }

    /// <summary>Reads how many tensors follow, which must be <paramref name="wanted"/>.</summary>
    public void ReadTensorCount(int wanted)
    {
        var count = ReadUInt32("the number of tensors");
        if (count != wanted)
        {
            throw new ModelFileException($"The model file claims {count} tensors but its options ask for {wanted}; {Damaged}.");
        }
    }

    /// <summary>Reads the next tensor, which must have this name and shape, and hold finite numbers.</summary>
    public float[] ReadFloats(string name, ReadOnlySpan<int> shape) =>
        ThrowIfNotFinite(name, ReadElements<float>(ReadTensorHead(name, shape), $"tensor '{name}'"));

    /// <summary>Reads the checksum and compares it with what was read.</summary>
    public void ReadChecksum()
    {
        Span<byte> computed = stackalloc byte[ModelFileFormat.ChecksumBytes];
        _hash.GetHashAndReset(computed);
        Span<byte> stored = stackalloc byte[ModelFileFormat.ChecksumBytes];
        ReadExactly(stored, "the checksum");
        if (!stored.SequenceEqual(computed))
        {
            throw new ModelFileException($"The model file's checksum does not fit its content; {Damaged}.");
        }
    }

    public void Dispose() => _hash.Dispose();

    /// <summary>Reads name, type and shape, and returns the number of elements.</summary>
    private int ReadTensorHead(string name, ReadOnlySpan<int> shape)
    {
        var found = ReadName(name);
        if (found != name)
        {
            throw new ModelFileException($"The model file has a tensor '{found}' where '{name}' was wanted; {Damaged}.");
        }

        Span<byte> head = stackalloc byte[2];
        ReadExactly(head, $"the type of tensor '{name}'");
        if (head[0] != ModelFileFormat.Float32 || head[1] != shape.Length)
        {
            throw new ModelFileException(
                $"Tensor '{name}' has element type {head[0]} and {head[1]} dimensions but type {ModelFileFormat.Float32} and {shape.Length} were wanted; {Damaged}.");
        }

        long count = 1;
        Span<byte> size = stackalloc byte[8];
        for (var i = 0; i < shape.Length; i++)
        {
            ReadExactly(size, $"the shape of tensor '{name}'");
            var dimension = BinaryPrimitives.ReadUInt64LittleEndian(size);
            if (dimension != (ulong)shape[i])
            {
                throw new ModelFileException($"Dimension {i + 1} of tensor '{name}' is {dimension} but the model's options ask for {shape[i]}; {Damaged}.");
            }

            count *= shape[i];
        }

        ThrowIfAbove((ulong)count, ModelFileFormat.MaximumElements, "elements", $"Tensor '{name}'");
        return (int)count;
    }

    private string ReadName(string wanted)
    {
        Span<byte> lengthBytes = stackalloc byte[2];
        ReadExactly(lengthBytes, $"the name of tensor '{wanted}'");
        var length = BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes);
        ThrowIfAbove(length, ModelFileFormat.MaximumNameBytes, "bytes", $"The name of tensor '{wanted}'");
        Span<byte> name = stackalloc byte[length];
        ReadExactly(name, $"the name of tensor '{wanted}'");
        return Encoding.UTF8.GetString(name);
    }

    private static float[] ThrowIfNotFinite(string name, float[] values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
            {
                throw new ModelFileException($"Tensor '{name}' holds {value}, which is no finite number; train the model again.");
            }
        }

        return values;
    }

    private uint ReadUInt32(string what)
    {
        Span<byte> bytes = stackalloc byte[4];
        ReadExactly(bytes, what);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    private T[] ReadElements<T>(int count, string what)
        where T : unmanaged
    {
        var width = Marshal.SizeOf<T>();
        if (_length is { } length && length - _stream.Position < (long)count * width)
        {
            throw CutShort(what, (long)count * width, length - _stream.Position);
        }

        var elements = new T[_length is null ? Math.Min(count, FirstPiece) : count];
        var filled = 0;
        while (filled < count)
        {
            if (filled == elements.Length)
            {
                Array.Resize(ref elements, (int)Math.Min(count, 2L * elements.Length));
            }

            var piece = elements.AsSpan(filled, Math.Min(FirstPiece, elements.Length - filled));
            ReadExactly(MemoryMarshal.AsBytes(piece), what);
            filled += piece.Length;
        }

        if (!BitConverter.IsLittleEndian)
        {
            ReverseBytes(elements, width);
        }

        return elements;
    }

    private static void ReverseBytes<T>(T[] elements, int width)
        where T : unmanaged
    {
        for (var i = 0; i < elements.Length; i++)
        {
            MemoryMarshal.AsBytes(elements.AsSpan(i, 1))[..width].Reverse();
        }
    }

    private void ReadExactly(Span<byte> bytes, string what)
    {
        var count = _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (count < bytes.Length)
        {
            throw CutShort(what, bytes.Length, count);
        }

        _hash.AppendData(bytes);
    }

    private static ModelFileException CutShort(string what, long wanted, long found) =>
        new($"The model file ends within {what}: {wanted} bytes were wanted and {found} were left; {Damaged}.");

    private static void ThrowIfAbove(ulong value, ulong limit, string unit, string thing)
    {
        if (value > limit)
        {
            throw new ModelFileException($"{thing} claims {value} {unit} but at most {limit} are read; {Damaged}.");
        }
    }
}
