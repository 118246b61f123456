namespace Vae.Data.Columns;

/// <summary>Finds fractions that a column holds with a zero at their end and without, as 0.10 beside 0.1: one number to whoever measures, two to whoever writes codes and versions.</summary>
internal sealed class SameNumbers
{
    private const int MostNumbers = 64;
    private const int Fewest = 2;

    private readonly Dictionary<double, (long Plain, long Padded)> counts = [];

    /// <summary>Whether the column holds so many different fractions that they are no codes; nothing is counted any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Counts a fraction.</summary>
    public void Add(double fraction, bool endsInZero)
    {
        if (IsOver)
        {
            return;
        }

        var (plain, padded) = counts.GetValueOrDefault(fraction);
        counts[fraction] = endsInZero ? (plain, padded + 1) : (plain + 1, padded);
        if (counts.Count > MostNumbers)
        {
            IsOver = true;
            counts.Clear();
        }
    }

    /// <summary>The number that is written in both ways most often, each more than once; null where there is none.</summary>
    public double? Find()
    {
        var both = counts.Where(number => Math.Min(number.Value.Plain, number.Value.Padded) >= Fewest).ToArray();
        return both.Length == 0 ? null : both.MaxBy(number => Math.Min(number.Value.Plain, number.Value.Padded)).Key;
    }
}
