using Vae.Core.Data;
using Vae.Core.Models;

namespace Vae.Core.Tests.Models;

/// <summary>Rows of correlated columns with weights, and the same rows standing as often as they count.</summary>
internal sealed class WeightedRows
{
    public const int Columns = 6;

    /// <param name="rows">How many rows.</param>
    /// <param name="weight">The weight of each.</param>
    /// <param name="seed">Of the rows.</param>
    public WeightedRows(int rows, Func<int, float> weight, int seed = 5)
    {
        var random = new Random(seed);
        Values = new float[rows * Columns];
        for (var i = 0; i < Values.Length; i += Columns)
        {
            var (first, second) = (Normal(random), Normal(random));
            for (var column = 0; column < Columns; column++)
            {
                Values[i + column] = (float)((column % 2 == 0 ? first : second) + (0.3 * Normal(random)) + (column * 2));
            }
        }

        Weights = [.. Enumerable.Range(0, rows).Select(weight)];
    }

    public float[] Values { get; }

    public float[] Weights { get; }

    public MemoryRowSource Source => new(Values, Columns) { Weights = Weights, WeightName = "w" };

    public MemoryRowSource Unweighted => new(Values, Columns);

    /// <summary>Rows that stand there as often as their weight says, so that those of weight 0 do not.</summary>
    public MemoryRowSource Repeated => new(Of(row => (int)Weights[row]), Columns);

    public float[] Of(Func<int, int> times) =>
        [.. Enumerable.Range(0, Weights.Length).SelectMany(row => Enumerable.Repeat(Values.AsSpan(row * Columns, Columns).ToArray(), times(row)).SelectMany(values => values))];

    public static byte[] Saved(VaeModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
