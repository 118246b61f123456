using System.Runtime.InteropServices;
using Vae.Torch.Devices;
using Vae.Torch.Tensors;

namespace Vae.Torch.Rows;

/// <summary>Rows that lie on the GPU as a whole; the order of an epoch is sent there once, so that a step sends nothing.</summary>
internal sealed class DeviceRows : IRowFeed
{
    private const int ChunkFloats = 1 << 24;

    private readonly ComputeContext context;
    private readonly Tensor rows;
    private ReadOnlyMemory<int> announced;
    private Tensor? order;

    private DeviceRows(ComputeContext context, Tensor rows)
    {
        this.context = context;
        this.rows = rows;
    }

    public string Place => "rows on the device";

    /// <summary>Sends the rows; null where they do not fit.</summary>
    public static DeviceRows? TryCreate(ComputeContext context, ReadOnlySpan<float> values, int features)
    {
        using var scope = context.Enter(gradients: false);
        Tensor? rows = null;
        try
        {
            var count = values.Length / features;
            rows = torch.empty(count, features, torch.ScalarType.Float32, context.Device).Keep();
            var chunk = Math.Max(1, ChunkFloats / features);
            for (var first = 0; first < count; first += chunk)
            {
                var here = Math.Min(chunk, count - first);
                using var host = HostMemory.FromFloats(values.Slice(first * features, here * features), here, features);
                using var place = rows.narrow(0, first, here);
                place.copy_(host);
            }

            return new DeviceRows(context, rows);
        }
        catch (Exception exception) when (TorchErrors.IsOutOfMemory(exception))
        {
            rows?.Dispose();
            return null;
        }
    }

    public void AnnounceOrder(ReadOnlyMemory<int> rowIndices)
    {
        announced = rowIndices;
        order?.Dispose();
        order = Indices(rowIndices.Span).Keep();
    }

    public Tensor Take(ReadOnlySpan<int> rowIndices)
    {
        if (order is not null && announced.Span.Overlaps(rowIndices, out var offset) && offset >= 0 && offset + rowIndices.Length <= announced.Length)
        {
            // A slice of the announced memory, which begins so many elements before it.
            using var part = order.narrow(0, offset, rowIndices.Length);
            return rows.index_select(0, part);
        }

        using var indices = Indices(rowIndices);
        return rows.index_select(0, indices);
    }

    public void Dispose()
    {
        rows.Dispose();
        order?.Dispose();
    }

    private Tensor Indices(ReadOnlySpan<int> values)
    {
        using var host = torch.empty(values.Length, torch.ScalarType.Int32, torch.CPU);
        values.CopyTo(MemoryMarshal.Cast<byte, int>(host.bytes));
        using var narrow = host.Send(context);
        return narrow.to(torch.ScalarType.Int64);
    }
}
