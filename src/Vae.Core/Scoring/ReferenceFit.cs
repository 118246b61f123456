using System.Numerics.Tensors;

namespace Vae.Core.Scoring;

/// <summary>Chooses <see cref="ReferenceRows"/> among training rows.</summary>
internal static class ReferenceFit
{
    // A median needs no more rows, and each is compared with every reference.
    private const int RowsForUnits = 512;

    // 4 MB of a model's file.
    private const int MostNumbers = 1 << 20;

    /// <param name="rows">Scaled training rows, row-major [n, D].</param>
    /// <param name="width">D.</param>
    /// <param name="distances">Whitened distance of each.</param>
    /// <param name="scoring">How many references, which neighbour, and the share of the farthest rows left out.</param>
    /// <returns>The references, and the numbers of the rows that they are, rising.</returns>
    public static (ReferenceRows References, int[] Chosen) Fit(float[] rows, int width, float[] distances, ScoringOptions scoring)
    {
        var count = rows.Length / width;
        var order = Enumerable.Range(0, count).ToArray();
        var sorted = (float[])distances.Clone();
        Array.Sort(sorted, order);

        // The farthest rows may be anomalies themselves: a reference among them would vouch for all of its kind.
        var kept = order[..Math.Max(1, count - (int)(count * scoring.ReferenceTrim))];
        Array.Sort(kept);
        var most = Math.Max(1, Math.Min(scoring.ReferenceRows, MostNumbers / width));
        var chosen = EvenlySpaced(kept.Length, most).Select(i => kept[i]).ToArray();
        var picked = new float[chosen.Length * width];
        for (var i = 0; i < chosen.Length; i++)
        {
            rows.AsSpan(chosen[i] * width, width).CopyTo(picked.AsSpan(i * width));
        }

        var asked = EvenlySpaced(count, RowsForUnits);
        var squared = new float[asked.Length];
        Parallel.For(0, asked.Length, i => squared[i] = SquaredDistance(
            rows.AsSpan(asked[i] * width, width), picked, scoring.Neighbours, Array.BinarySearch(chosen, asked[i])));
        Array.Sort(squared);
        return (new ReferenceRows(picked, width, Unit(sorted), Unit(squared)), chosen);
    }

    /// <summary>Squared distance of a row to the counted reference; one that is a reference itself is no neighbour of its own.</summary>
    /// <param name="row">A scaled row.</param>
    /// <param name="references">Row-major.</param>
    /// <param name="neighbours">Which neighbour counts.</param>
    /// <param name="self">Which reference the row is; below 0 where it is none.</param>
    public static float SquaredDistance(ReadOnlySpan<float> row, ReadOnlySpan<float> references, int neighbours, int self)
    {
        var count = references.Length / row.Length;
        Span<float> best = stackalloc float[Math.Clamp(self >= 0 ? count - 1 : count, 1, neighbours)];
        best.Fill(float.PositiveInfinity);
        for (var i = 0; i < count; i++)
        {
            var distance = i == self ? float.PositiveInfinity : TensorPrimitives.Distance(row, references.Slice(i * row.Length, row.Length));
            if (distance < best[^1])
            {
                var at = best.Length - 1;
                for (; at > 0 && best[at - 1] > distance; at--)
                {
                    best[at] = best[at - 1];
                }

                best[at] = distance;
            }
        }

        // A lone reference has no neighbour.
        return float.IsFinite(best[^1]) ? best[^1] * best[^1] : 0;
    }

    private static int[] EvenlySpaced(int available, int most)
    {
        var count = Math.Min(available, most);
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)i * available / count))];
    }

    /// <summary>The middle one of rising distances. Where most rows are copies of others and it is 0, or nearly, a hundredth of the mean stands in for it; 1 where all are 0.</summary>
    private static float Unit(float[] rising)
    {
        var floor = (float)(rising.Average(distance => (double)distance) / 100);
        var unit = Math.Max(rising[rising.Length / 2], floor);
        return float.IsFinite(unit) && unit > 0 ? unit : 1;
    }
}
