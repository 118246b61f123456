using Vae.Torch.Tensors;

namespace Vae.Torch.Rows;

/// <summary>Rows in the machine's memory, gathered into a batch; on a GPU the batch is then sent through pinned memory, while the device still computes the last.</summary>
internal sealed class HostRows(ComputeContext context, int features) : IRowFeed
{
    private Tensor? batch;

    /// <summary>The rows that are picked from; the caller's memory.</summary>
    public ReadOnlyMemory<float> Rows { get; set; }

    public string Place => context.IsCuda ? "rows streamed from the machine's memory" : "rows in memory";

    public void AnnounceOrder(ReadOnlyMemory<int> rowIndices)
    {
    }

    public Tensor Take(ReadOnlySpan<int> rowIndices)
    {
        var host = Room(rowIndices.Length);
        var from = Rows.Span;
        var to = host.Floats();
        for (var i = 0; i < rowIndices.Length; i++)
        {
            from.Slice(rowIndices[i] * features, features).CopyTo(to[(i * features)..]);
        }

        return host.Send(context);
    }

    /// <summary>A copy of these rows on the device.</summary>
    public Tensor Take(ReadOnlySpan<float> rows)
    {
        var host = Room(rows.Length / features);
        rows.CopyTo(host.Floats());
        return host.Send(context);
    }

    public void Dispose() => batch?.Dispose();

    /// <summary>The first rows of a buffer that is used again for every batch.</summary>
    private Tensor Room(int rows)
    {
        if (batch is null || batch.shape[0] < rows)
        {
            batch?.Dispose();
            batch = torch.empty(rows, features, torch.ScalarType.Float32, torch.CPU).Keep();
        }

        return batch.narrow(0, 0, rows);
    }
}
