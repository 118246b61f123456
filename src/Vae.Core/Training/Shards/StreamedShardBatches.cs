using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Options;
using Vae.Core.Processes;
using Vae.Core.Scaling;

namespace Vae.Core.Training.Shards;

/// <summary>
/// Batches of rows in shards that are read anew each epoch: each shard has a shuffle buffer of its own, and each batch takes the same share of every shard. One pass over the source feeds all shards of this process; a shard
/// whose rows lie elsewhere than those of the others goes on with a pass of its own, so that memory is bounded however rows lie.
/// </summary>
internal sealed class StreamedShardBatches : IBatchSource
{
    // Of the memory for rows, which is half of the budget, two parts are buffers and one is for rows read ahead.
    private const int Parts = 3;

    private readonly ShardedRows rows;
    private readonly ShardRange range;
    private readonly VaeOptions options;
    private readonly ShardedSession session;
    private readonly CancellationToken asked;
    private readonly IRowSource source;
    private readonly ShardLane[] lanes;
    private readonly int[] places;
    private readonly long mostAhead;
    private readonly long batches;
    private ShardPass? pass;
    private long next;

    /// <param name="rows">The rows.</param>
    /// <param name="range">The shards.</param>
    /// <param name="options">Which rows can be used, how much memory they may take, and the seed of what is drawn.</param>
    /// <param name="batchSize">Rows a batch, of all shards together.</param>
    /// <param name="session">Told where reading was ended.</param>
    /// <param name="asked">Asks for an end in this process.</param>
    public StreamedShardBatches(ShardedRows rows, ShardRange range, VaeOptions options, int batchSize, ShardedSession session, CancellationToken asked)
    {
        (this.rows, this.range, this.options, this.session, this.asked) = (rows, range, options, session, asked);
        source = rows.Stream!;
        batches = rows.Batches(batchSize);
        var (width, part) = (rows.Rows.Width, rows.LargestPart(batchSize));
        var room = options.Training.MemoryBudgetBytes / 2 / sizeof(float) / width / range.Count / Parts;
        mostAhead = Math.Max(part, room);
        places = [.. Enumerable.Range(0, part)];
        lanes = [.. Enumerable.Range(range.First, range.Local).Select(shard => new ShardLane(
            width, (int)Math.Clamp(room * (Parts - 1), part, Math.Max(part, Math.Min(rows.Counts[shard], Array.MaxLength / width))), part, source.WeightName is not null, ShardRange.SeedOf(options.Seed, shard)))];
    }

    public long RowCount => rows.Rows.TrainingRowCount;

    public void KeepOnly(int[] rows) => throw new VaeDataException("Training.TrimShare needs all training rows in one process; set it to 0, or Training.Shards to 1.");

    public void BeginEpoch(int epoch)
    {
        pass?.Dispose();
        pass = Pass(range.First, range.Local);
        foreach (var lane in lanes)
        {
            lane.Begin((uint)epoch);
        }

        next = 0;
        Together(Fill);
    }

    public void Skip(long batches) => Together(stop =>
    {
        for (; batches > 0 && next < this.batches; batches--, next++)
        {
            for (var local = 0; local < lanes.Length; local++)
            {
                Draw(local);
            }

            Fill(stop);
        }
    });

    public int Step(ITrainingSession session, in StepSettings settings)
    {
        if (next == batches)
        {
            return 0;
        }

        var parts = new (ReadOnlyMemory<float>, ReadOnlyMemory<float>, ReadOnlyMemory<int>)[lanes.Length];
        for (var local = 0; local < parts.Length; local++)
        {
            var (drawn, weights) = Draw(local);
            rows.Rows.Constants?.Hold(drawn.Span);
            rows.Rows.Scaler.Scale(drawn.Span, drawn.Span);
            foreach (ref var weight in weights.Span)
            {
                weight = (float)(weight / rows.Rows.MeanWeight);
            }

            parts[local] = (drawn, weights, places.AsMemory(0, drawn.Length / rows.Rows.Width));
        }

        var count = rows.PartsOf(next++, batches);
        ((ShardedSession)session).Step(parts, count, settings);

        // Not to be cut short: the other processes read as well, and all go on to the next step together, where they agree on an end.
        Fill(CancellationToken.None);
        return count;
    }

    public void Dispose()
    {
        pass?.Dispose();
        foreach (var lane in lanes)
        {
            lane.Own?.Dispose();
        }
    }

    /// <summary>Reads in all processes; where one was asked to end, all end.</summary>
    private void Together(Action<CancellationToken> read)
    {
        try
        {
            range.Group.Together(() =>
            {
                read(asked);
                return true;
            });
        }
        catch (OperationCanceledException)
        {
            session.End();
            throw;
        }
    }

    private (Memory<float> Rows, Memory<float> Weights) Draw(int local)
    {
        var all = rows.Counts[range.First + local];
        return lanes[local].Draw((int)(ShardedRows.Edge(all, next + 1, batches) - ShardedRows.Edge(all, next, batches))) ?? throw Changed(local);
    }

    /// <summary>Fills all buffers, as far as there are rows.</summary>
    private void Fill(CancellationToken stop)
    {
        for (var local = 0; local < lanes.Length; local++)
        {
            var lane = lanes[local];
            for (lane.CatchUp(); lane.HasRoom && lane.Received < rows.Counts[range.First + local]; lane.CatchUp())
            {
                stop.ThrowIfCancellationRequested();
                if (!(lane.Own is null ? pass!.Next(Take) : lane.Own.Next((_, row, _, weight, use) => TakeOwn(local, row, weight, use))))
                {
                    throw Changed(local);
                }

                LetGo();
            }
        }
    }

    private void Take(int local, ReadOnlySpan<float> row, ReadOnlySpan<double> exact, float weight, RowUse use)
    {
        if (use == RowUse.Training && lanes[local].Own is null)
        {
            Take(local, row, weight);
        }
    }

    private void TakeOwn(int local, ReadOnlySpan<float> row, float weight, RowUse use)
    {
        if (use == RowUse.Training && --lanes[local].Known < 0)
        {
            Take(local, row, weight);
        }
    }

    private void Take(int local, ReadOnlySpan<float> row, float weight)
    {
        if (lanes[local].Received == rows.Counts[range.First + local])
        {
            throw Changed(local);
        }

        lanes[local].Take(row, weight);
    }

    /// <summary>Lets shards go that have too many rows read ahead of them: they are behind the others, and read on by themselves.</summary>
    private void LetGo()
    {
        for (var local = 0; local < lanes.Length; local++)
        {
            var lane = lanes[local];
            if (lane.Own is null && lane.Ahead > mostAhead && lane.Received < rows.Counts[range.First + local])
            {
                lane.Own = Pass(range.First + local, 1);
                lane.Known = lane.Received;
            }
        }
    }

    private ShardPass Pass(int first, int count) => new(source, new RowShare(range.Count, first, count), options, options.Training.ValidationFraction, "Row");

    private VaeDataException Changed(int local) => new(Invariant(
        $"Shard {range.First + local + 1} of {range.Count} had {rows.Counts[range.First + local]:N0} training rows when they were first read and has another number now; leave the data as it is while a model is trained on it."));
}
