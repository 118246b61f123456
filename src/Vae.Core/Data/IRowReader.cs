namespace Vae.Core.Data;

/// <summary>One pass over an <see cref="IRowSource"/>, from the first row to the last. Not for use by two threads at once.</summary>
public interface IRowReader : IDisposable
{
    /// <summary>Rows read so far.</summary>
    long Position { get; }

    /// <summary>The weight of each row that was read last, of a source with <see cref="IRowSource.WeightName"/>; empty (the default) of others. Gone with the next reading.</summary>
    ReadOnlySpan<float> Weights => default;

    /// <summary>Reads the next rows.</summary>
    /// <param name="rows">Receives whole rows, row-major; at least one row long. What is beyond the last whole row is left alone.</param>
    /// <returns>Rows read: as many as fit, fewer only when the table ends, 0 at its end.</returns>
    /// <exception cref="ArgumentException"><paramref name="rows"/> cannot hold one row.</exception>
    /// <exception cref="VaeDataException">A row is malformed; the message says where.</exception>
    int Read(Span<float> rows);

    /// <summary>Reads the next rows in 64-bit floats, which a source with <see cref="IRowSource.HasDoubles"/> gives as exactly as they are.</summary>
    /// <remarks>By default the rows of <see cref="Read(Span{float})"/>, widened.</remarks>
    /// <param name="rows">Receives whole rows, row-major; at least one row long. What is beyond the rows read may be overwritten.</param>
    /// <returns>Rows read: as many as fit, fewer only when the table ends, 0 at its end.</returns>
    /// <exception cref="ArgumentException"><paramref name="rows"/> cannot hold one row.</exception>
    /// <exception cref="VaeDataException">A row is malformed; the message says where.</exception>
    int Read(Span<double> rows)
    {
        int read = Read(RowBuffers.FloatsIn(rows));
        RowBuffers.Widen(rows);
        return read;
    }
}
