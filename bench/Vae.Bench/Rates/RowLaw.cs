using Vae.Bench.Detection;

namespace Vae.Bench.Rates;

/// <summary>A law that training rows and later ones are drawn from.</summary>
/// <param name="Name">What it is called in tables.</param>
/// <param name="Width">Features a row.</param>
/// <param name="HasHoles">Whether values are missing.</param>
/// <param name="MostRows">Most training rows that it has.</param>
/// <param name="Draw">Draws so many training rows and as many later ones as are asked for, or are left.</param>
internal sealed record RowLaw(string Name, int Width, bool HasHoles, int MostRows, Func<int, int, Random, (float[] Train, float[] Later)> Draw)
{
    private const int Factors = 3;
    private const double FactorNoise = 0.5;
    private const double MissingShare = 0.1;

    // A table's later rows are those that were not drawn: few enough are, for the share of the rest to be that of the law.
    private const int RowsToATrainingRow = 6;

    /// <summary>Columns that know nothing of each other, factors and noise, the latter with heavy tails, with holes, and the normal rows of a table.</summary>
    public static IReadOnlyList<RowLaw> All()
    {
        var satellite = DetectionSet.Find("").Single(set => set.Name == "satellite");
        return
        [
            Of("normal", 6, false, random => [.. Enumerable.Range(0, 6).Select(_ => Normal(random))]),
            Of("factors", 10, false, random => Correlated(10, random)),
            Of("heavy tails", 10, false, random => HeavyTailed(10, random)),
            Of("holes", 10, true, random => WithHoles(Correlated(10, random), random)),
            Of("wide", 60, false, random => Correlated(60, random)),
            OfTable(satellite),
        ];
    }

    private static RowLaw Of(string name, int width, bool hasHoles, Func<Random, double[]> row) => new(
        name,
        width,
        hasHoles,
        int.MaxValue,
        (train, later, random) =>
        {
            float[] Rows(int count) => [.. Enumerable.Range(0, count).SelectMany(_ => row(random)).Select(value => (float)value)];
            return (Rows(train), Rows(later));
        });

    private static RowLaw OfTable(DetectionSet set)
    {
        int[] normal = [.. Enumerable.Range(0, set.Rows).Where(row => !set.Labels[row])];
        return new RowLaw(set.Name, set.Width, false, normal.Length / RowsToATrainingRow, (train, later, random) =>
        {
            int[] order = [.. normal];
            random.Shuffle(order);
            return (set.Pick(order[..train]), set.Pick([.. order.Skip(train).Take(later)]));
        });
    }

    private static double[] Correlated(int width, Random random)
    {
        double[] factors = [.. Enumerable.Range(0, Factors).Select(_ => Normal(random))];
        return [.. Enumerable.Range(0, width).Select(column => factors[column % Factors] + (FactorNoise * Normal(random)))];
    }

    /// <summary>Student's t with three degrees of freedom: one divisor a row.</summary>
    private static double[] HeavyTailed(int width, Random random)
    {
        const int Freedom = 3;
        var divisor = Math.Sqrt(Enumerable.Range(0, Freedom).Sum(_ => Math.Pow(Normal(random), 2)) / Freedom);
        return [.. Correlated(width, random).Select(value => value / divisor)];
    }

    private static double[] WithHoles(double[] row, Random random)
    {
        var kept = random.Next(row.Length);
        return [.. row.Select((value, column) => column != kept && random.NextDouble() < MissingShare ? double.NaN : value)];
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
