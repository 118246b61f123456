namespace Vae.Core.Data;

/// <summary>One pass over rows and their labels.</summary>
public interface ILabelledRowReader : IRowReader
{
    /// <summary>Reads the next rows with their labels.</summary>
    /// <param name="rows">Receives whole rows, row-major; at least one row long.</param>
    /// <param name="labels">
    /// Receives one value a row: 0 is a normal row and another number an anomaly, or the number of a class; NaN is a row without a label. At least one long.
    /// </param>
    /// <returns>Rows read: as many as fit in both, fewer only when the table ends, 0 at its end.</returns>
    /// <exception cref="ArgumentException">A buffer cannot hold one row.</exception>
    /// <exception cref="VaeDataException">A row is malformed or has no label; the message says where.</exception>
    int Read(Span<float> rows, Span<float> labels);

    /// <summary>Reads the next rows in 64-bit floats, with their labels.</summary>
    /// <remarks>By default the rows of <see cref="Read(Span{float}, Span{float})"/>, widened.</remarks>
    /// <param name="rows">Receives whole rows, row-major; at least one row long. What is beyond the rows read may be overwritten.</param>
    /// <param name="labels">Receives one label a row, as above; at least one long.</param>
    /// <returns>Rows read: as many as fit in both, fewer only when the table ends, 0 at its end.</returns>
    /// <exception cref="ArgumentException">A buffer cannot hold one row.</exception>
    /// <exception cref="VaeDataException">A row is malformed or has no label; the message says where.</exception>
    int Read(Span<double> rows, Span<float> labels)
    {
        int read = Read(RowBuffers.FloatsIn(rows), labels);
        RowBuffers.Widen(rows);
        return read;
    }
}
