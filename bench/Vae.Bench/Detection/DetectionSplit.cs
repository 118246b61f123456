namespace Vae.Bench.Detection;

/// <summary>Which rows of a set are fitted on and which are scored.</summary>
/// <param name="NormalOnly">Whether only normal rows are fitted on, and the rest scored; else all rows are both.</param>
/// <param name="Seed">Which half of the normal rows, and the seed of what is fitted.</param>
/// <param name="Train">Numbers of the rows fitted on, rising.</param>
/// <param name="Test">Numbers of the rows scored, rising.</param>
/// <param name="TestLabels">Whether each row of <paramref name="Test"/> is an anomaly.</param>
internal sealed record DetectionSplit(bool NormalOnly, int Seed, int[] Train, int[] Test, bool[] TestLabels)
{
    /// <summary>A name for files, "PROTOCOL-SEED".</summary>
    public string Name => $"{(NormalOnly ? "semi" : "all")}-{Seed}";

    /// <param name="set">The rows.</param>
    /// <param name="normalOnly">Fit on a random half of the normal rows and score the rest; else fit and score all rows.</param>
    /// <param name="seed">Which half.</param>
    public static DetectionSplit Of(DetectionSet set, bool normalOnly, int seed)
    {
        var rows = Enumerable.Range(0, set.Rows).ToArray();
        if (!normalOnly)
        {
            return new DetectionSplit(normalOnly, seed, rows, rows, set.Labels);
        }

        var normal = rows.Where(row => !set.Labels[row]).ToArray();
        new Random(seed).Shuffle(normal);
        var train = normal[..(normal.Length / 2)].Order().ToArray();
        var test = normal[(normal.Length / 2)..].Concat(rows.Where(row => set.Labels[row])).Order().ToArray();
        return new DetectionSplit(normalOnly, seed, train, test, [.. test.Select(row => set.Labels[row])]);
    }

    /// <summary>The same split with at most so many rows on each side, drawn at random; those fitted on and scored alike stay the same rows, unless fewer are fitted on.</summary>
    /// <param name="set">The rows.</param>
    /// <param name="most">Most rows of a side.</param>
    /// <param name="mostFitted">Most rows fitted on.</param>
    public DetectionSplit Capped(DetectionSet set, int most, int mostFitted = int.MaxValue)
    {
        var train = Draw(Train, Math.Min(most, mostFitted));
        var test = Draw(Test, most);
        return this with { Train = train, Test = test, TestLabels = [.. test.Select(row => set.Labels[row])] };
    }

    private int[] Draw(int[] rows, int most)
    {
        if (rows.Length <= most)
        {
            return rows;
        }

        var drawn = (int[])rows.Clone();
        new Random(Seed).Shuffle(drawn);
        return [.. drawn[..most].Order()];
    }

    /// <summary>The same split with anomalies moved from the rows scored to the rows fitted on.</summary>
    /// <param name="set">The rows.</param>
    /// <param name="share">Their share of the rows fitted on afterwards; at most half of all anomalies are moved.</param>
    public DetectionSplit Contaminated(DetectionSet set, double share)
    {
        var anomalies = Test.Where(row => set.Labels[row]).ToArray();
        new Random(Seed).Shuffle(anomalies);
        var moved = anomalies[..Math.Min(anomalies.Length / 2, (int)Math.Round(Train.Length * share / (1 - share)))].ToHashSet();
        var test = Test.Where(row => !moved.Contains(row)).ToArray();
        return this with { Train = [.. Train.Concat(moved).Order()], Test = test, TestLabels = [.. test.Select(row => set.Labels[row])] };
    }
}
