using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Training;

namespace Vae.Core.Checkpoints;

/// <summary>The arrays of a checkpoint, in their order, and whether what the header says of them can be.</summary>
internal static class CheckpointBody
{
    // Seconds: some three hundred years, of which thousands still are a time.
    private const double LongestRun = 1e10;

    /// <summary>Writes all arrays.</summary>
    public static void Write(CheckpointWriter writer, IEnumerable<TrainedNetwork> networks, RunSnapshot? run)
    {
        foreach (var network in networks)
        {
            writer.Write<float>(network.Parameters);
        }

        if (run is null)
        {
            return;
        }

        writer.Write(run.Current);
        writer.Write(run.Good);
        writer.Write<float>(run.Best ?? []);
        writer.Write<int>(run.Kept ?? []);
    }

    /// <summary>Reads all arrays.</summary>
    /// <exception cref="CheckpointException">Sizes are not those of the run, or numbers cannot be.</exception>
    public static (TrainedNetwork[] Networks, RunSnapshot? Run) Read(CheckpointReader reader, TrainingRows rows, TrainingSetup setup, int ensembleSize)
    {
        var header = reader.Header;
        Require(reader, header.Networks.Length + (header.Run is null ? 0 : 1) <= ensembleSize, Invariant($"it has more networks than the {ensembleSize} of the run"));
        Require(reader, Array.TrueForAll(header.Networks, network => network is { Report: not null, Engine: not null }), "a network is null");
        Require(reader, Array.TrueForAll(header.Networks, network => network.Seconds is >= 0 and <= LongestRun && network.RowsPerSecond is >= 0 and < double.PositiveInfinity), "a network that is done took a time that cannot be");
        Require(reader, header.Run is not null || (!header.HasBest && header.KeptRows is null), "it has arrays of a run but no run");
        Require(reader, header.KeptRows is not { } kept || (kept >= 1 && kept <= rows.TrainingRowCount && rows.Stream is null), Invariant($"it keeps {header.KeptRows} of {rows.TrainingRowCount} rows"));
        if (header.Run is { } position)
        {
            RequirePossible(reader, position);
        }

        long state = (4 * setup.StateLength) + (8L * setup.Groups.Length);
        long own = header.Run is null ? 0 : (2 * state) + (header.HasBest ? 4L * setup.Layout.Count : 0) + (4L * (header.KeptRows ?? 0));
        reader.RequireBody((4L * setup.Layout.ModelCount * header.Networks.Length) + own);
        var networks = Array.ConvertAll(header.Networks, network =>
        {
            var parameters = new float[setup.Layout.ModelCount];
            reader.Read<float>(parameters);
            Require(reader, RowChecks.IsFinite(parameters), "a network that is done holds a number that is none");
            return new TrainedNetwork(parameters, network.ToReport());
        });
        return (networks, header.Run is null ? null : Run(reader, header.Run, rows, setup));
    }

    private static RunSnapshot Run(CheckpointReader reader, RunPosition position, TrainingRows rows, TrainingSetup setup)
    {
        var (current, good) = (setup.NewState(), setup.NewState());
        var best = reader.Header.HasBest ? new float[setup.Layout.Count] : null;
        var kept = reader.Header.KeptRows is { } count ? new int[count] : null;
        reader.Read(current);
        reader.Read(good);
        reader.Read<float>(best);
        reader.Read<int>(kept);
        Require(reader, RowChecks.IsFinite(good.Parameters) && RowChecks.IsFinite(best), "its last good or its best parameters hold a number that is none");
        Require(reader, current.OptimizerSteps.Concat(good.OptimizerSteps).All(steps => steps >= 0), "an optimiser has taken fewer steps than none");
        for (var i = 0; i < kept?.Length; i++)
        {
            Require(reader, kept[i] > (i == 0 ? -1 : kept[i - 1]) && kept[i] < rows.TrainingRowCount, "the rows that it keeps do not rise");
        }

        current.Losses = position.Losses;
        return new RunSnapshot(position, current, good, best, kept);
    }

    private static void RequirePossible(CheckpointReader reader, RunPosition run)
    {
        Require(
            reader,
            run is { Step: >= 0, Epoch: >= 0, Batch: >= 0, StepsTaken: >= 0, RowsTrained: >= 0, Rollbacks: >= 0, ActiveUnits: >= 0, TrimmedStep: >= 0, GoodStep: >= 0, GoodEpoch: >= 0, BestEpoch: >= 0, EpochsSinceBest: >= 0, Losses.Rows: >= 0, Losses.Weight: >= 0 and < double.PositiveInfinity }
                && run.Batch <= run.Step && run.Step <= run.StepsTaken && run.GoodStep <= run.Step && run.GoodEpoch <= run.Epoch,
            "its run stands where none can");
        Require(reader, run.Seconds is >= 0 and <= LongestRun && run.RateScale is > 0 and <= 1, "its run has a time or a rate that cannot be");
        Require(reader, !run.History.IsDefault && run.History.Length <= run.Epoch && run.History.All(epoch => epoch is not null), "its history does not fit its epochs");
    }

    private static void Require(CheckpointReader reader, bool condition, string what)
    {
        if (!condition)
        {
            throw reader.Damaged(what);
        }
    }
}
