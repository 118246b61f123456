namespace Vae.Torch.Rows;

/// <summary>The rows of a session, from which batches are picked.</summary>
internal interface IRowFeed : IDisposable
{
    /// <summary>Where the rows lie, for people.</summary>
    string Place { get; }

    /// <summary>Tells in which order rows will be picked.</summary>
    void AnnounceOrder(ReadOnlyMemory<int> rowIndices);

    /// <summary>The rows at these indices, [rows, features] on the device; valid until the next call.</summary>
    Tensor Take(ReadOnlySpan<int> rowIndices);
}
