using Vae.Core.Numerics;
using Vae.Core.Options;
using Vae.Core.Statistics;


namespace Vae.Core.Calibration;

/// <summary>Chooses <see cref="ReferenceRows"/> among training rows.</summary>
internal static class ReferenceFit
{
    // A median needs no more rows, and each is compared with every reference.
    private const int RowsForUnits = 512;

    // Each of the farthest of these is compared with all of them.
    private const int LargestPool = 4096;

    // Of squared distances: twice as far.
    private const float LargestRatio = 4;

    // Squared distance of two levels.
    private const float Mismatch = 2;

    // Of a mean, below which a median is too small for a unit.
    private const float SmallestShare = 0.01f;

    // 4 MB of a model's file.
    private const int MostNumbers = 1 << 20;

    /// <param name="rows">Scaled training rows, row-major [n, D]; NaN where a value was not observed.</param>
    /// <param name="filled">The same with such values imputed: what references are made of.</param>
    /// <param name="width">D.</param>
    /// <param name="distances">Whitened distance of each.</param>
    /// <param name="scoring">How many references, which neighbour, and the share of the farthest rows left out.</param>
    /// <param name="isMixed">
    /// Whether there are columns of few values among them. Two ordinary rows then differ by a level, which is far beside the numbers of rows that share all levels: so a row may be a
    /// reference that differs from the ordinary ones by one level, and distances are measured by their mean where it is above their median.
    /// </param>
    /// <param name="factors">What brings the distance of each row, over what was observed of it, to that of a complete one; null where all are complete.</param>
    /// <param name="levels">Which features are levels or binaries: none of them loses more than half of its rows for being far. Null where all are numbers.</param>
    /// <param name="noise">
    /// What two rows may differ by, squared, without meaning anything (<see cref="NoiseScale.OfRow"/>): rows so near to references are references too, step by step, and no unit is smaller.
    /// </param>
    /// <param name="admission">The distance that tells which rows are the farthest; null for <paramref name="distances"/>.</param>
    /// <returns>The references, and the numbers of the rows that they are, rising.</returns>
    public static (ReferenceRows References, int[] Chosen) Fit(
        float[] rows, float[] filled, int width, float[] distances, ScoringOptions scoring, bool isMixed = false, float[]? factors = null, int[]? levels = null, double noise = 0, float[]? admission = null)
    {
        var count = rows.Length / width;
        var pool = EvenlySpaced(count, LargestPool);
        var kept = Admitted(rows, filled, width, admission ?? distances, pool, scoring, isMixed ? Mismatch : 0, (float)noise, levels ?? []);
        var most = Math.Max(1, Math.Min(scoring.ReferenceRows, MostNumbers / width));
        var chosen = EvenlySpaced(kept.Length, most).Select(i => kept[i]).ToArray();
        var picked = Gather(filled, width, chosen);
        var asked = EvenlySpaced(count, RowsForUnits);
        var sorted = (float[])distances.Clone();
        Array.Sort(sorted);
        var coarse = ReferenceRows.Coarse(chosen.Length, scoring.CoarseReferences);
        int[] scales = coarse > 0 ? [1, coarse] : [1];
        return (new ReferenceRows(picked, width, Unit(sorted, SmallestShare), [.. scales.Select(every => new ReferenceScale(every, UnitOf(every)))]), chosen);

        float UnitOf(int every)
        {
            var references = ReferenceRows.Every(picked, width, every);
            var squared = new float[asked.Length];
            Parallel.For(0, asked.Length, i => squared[i] = SquaredDistance(
                rows.AsSpan(asked[i] * width, width), references, scoring.Neighbours, Place(Array.BinarySearch(chosen, asked[i]), every)) * (factors?[asked[i]] ?? 1));
            Array.Sort(squared);
            return Math.Max(Unit(squared, isMixed ? 1 : SmallestShare), (float)noise) / ((float)scoring.ReferenceWeight / scales.Length);
        }
    }

    /// <summary>Which of every so many-th reference one is; below 0 where it is none of them.</summary>
    public static int Place(int reference, int every) => reference >= 0 && reference % every == 0 ? reference / every : -1;

    /// <summary>
    /// The rows that may be references. The farthest may be anomalies, and as a reference each would vouch for all of its kind: so they are left out, but for those that
    /// lie among ordinary rows or at their edge, no more than twice as far from the counted one of these as from the counted one of all, and <paramref name="slack"/> more. Before that, those that lie no farther from these
    /// than <paramref name="noise"/> are counted among them, and so on from these: else a stretch of rows without a gap would end where a share of them does.
    /// </summary>
    private static int[] Admitted(float[] rows, float[] filled, int width, float[] distances, int[] pool, ScoringOptions scoring, float slack, float noise, int[] levels)
    {
        var order = (int[])pool.Clone();
        Array.Sort([.. pool.Select(row => distances[row])], order);
        var trimmed = (int)(order.Length * scoring.ReferenceTrim);
        var near = levels.Length > 0 ? LevelRows.WithoutFarthest(rows, width, levels, order, trimmed) : order[..Math.Max(1, order.Length - trimmed)];
        int[] far = [.. order.Except(near)];
        Array.Sort(near);
        (near, far) = Joined(rows, filled, width, near, far, ScoringOptions.AdmissionNeighbours, noise);
        var (all, ordinary) = (Gather(filled, width, pool), Gather(filled, width, near));
        var admits = new bool[far.Length];
        Parallel.For(0, far.Length, i =>
        {
            var row = rows.AsSpan(far[i] * width, width);
            admits[i] = SquaredDistance(row, ordinary, ScoringOptions.AdmissionNeighbours, -1)
                <= slack + (LargestRatio * SquaredDistance(row, all, ScoringOptions.AdmissionNeighbours, Array.BinarySearch(pool, far[i])));
        });
        int[] kept = [.. near, .. far.Where((_, i) => admits[i])];
        Array.Sort(kept);
        return kept;
    }

    /// <summary>Moves rows to the near ones that lie within the noise of them, until none does.</summary>
    private static (int[] Near, int[] Far) Joined(float[] rows, float[] filled, int width, int[] near, int[] far, int neighbours, float noise)
    {
        // What each far row is from its nearest ones so far; only new ones are looked at again.
        var best = new float[far.Length][];
        var added = near;
        while (noise > 0 && far.Length > 0 && added.Length > 0)
        {
            var news = Gather(filled, width, added);
            var joins = new bool[far.Length];
            Parallel.For(0, far.Length, i =>
            {
                best[i] ??= [.. Enumerable.Repeat(float.PositiveInfinity, neighbours)];
                for (var j = 0; j < news.Length; j += width)
                {
                    var distance = SquaredDistance(rows.AsSpan(far[i] * width, width), news.AsSpan(j, width));
                    if (distance < best[i][^1])
                    {
                        best[i][^1] = distance;
                        Array.Sort(best[i]);
                    }
                }

                joins[i] = best[i][^1] <= noise;
            });
            added = [.. far.Where((_, i) => joins[i])];
            best = [.. best.Where((_, i) => !joins[i])];
            near = [.. near, .. added];
            far = [.. far.Where((_, i) => !joins[i])];
        }

        Array.Sort(near);
        return (near, far);
    }

    private static float[] Gather(float[] rows, int width, int[] numbers)
    {
        var gathered = new float[numbers.Length * width];
        for (var i = 0; i < numbers.Length; i++)
        {
            rows.AsSpan(numbers[i] * width, width).CopyTo(gathered.AsSpan(i * width));
        }

        return gathered;
    }

    /// <summary>Squared distance of a row, NaN where a value is missing, to another, over what was observed.</summary>
    public static float SquaredDistance(ReadOnlySpan<float> row, ReadOnlySpan<float> other)
    {
        var distance = OrderedSums.SquaredDistance(row, other);
        return float.IsNaN(distance) ? ObservedDistance.Sum(row, other) : distance;
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
            var distance = i == self ? float.PositiveInfinity : OrderedSums.SquaredDistance(row, references.Slice(i * row.Length, row.Length));
            if (float.IsNaN(distance))
            {
                distance = ObservedDistance.Sum(row, references.Slice(i * row.Length, row.Length));
            }

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
        return float.IsFinite(best[^1]) ? best[^1] : 0;
    }

    private static int[] EvenlySpaced(int available, int most)
    {
        var count = Math.Min(available, most);
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)i * available / count))];
    }

    /// <summary>The middle one of rising distances. Where most rows are copies of others and it is 0, or nearly, a share of the mean stands in for it; 1 where all are 0.</summary>
    private static float Unit(float[] rising, float share)
    {
        var floor = (float)(rising.Average(distance => (double)distance) * share);
        var unit = Math.Max(rising[rising.Length / 2], floor);
        return float.IsFinite(unit) && unit > 0 ? unit : 1;
    }
}
