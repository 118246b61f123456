using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Options;
using Vae.Core.Processes;
using Vae.Core.Scaling;

namespace Vae.Core.Training.Shards;

/// <summary>A training whose rows are divided in shards: what differs in it from one that is not.</summary>
internal sealed class ShardedTraining
{
    private readonly ShardRange range;
    private readonly CancellationToken cancellation;
    private ShardedRows? rows;

    private ShardedTraining(ShardRange range, CancellationToken cancellation) => (this.range, this.cancellation) = (range, cancellation);

    /// <summary>The processes.</summary>
    public IProcessGroup Group => range.Group;

    /// <summary>The training in shards that options ask for; null where rows are not divided.</summary>
    /// <param name="options">The options.</param>
    /// <param name="group">The processes; null for this one alone.</param>
    /// <param name="cancellation">Ends training in this process, and so in all.</param>
    /// <exception cref="ArgumentException">There are more processes than shards.</exception>
    public static ShardedTraining? Of(VaeOptions options, IProcessGroup? group, CancellationToken cancellation)
    {
        var (shards, processes) = (options.Training.Shards, group?.Size ?? 1);
        if (processes > shards)
        {
            throw new ArgumentException(
                Invariant($"{processes} processes train together but Training.Shards is {shards}, and each needs a shard of the rows at least; set it to {processes} or a multiple of that, or start fewer processes."));
        }

        return shards == 1 ? null : new ShardedTraining(new ShardRange(shards, group ?? SingleProcess.Instance), cancellation);
    }

    /// <summary>Reads the rows: see <see cref="ShardedRowsLoader"/>.</summary>
    public TrainingRows Load(IRowSource source, IRowSource? validationSource, VaeOptions options, KeptScaling? kept)
    {
        rows = ShardedRowsLoader.Load(source, validationSource, options, kept, range, cancellation);
        return rows.Rows;
    }

    /// <summary>Opens a session on an engine.</summary>
    /// <exception cref="ProcessGroupException">Another process computes otherwise.</exception>
    public ShardedSession Open(ITrainingEngine engine, TrainingSetup setup)
    {
        var here = range.Group.SizeHere();
        var threads = setup.Threads > 0 || here == 1 ? setup.Threads : Math.Max(1, Environment.ProcessorCount / here);
        var part = setup with { BatchSize = rows!.LargestPart(setup.BatchSize), Threads = threads, StepsAreApart = true };
        var session = engine.Open(part);
        try
        {
            range.Group.RequireSame("arithmetic", session.Arithmetic);
            return new ShardedSession(session, part, range, cancellation);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The batches of a session.</summary>
    public IBatchSource Batches(ShardedSession session, VaeOptions options, int batchSize) => rows!.Stream is null
        ? new ShardedBatches(rows, range, batchSize, options.Seed)
        : new StreamedShardBatches(rows, range, options, batchSize, session, cancellation);
}
