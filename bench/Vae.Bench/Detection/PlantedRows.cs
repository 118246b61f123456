namespace Vae.Bench.Detection;

/// <summary>Ordinary rows with values moved far off in some of their columns, and which these are.</summary>
/// <param name="Width">Features a row.</param>
/// <param name="Values">Row-major.</param>
/// <param name="Planted">The columns, one list a row.</param>
internal sealed record PlantedRows(int Width, float[] Values, int[][] Planted)
{
    /// <summary>Moves values of rows up or down.</summary>
    /// <param name="rows">Row-major.</param>
    /// <param name="units">One sigma of each column; columns of 0 are left alone.</param>
    /// <param name="values">Columns a row, drawn at random.</param>
    /// <param name="sigmas">By how much.</param>
    /// <param name="seed">Which columns, and up or down.</param>
    public static PlantedRows Of(float[] rows, double[] units, int values, double sigmas, int seed)
    {
        var random = new Random(seed);
        int[] candidates = [.. Enumerable.Range(0, units.Length).Where(column => units[column] > 0)];
        var (moved, planted) = ((float[])rows.Clone(), new int[rows.Length / units.Length][]);
        for (var row = 0; row < planted.Length; row++)
        {
            random.Shuffle(candidates);
            planted[row] = [.. candidates[..values].Order()];
            foreach (var column in planted[row])
            {
                moved[(row * units.Length) + column] += (float)(sigmas * units[column] * (random.Next(2) == 0 ? -1 : 1));
            }
        }

        return new PlantedRows(units.Length, moved, planted);
    }

    /// <summary>In which share of rows a planted column has the largest part, and in which the planted ones have the largest of all.</summary>
    /// <param name="parts">Parts of the scores, row-major.</param>
    public (double First, double All) Share(float[] parts)
    {
        var (first, all) = (0, 0);
        for (var row = 0; row < Planted.Length; row++)
        {
            int[] order = [.. Enumerable.Range(0, Width).OrderByDescending(column => parts[(row * Width) + column])];
            first += Planted[row].Contains(order[0]) ? 1 : 0;
            all += order[..Planted[row].Length].Order().SequenceEqual(Planted[row]) ? 1 : 0;
        }

        return ((double)first / Planted.Length, (double)all / Planted.Length);
    }
}
