using Vae.Core.Data;
using Vae.Core.Options;

namespace Vae.Core.Training.Shards;

/// <summary>Passes over a source that give the rows of this process's shards.</summary>
/// <param name="options">Which rows can be used.</param>
/// <param name="range">Which shards.</param>
/// <param name="cancellation">Ends a pass.</param>
internal sealed class ShardReader(VaeOptions options, ShardRange range, CancellationToken cancellation)
{
    private const int BlockValues = 65_536;

    /// <summary>Told of a row of this process's shards.</summary>
    /// <param name="shard">Its shard, counted from the first of this process.</param>
    /// <param name="row">The row.</param>
    /// <param name="exact">The same in double, where that was asked for.</param>
    /// <param name="weight">Its weight, above 0; 1 where rows have none.</param>
    /// <param name="use">What it is for.</param>
    public delegate void Visit(int shard, ReadOnlySpan<float> row, ReadOnlySpan<double> exact, float weight, RowUse use);

    /// <summary>Reads a source to its end. Rows of weight 0 are not there: they are of no shard, and the rows behind them move up.</summary>
    /// <param name="source">What to read.</param>
    /// <param name="filter">What each row is for.</param>
    /// <param name="kind">What a row is called in errors.</param>
    /// <param name="wantsDoubles">Whether rows are wanted in double too, where the source has them.</param>
    /// <param name="visit">Told of each row.</param>
    /// <returns>Rows of the source, and how many of them have the weight 0.</returns>
    public (long Rows, long Zeros) Read(IRowSource source, RowFilter filter, string kind, bool wantsDoubles, Visit visit)
    {
        var width = source.ColumnCount;
        using var reader = source.WeightName is null ? source.OpenReader(new RowShare(range.Count, range.First, range.Local)) : source.OpenReader();
        var block = new float[Math.Max(1, BlockValues / width) * width];
        var doubles = wantsDoubles && source.HasDoubles ? new double[block.Length] : [];
        var checks = options.Columns is { } columns ? new ColumnChecks(columns, kind) : null;
        long number = 0, place = 0;
        for (int read; (read = Next(reader, block, doubles, width)) > 0; number += read)
        {
            cancellation.ThrowIfCancellationRequested();
            var weights = source.WeightName is null ? default : WeightSums.Of(reader, read);
            for (var i = 0; i < read; i++)
            {
                var weight = weights.IsEmpty ? 1 : WeightSums.Require(weights[i], number + i, source.WeightName, kind);
                if (weight == 0)
                {
                    continue;
                }

                var at = place++;
                var shard = range.Of(at) - range.First;
                if (shard < 0 || shard >= range.Local)
                {
                    continue;
                }

                var row = block.AsSpan(i * width, width);
                var use = filter.Decide(row, number + i, at);
                if (use != RowUse.Skip)
                {
                    checks?.Require(row, number + i);
                }

                visit(shard, row, doubles.Length == 0 ? [] : doubles.AsSpan(i * width, width), weight, use);
            }
        }

        return (number, number - place);
    }

    private static int Next(IRowReader reader, float[] block, double[] doubles, int width)
    {
        if (doubles.Length == 0)
        {
            return reader.Read(block);
        }

        var read = reader.Read(doubles.AsSpan());
        RowOrigin.Subtract(null, doubles.AsSpan(0, read * width), block);
        return read;
    }
}
