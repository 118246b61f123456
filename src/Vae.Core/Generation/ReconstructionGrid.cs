namespace Vae.Core.Generation;

/// <summary>Rows and what a model makes of them, laid out for looking at: a line of originals, below each its reconstruction, and so on.</summary>
public sealed class ReconstructionGrid
{
    internal ReconstructionGrid(float[] originals, float[] reconstructions, int inputDimension, int columns)
    {
        Originals = originals;
        Reconstructions = reconstructions;
        InputDimension = inputDimension;
        Columns = columns;
        Tiles = LayOut();
    }

    /// <summary>Number of originals.</summary>
    public int Count => Originals.Length / InputDimension;

    /// <summary>Features a row, D.</summary>
    public int InputDimension { get; }

    /// <summary>Originals in a line; no more than <see cref="Count"/>.</summary>
    public int Columns { get; }

    /// <summary>Lines, of originals and of reconstructions together: an even number.</summary>
    public int Lines => 2 * ((Count + Columns - 1) / Columns);

    /// <summary>The rows as given: <see cref="Count"/> * <see cref="InputDimension"/> values, row-major.</summary>
    public float[] Originals { get; }

    /// <summary>What the model makes of each, decoded from its mean code; of the same shape and units.</summary>
    public float[] Reconstructions { get; }

    /// <summary>
    /// The grid: <see cref="Lines"/> * <see cref="Columns"/> rows of <see cref="InputDimension"/> values, line by line; places of a last line that is not full
    /// hold NaN, which a sheet leaves empty.
    /// </summary>
    public float[] Tiles { get; }

    private float[] LayOut()
    {
        var line = Columns * InputDimension;
        var tiles = new float[Lines * line];
        tiles.AsSpan().Fill(float.NaN);
        for (int start = 0, to = 0; start < Originals.Length; start += line, to += 2 * line)
        {
            var length = Math.Min(line, Originals.Length - start);
            Originals.AsSpan(start, length).CopyTo(tiles.AsSpan(to));
            Reconstructions.AsSpan(start, length).CopyTo(tiles.AsSpan(to + line));
        }

        return tiles;
    }
}
