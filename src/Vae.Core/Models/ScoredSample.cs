using Vae.Core.Randomness;

namespace Vae.Core.Models;

/// <summary>Some of the rows of a pass, in no order of theirs: all of them while there are few, and the smaller a share the more there are.</summary>
/// <param name="width">Features a row; of very wide rows none is kept.</param>
internal sealed class ScoredSample(int width)
{
    /// <summary>The middle half of a normal distribution, in standard deviations.</summary>
    public const double NormalSpread = 1.349;

    private const int MostRows = 1024;
    private const int MostValues = 1 << 20;
    private const int FewestRows = 64;

    private readonly int capacity = Math.Min(MostRows, MostValues / width);
    private readonly List<(ulong Place, float[] Values)> kept = [];
    private ulong mask;
    private long rows;

    /// <summary>Rows that are kept.</summary>
    public int Rows => kept.Count;

    /// <summary>Keeps a row where its turn has come.</summary>
    public void Offer(ReadOnlySpan<float> row)
    {
        var place = SplitMix64.At(rows++);
        if ((place & mask) != 0 || capacity < FewestRows || !row.ContainsAnyExcept(float.NaN)) // as rows come that could not be read
        {
            return;
        }

        kept.Add((place, row.ToArray()));
        while (kept.Count > capacity)
        {
            mask = (2 * mask) + 1;
            kept.RemoveAll(known => (known.Place & mask) != 0);
        }
    }

    /// <summary>How large the values of a feature are, and how far they lie apart; NaN where there is none.</summary>
    public Middle MiddleOf(int feature)
    {
        float[] values = [.. kept.Select(row => row.Values[feature]).Where(float.IsFinite).Order()];
        if (values.Length == 0)
        {
            return new Middle(double.NaN, double.NaN, double.NaN, double.NaN);
        }

        var mean = values.Average(value => (double)value);
        return new Middle(values[values.Length / 2], values[3 * values.Length / 4] - values[values.Length / 4], mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
    }

    /// <summary>The share of rows with a value above a number.</summary>
    public double ShareAbove(int feature, double number) => kept.Count(row => row.Values[feature] > number) / (double)kept.Count;

    /// <summary>The same below it.</summary>
    public double ShareBelow(int feature, double number) => kept.Count(row => row.Values[feature] < number) / (double)kept.Count;

    /// <summary>The share of rows that lack a value.</summary>
    public double MissingShare(int feature) => kept.Count(row => float.IsNaN(row.Values[feature])) / (double)kept.Count;

    /// <summary>Measures of the values of a feature.</summary>
    /// <param name="Median">Half of them are below.</param>
    /// <param name="Quartiles">How far the middle half reaches.</param>
    /// <param name="Mean">Their mean.</param>
    /// <param name="Deviation">Their standard deviation.</param>
    public readonly record struct Middle(double Median, double Quartiles, double Mean, double Deviation);
}
