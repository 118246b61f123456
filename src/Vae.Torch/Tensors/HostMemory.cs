using System.Runtime.InteropServices;

namespace Vae.Torch.Tensors;

/// <summary>Between spans of floats and tensors.</summary>
internal static class HostMemory
{
    /// <summary>The floats of a contiguous tensor on the processor.</summary>
    public static Span<float> Floats(this Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    /// <summary>A new tensor on the processor with a copy of these floats.</summary>
    public static Tensor FromFloats(ReadOnlySpan<float> values, params long[] shape)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        if (count != values.Length)
        {
            throw new ArgumentException(Invariant($"There are {values.Length} values for a tensor of [{string.Join(", ", shape)}]; give {count}."), nameof(values));
        }

        var tensor = torch.empty(shape, torch.ScalarType.Float32, torch.CPU);
        values.CopyTo(tensor.Floats());
        return tensor;
    }

    /// <summary>
    /// A tensor of the processor's on the session's device. On a GPU it goes by way of pinned memory, whose owner keeps it until it has been read: the call
    /// does not wait for the device, and the source may be overwritten after it.
    /// </summary>
    public static Tensor Send(this Tensor host, ComputeContext context)
    {
        if (!context.IsCuda)
        {
            return host;
        }

        using var pinned = host.pin_memory();
        return pinned.to(context.Device, non_blocking: true);
    }

    /// <summary>Copies a tensor of any device out; waits for the device.</summary>
    public static void CopyTo(this Tensor tensor, Span<float> destination)
    {
        if (destination.IsEmpty)
        {
            return;
        }

        using var host = tensor.to(torch.ScalarType.Float32, torch.CPU);
        using var dense = host.contiguous();
        dense.Floats().CopyTo(destination);
    }

    /// <summary>Overwrites a flat tensor of any device.</summary>
    public static void Load(this Tensor tensor, ReadOnlySpan<float> source)
    {
        using var host = FromFloats(source, source.Length);
        using var none = torch.no_grad();
        tensor.copy_(host);
    }

    /// <summary>Overwrites a flat tensor of doubles of any device.</summary>
    public static void Load(this Tensor tensor, ReadOnlySpan<double> source)
    {
        using var host = torch.empty(source.Length, torch.ScalarType.Float64, torch.CPU);
        source.CopyTo(MemoryMarshal.Cast<byte, double>(host.bytes));
        using var none = torch.no_grad();
        tensor.copy_(host);
    }

    /// <summary>Takes a tensor out of every dispose scope, those of the caller included: it is disposed by hand.</summary>
    public static Tensor Keep(this Tensor tensor) => tensor.DetachFromDisposeScope();
}
