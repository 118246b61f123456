namespace Vae.Core.Engines.Managed.Panels;

/// <summary>
/// A matrix [rows, columns] cut into tiles of neighbouring columns, each of them [rows, width] and whole in memory, so that a tile's part of a few rows fits the first-level cache.
/// Columns are filled up with zeros to whole widest vectors.
/// </summary>
internal sealed unsafe class TiledRows
{
    private readonly PinnedFloats values;
    private readonly int columns;
    private readonly int units;

    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="mostVectors">Most vectors that a tile may have.</param>
    /// <param name="lanes">Floats of a vector, 4 to 16.</param>
    /// <param name="threads">Who share the tiles among them: there is one for each if possible.</param>
    public TiledRows(int rows, int columns, int mostVectors, int lanes, int threads)
    {
        (Rows, this.columns) = (rows, columns);
        units = (columns + Unit - 1) / Unit;
        var most = mostVectors * lanes / Unit;
        var needed = (units + most - 1) / most;
        Tiles = Math.Min(units, (needed + threads - 1) / threads * threads);
        values = new PinnedFloats((long)rows * units * Unit);
    }

    /// <summary>Floats of the widest vector: every tile is so many columns, or a multiple of them.</summary>
    public const int Unit = 16;

    public int Rows { get; }

    public int Tiles { get; }

    /// <summary>Columns and those that fill them up.</summary>
    public int Padded => units * Unit;

    /// <summary>First column of a tile; of the one past the last, the number of columns filled up.</summary>
    public int First(int tile) => (int)((long)units * tile / Tiles) * Unit;

    /// <summary>Columns of a tile, with those that fill it up.</summary>
    public int Width(int tile) => First(tile + 1) - First(tile);

    /// <summary>One past the last true column of a tile.</summary>
    public int Last(int tile) => Math.Min(columns, First(tile + 1));

    /// <summary>A tile, [Rows, Width].</summary>
    public float* Of(int tile) => values.Pointer + ((nint)First(tile) * Rows);

    /// <summary>Rows <paramref name="firstRow"/> on of a tile = <paramref name="source"/>[column * stride + row], so many of them.</summary>
    public void Fill(int tile, int firstRow, int rowCount, float* source, nint stride)
    {
        var (first, width) = (First(tile), Width(tile));
        TransposeKernel.Transpose(source + (first * stride), stride, Last(tile) - first, rowCount, Of(tile) + ((nint)firstRow * width), width);
    }
}
