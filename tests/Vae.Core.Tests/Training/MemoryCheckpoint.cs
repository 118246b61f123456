using Vae.Core.Engines;
using Vae.Core.Training;

namespace Vae.Core.Tests.Training;

/// <summary>A checkpoint that stays in memory, written every so many steps.</summary>
internal sealed class MemoryCheckpoint(int everySteps) : ICheckpoint
{
    private long written = long.MinValue;

    public List<TrainedNetwork> Done { get; } = [];

    public RunSnapshot? Run { get; private set; }

    public IReadOnlyList<TrainedNetwork> Networks => Done;

    public RunSnapshot? TakeRun() => Run;

    public bool IsDue(long stepsTaken) => written == long.MinValue || stepsTaken - written >= everySteps;

    public void Write(RunSnapshot run)
    {
        written = run.Position.StepsTaken;
        Run = run with { Current = Copy(run.Current), Good = Copy(run.Good), Best = run.Best?.ToArray(), Kept = run.Kept?.ToArray() };
    }

    public void Write(TrainedNetwork network)
    {
        Done.Add(network);
        Run = null;
    }

    private static SessionState Copy(SessionState state)
    {
        var copy = new SessionState(state.Parameters.Length, state.FirstMoment.Length, state.OptimizerSteps.Length) { Losses = state.Losses };
        state.Parameters.CopyTo(copy.Parameters, 0);
        state.FirstMoment.CopyTo(copy.FirstMoment, 0);
        state.SecondMoment.CopyTo(copy.SecondMoment, 0);
        state.OptimizerSteps.CopyTo(copy.OptimizerSteps, 0);
        return copy;
    }
}
