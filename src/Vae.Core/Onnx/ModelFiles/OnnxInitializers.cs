using System.Runtime.InteropServices;
using Vae.Core.Onnx.Messages;

namespace Vae.Core.Onnx.ModelFiles;

/// <summary>The constants of a graph by name, checked for type, shape, size and finite numbers before use.</summary>
internal sealed class OnnxInitializers
{
    private readonly Dictionary<string, TensorProto> byName = new(StringComparer.Ordinal);

    /// <exception cref="ModelFileException">Two constants share a name.</exception>
    public OnnxInitializers(GraphProto graph)
    {
        foreach (var tensor in graph.Initializer)
        {
            if (!byName.TryAdd(tensor.Name, tensor))
            {
                throw new ModelFileException($"Initialiser '{tensor.Name}' is there twice; the file is damaged, copy it again or train the model again.");
            }
        }
    }

    /// <summary>Checks a tensor of floats without copying it.</summary>
    /// <exception cref="ModelFileException">It is missing, or of another type, shape or size.</exception>
    public TensorProto Check(string name, params ReadOnlySpan<long> shape)
    {
        if (!byName.TryGetValue(name, out var tensor))
        {
            throw new ModelFileException($"Initialiser '{name}' is missing; the file is damaged, copy it again or train the model again.");
        }

        var bytes = (long)sizeof(float);
        foreach (var size in shape)
        {
            bytes *= size;
        }

        if (tensor.DataType != ElementType.ElementFloat || !tensor.Dims.ToArray().AsSpan().SequenceEqual(shape) || tensor.RawData.Length != bytes)
        {
            throw new ModelFileException(
                Invariant($"Initialiser '{name}' has type {(int)tensor.DataType}, shape [{string.Join(", ", tensor.Dims)}] and {tensor.RawData.Length} bytes but the model's options ask for type 1, shape [{string.Join(", ", shape.ToArray())}] and {bytes} bytes; the file is damaged, copy it again or train the model again."));
        }

        return tensor;
    }

    /// <summary>Copies a tensor of floats.</summary>
    /// <exception cref="ModelFileException">It is missing, of another shape, or holds NaN or an infinity.</exception>
    public void Copy(string name, ReadOnlySpan<long> shape, Span<float> destination)
    {
        Check(name, shape).RawData.Span.CopyTo(MemoryMarshal.AsBytes(destination));
        if (!BitConverter.IsLittleEndian)
        {
            foreach (ref var value in MemoryMarshal.Cast<float, int>(destination))
            {
                value = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);
            }
        }

        var invalid = Data.RowChecks.FirstInvalid(destination);
        if (invalid >= 0)
        {
            throw new ModelFileException(Invariant($"Initialiser '{name}' holds {destination[invalid]} at element {invalid}, which is no finite number; train the model again."));
        }
    }

    public float[] Floats(string name, params ReadOnlySpan<long> shape)
    {
        var count = Check(name, shape).RawData.Length / sizeof(float);
        var values = new float[count];
        Copy(name, shape, values);
        return values;
    }
}
