namespace Vae.Core.Tests.Onnx.Runtimes;

/// <summary>Whether two runtimes agree to 1e-5 of what is usual for a column: of its root mean square, or of the value itself where that is larger.</summary>
/// <remarks>A reconstruction that happens to lie near 0 is the difference of two large numbers, and has their error, not one of its own.</remarks>
internal static class Agreement
{
    public const double Tolerance = 1e-5;

    // Importance weights are exponentials of sums over all features, whose last bits they carry into each part: 1.1e-5 was seen on one processor, less on another.
    private const double ToleranceOfWeightedParts = 2e-5;

    /// <param name="what">Named when they do not agree.</param>
    /// <param name="reference">Values of the same columns, on many rows.</param>
    public static void Require(string what, float[] expected, float[] found, float[] reference, int width) => Require(what, expected, found, Usual(reference, width), width);

    /// <param name="what">Named when they do not agree.</param>
    /// <param name="usual">How large the values of each column are on many rows (<see cref="Usual"/>).</param>
    public static void Require(string what, float[] expected, float[] found, double[] usual, int width)
    {
        Assert.True(expected.Length == found.Length, $"{what}: {found.Length} values but {expected.Length} were wanted");
        for (var i = 0; i < expected.Length; i++)
        {
            var distance = Distance(expected[i], found[i], usual[i % width]);
            Assert.True(distance <= (what.Contains("ImportanceWeightedNll", StringComparison.Ordinal) && what.Contains("contributions", StringComparison.Ordinal) ? ToleranceOfWeightedParts : Tolerance), $"{what}: row {i / width}, column {i % width} is {found[i]:R} but {expected[i]:R} was wanted: {distance:E1} of the column's size");
        }
    }

    /// <summary>The largest distance of two values as a share of a column's size; infinity where only one of them is NaN.</summary>
    public static double Distance(float expected, float found, double usual)
    {
        if (float.IsNaN(expected) || float.IsNaN(found))
        {
            return float.IsNaN(expected) == float.IsNaN(found) ? 0 : double.PositiveInfinity;
        }

        return expected == found ? 0 : Math.Abs((double)expected - found) / Math.Max(Math.Abs(expected), usual);
    }

    /// <summary>Root mean square of each column, over its finite values.</summary>
    public static double[] Usual(float[] reference, int width)
    {
        var usual = new double[width];
        for (var column = 0; column < width; column++)
        {
            var squares = Enumerable.Range(0, reference.Length / width).Select(row => (double)reference[(row * width) + column]).Where(double.IsFinite).ToArray();
            usual[column] = Math.Sqrt(squares.Sum(value => value * value) / Math.Max(1, squares.Length));
        }

        return usual;
    }
}
