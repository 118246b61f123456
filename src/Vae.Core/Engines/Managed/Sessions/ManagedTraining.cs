using System.Runtime.InteropServices;
using Vae.Core.Data;
using Vae.Core.Engines.Managed.Inference;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Sessions;

/// <summary>What all training sessions on the processor share: threads, parameters, one optimiser a group, rows, and the way a step is asked for.</summary>
internal abstract unsafe class ManagedTraining<S, V> : ITrainingSession
    where S : struct, ISimd<V>
    where V : struct
{
    private ReadOnlyMemory<float> resident;
    private ReadOnlyMemory<int> residentLabels;
    private ReadOnlyMemory<float> residentWeights;
    private readonly TeamPace pace;
    private LossTotals totals;

    protected ManagedTraining(TrainingSetup setup)
    {
        Setup = setup;
        Features = setup.Plan.InputDimension;
        Outputs = setup.Plan.OutputDimension;
        Latent = setup.Plan.LatentDimension;
        Team = new WorkerTeam(setup.Threads > 0 ? setup.Threads : Environment.ProcessorCount);
        pace = new TeamPace(Team, setup.BatchSize, setup.Clock);
        Memory = new ParameterMemory(setup.Layout.Count, OptimizerGroup.MomentCount(setup.Groups, setup.Layout));
        Context = new StepContext(Memory.Parameters, Team.Size, setup.Seed);
        Updates = [.. setup.Groups.Select(group => new ParameterUpdate<S, V>(Memory, group, Team))];
        Inference = new ManagedInference<S, V>(setup.Plan, setup.Layout, Memory.Parameters, Team.Size, inTraining: true);
    }

    public string Description => Invariant($"managed, {Team.Size} {(Team.Size == 1 ? "thread" : "threads")}, {32 * S.Lanes}-bit vectors");

    // Sums keep one order whatever the number of threads, and whatever the width of vectors that fuse products.
    public string Arithmetic => Invariant($"managed, {RuntimeInformation.ProcessArchitecture}{(S.Lanes >= 8 ? "" : Invariant($", {32 * S.Lanes}-bit vectors"))}");

    public IInference Inference { get; }

    protected TrainingSetup Setup { get; }

    /// <summary>Numbers a row.</summary>
    protected int Features { get; }

    /// <summary>Those of them that the decoder says something of: all but the context.</summary>
    protected int Outputs { get; }

    protected int Latent { get; }

    protected WorkerTeam Team { get; }

    protected ParameterMemory Memory { get; }

    protected StepContext Context { get; }

    /// <summary>One optimiser a group, in the order of <see cref="TrainingSetup.Groups"/>.</summary>
    protected ParameterUpdate<S, V>[] Updates { get; }

    /// <summary>The rows of the step under way.</summary>
    protected BatchRows Batch { get; private set; }

    public void UseRows(ReadOnlyMemory<float> rows) => resident = rows;

    public void UseLabels(ReadOnlyMemory<int> labels) => residentLabels = labels;

    public void UseWeights(ReadOnlyMemory<float> weights) => residentWeights = weights;

    public void Step(ReadOnlySpan<int> rowIndices, in StepSettings settings)
    {
        fixed (int* indices = rowIndices)
        fixed (float* rows = resident.Span)
        {
            Run(new BatchRows(rows, indices), rowIndices.Length, settings, update: true);
        }
    }

    public void Step(ReadOnlySpan<float> rows, in StepSettings settings)
    {
        fixed (float* pointer = rows)
        {
            Run(new BatchRows(pointer, null), rows.Length / Features, settings, update: true);
        }
    }

    public void ComputeGradient(ReadOnlySpan<float> rows, in StepSettings settings, Span<float> gradient)
    {
        fixed (float* pointer = rows)
        {
            Run(new BatchRows(pointer, null), rows.Length / Features, settings, update: false);
        }

        Memory.Gradient.Span[..gradient.Length].CopyTo(gradient);
    }

    public void SumDivergence(ReadOnlySpan<float> rows, in StepSettings settings, Span<double> sums)
    {
        fixed (float* pointer = rows)
        {
            Begin(new BatchRows(pointer, null), rows.Length / Features, settings, update: false);
            SumDivergence(sums[..Latent]);
            sums[Latent] = Context.Weight;
        }
    }

    public virtual void Apply(ReadOnlySpan<float> gradient, in StepSettings settings) => throw new NotSupportedException($"'{Setup.Objective.Kind}' takes steps on rows alone.");

    public LossTotals ReadLosses() => totals;

    public LossTotals TakeLosses()
    {
        var taken = totals;
        totals = default;
        return taken;
    }

    public void ReadState(SessionState state)
    {
        Memory.Read(state);
        state.Losses = totals;
        for (var group = 0; group < Updates.Length; group++)
        {
            state.OptimizerSteps[group] = Updates[group].StepsTaken;
        }
    }

    public void WriteState(SessionState state)
    {
        Memory.Write(state);
        totals = state.Losses;
        for (var group = 0; group < Updates.Length; group++)
        {
            Updates[group].StepsTaken = state.OptimizerSteps[group];
        }
    }

    public void Dispose() => Team.Dispose();

    /// <summary>Class of a row of the batch, or <see cref="ClassNumber.None"/>.</summary>
    protected int LabelOf(int row)
    {
        var (labels, index) = Batch.IsByValue ? (Context.Settings.Labels, row) : (residentLabels, Batch.Index(row));
        return labels.IsEmpty ? ClassNumber.None : labels.Span[index];
    }

    /// <summary>Takes a step on <see cref="Batch"/>, or, where the context does not update, computes its gradients; returns the losses.</summary>
    protected abstract LossTotals Learn();

    /// <summary>Receives the KL of each dimension over <see cref="Batch"/>, of each row times its weight.</summary>
    protected virtual void SumDivergence(Span<double> sums) => throw new NotSupportedException($"'{Setup.Objective.Kind}' takes steps on rows alone.");

    private void Run(BatchRows rows, int count, in StepSettings settings, bool update)
    {
        Begin(rows, count, settings, update);
        pace.Begin();
        totals += Learn() with { ExtraWeight = Context.Weight - count };
        pace.End(count);
    }

    private void Begin(BatchRows rows, int count, in StepSettings settings, bool update)
    {
        Batch = rows;
        Context.Threads = Team.Active;
        Context.Begin(count, settings, update);
        Context.Weigh(rows.IsByValue ? settings.Weights.Span : residentWeights.Span, rows);
    }
}
