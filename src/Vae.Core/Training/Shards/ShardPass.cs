using Vae.Core.Data;
using Vae.Core.Options;

namespace Vae.Core.Training.Shards;

/// <summary>One pass over a source that gives the rows of neighbouring shards, as far as it is asked to go. Rows of weight 0 are not there: they are of no shard, and the rows behind them move up.</summary>
internal sealed class ShardPass : IDisposable
{
    private const int BlockValues = 65_536;

    private readonly IRowSource source;
    private readonly RowShare share;
    private readonly RowFilter filter;
    private readonly string kind;
    private readonly IRowReader reader;
    private readonly float[] block;
    private readonly double[] doubles;
    private readonly ColumnChecks? checks;
    private long place;

    /// <param name="source">What to read.</param>
    /// <param name="share">Whose rows to give.</param>
    /// <param name="options">Which rows can be used.</param>
    /// <param name="heldOut">Share of the rows that is held out.</param>
    /// <param name="kind">What a row is called in errors.</param>
    /// <param name="wantsDoubles">Whether rows are wanted in double too, where the source has them.</param>
    public ShardPass(IRowSource source, RowShare share, VaeOptions options, float heldOut, string kind, bool wantsDoubles = false)
    {
        (this.source, this.share, this.kind) = (source, share, kind);
        var width = source.ColumnCount;
        filter = new RowFilter(options.Training.InvalidRows, heldOut, options.Seed, source.ColumnNames, kind, options.MissingValues, options.ContextFeatures(width));
        checks = options.Columns is { } columns ? new ColumnChecks(columns, kind) : null;
        block = new float[Math.Max(1, BlockValues / width) * width];
        doubles = wantsDoubles && source.HasDoubles ? new double[block.Length] : [];
        reader = source.WeightName is null ? source.OpenReader(share) : source.OpenReader();
    }

    /// <summary>Told of a row.</summary>
    /// <param name="shard">Its shard, counted from the first of those that are read.</param>
    /// <param name="row">The row.</param>
    /// <param name="exact">The same in double, where that was asked for.</param>
    /// <param name="weight">Its weight, above 0; 1 where rows have none.</param>
    /// <param name="use">What it is for.</param>
    public delegate void Visit(int shard, ReadOnlySpan<float> row, ReadOnlySpan<double> exact, float weight, RowUse use);

    /// <summary>Rows of the source that were read.</summary>
    public long Rows { get; private set; }

    /// <summary>How many of them have the weight 0.</summary>
    public long Zeros => Rows - place;

    /// <summary>Reads a block of rows.</summary>
    /// <param name="visit">Told of each row of the shards.</param>
    /// <returns>Whether there were any; false at the end of the source.</returns>
    /// <exception cref="VaeDataException">A row cannot be used.</exception>
    public bool Next(Visit visit)
    {
        var width = source.ColumnCount;
        var read = Read();
        var weights = source.WeightName is null ? default : WeightSums.Of(reader, read);
        for (var i = 0; i < read; i++)
        {
            var number = Rows++;
            var weight = weights.IsEmpty ? 1 : WeightSums.Require(weights[i], number, source.WeightName, kind);
            if (weight == 0)
            {
                continue;
            }

            var at = place++;
            if (!share.Has(at))
            {
                continue;
            }

            var row = block.AsSpan(i * width, width);
            var use = filter.Decide(row, number, at);
            if (use != RowUse.Skip)
            {
                checks?.Require(row, number);
            }

            visit((int)(at % share.Of) - share.First, row, doubles.Length == 0 ? [] : doubles.AsSpan(i * width, width), weight, use);
        }

        return read > 0;
    }

    public void Dispose() => reader.Dispose();

    private int Read()
    {
        if (doubles.Length == 0)
        {
            return reader.Read(block);
        }

        var read = reader.Read(doubles.AsSpan());
        RowOrigin.Subtract(null, doubles.AsSpan(0, read * source.ColumnCount), block);
        return read;
    }
}
