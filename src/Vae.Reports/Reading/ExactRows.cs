using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Data.Texts;
using Vae.Data;

namespace Vae.Reports.Reading;

/// <summary>A few rows as exactly as their source has them.</summary>
internal static class ExactRows
{
    private const int BlockValues = 1 << 20;

    /// <summary>Reads the rows with these numbers.</summary>
    /// <param name="source">All rows.</param>
    /// <param name="numbers">Numbers of rows, from 0.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <returns>The rows, row-major, in the order of <paramref name="numbers"/>.</returns>
    /// <exception cref="VaeDataException">The source has fewer rows than it had.</exception>
    public static double[] Read(IRowSource source, int[] numbers, CancellationToken cancellationToken)
    {
        var width = source.ColumnCount;
        var places = numbers.Index().ToDictionary(pair => (long)pair.Item, pair => pair.Index);
        var picked = new double[numbers.Length * width];
        var block = new double[Math.Max(1, BlockValues / width) * width];
        var (first, left) = (0L, numbers.Length);
        using var reader = source.OpenReader();
        while (left > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = reader.Read(block.AsSpan());
            if (read == 0)
            {
                throw new VaeDataException(Invariant($"The rows ended after {first}, but there were more when they were first read; leave the file alone while it is reported on."));
            }

            for (var i = 0; i < read; i++)
            {
                if (places.TryGetValue(first + i, out var place))
                {
                    block.AsSpan(i * width, width).CopyTo(picked.AsSpan(place * width));
                    left--;
                }
            }

            first += read;
        }

        for (var i = 0; i < picked.Length && !source.HasDoubles; i++)
        {
            picked[i] = Exact((float)picked[i]);
        }

        return picked;
    }

    /// <summary>The number that a float's shortest text is.</summary>
    public static double Exact(float value) => ShortestNumber.Of(value);

    /// <summary>What stands in the columns of these rows, to name levels that a model does not know; null where the source has no texts.</summary>
    public static string[][]? Texts(IRowSource source, int[] numbers) => source is TableRowSource { Columns: not null } table ? table.ReadTexts(numbers) : null;
}
