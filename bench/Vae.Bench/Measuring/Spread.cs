namespace Vae.Bench.Measuring;

/// <summary>Median and extremes of repeated measurements.</summary>
internal readonly record struct Spread(double Median, double Minimum, double Maximum)
{
    /// <summary>Of at least one value.</summary>
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return new Spread(
            sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, sorted[0], sorted[^1]);
    }

    /// <summary>"median (minimum..maximum)" in a number format.</summary>
    public string ToString(string format) =>
        $"{Median.ToString(format)} ({Minimum.ToString(format)}..{Maximum.ToString(format)})";
}
