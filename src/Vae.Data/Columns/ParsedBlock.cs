namespace Vae.Data.Columns;

/// <summary>Memory for the cells of some rows, filled by one thread and read by another.</summary>
/// <param name="width">Cells a row.</param>
/// <param name="rows">Rows.</param>
internal sealed class ParsedBlock(int width, int rows)
{
    private readonly double[] cells = new double[width * rows];
    private int read;

    /// <summary>Rows that were given out to be filled.</summary>
    public int Filled { get; private set; }

    /// <summary>Whether there is no room for another row.</summary>
    public bool IsFull => Filled == rows;

    /// <summary>The cells of a row.</summary>
    public Span<double> Row(int index) => cells.AsSpan(index * width, width);

    /// <summary>Gives out the next row to be filled.</summary>
    public int Add() => Filled++;

    /// <summary>Says that a row was read and is needed no more.</summary>
    /// <returns>Whether it was the last, so that the block can be filled anew.</returns>
    public bool Release()
    {
        if (++read < rows)
        {
            return false;
        }

        (read, Filled) = (0, 0);
        return true;
    }
}
