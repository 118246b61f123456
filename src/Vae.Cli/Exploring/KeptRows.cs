using Vae.Core.Data;
using Vae.Reports.Reading;

namespace Vae.Cli.Exploring;

/// <summary>The rows of a file as exactly as it has them: in memory where they take no more than half a gibibyte, read again where they take more.</summary>
internal sealed class KeptRows
{
    private const long MostValues = 1L << 26;

    private readonly IRowSource source;
    private readonly float[]? floats;
    private readonly double[]? doubles;

    private KeptRows(IRowSource source, float[]? floats, double[]? doubles) => (this.source, this.floats, this.doubles) = (source, floats, doubles);

    /// <summary>Reads them.</summary>
    /// <param name="source">The rows.</param>
    /// <param name="count">How many there are.</param>
    public static KeptRows Of(IRowSource source, int count)
    {
        var values = (long)count * source.ColumnCount;
        if (values > MostValues)
        {
            return new KeptRows(source, null, null);
        }

        using var reader = source.OpenReader();
        if (source.HasDoubles)
        {
            var doubles = new double[values];
            for (int read, at = 0; at < doubles.Length && (read = reader.Read(doubles.AsSpan(at))) > 0;)
            {
                at += read * source.ColumnCount;
            }

            return new KeptRows(source, null, doubles);
        }

        var floats = new float[values];
        for (int read, at = 0; at < floats.Length && (read = reader.Read(floats.AsSpan(at))) > 0;)
        {
            at += read * source.ColumnCount;
        }

        return new KeptRows(source, floats, null);
    }

    /// <summary>Some of them, row-major.</summary>
    public double[] Read(int[] numbers, CancellationToken cancellationToken)
    {
        if (floats is null && doubles is null)
        {
            return ExactRows.Read(source, numbers, cancellationToken);
        }

        var width = source.ColumnCount;
        var rows = new double[numbers.Length * width];
        for (var i = 0; i < rows.Length; i++)
        {
            var at = ((long)numbers[i / width] * width) + (i % width);
            rows[i] = doubles is not null ? doubles[at] : ExactRows.Exact(floats![at]);
        }

        return rows;
    }
}
