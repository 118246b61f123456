using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Simd;
using Vae.Core.Likelihoods;
using Vae.Core.Objectives;
using Vae.Core.Randomness;

namespace Vae.Core.Engines.Managed;

/// <summary>
/// A training session on the processor. A step has two parts with one meeting of the threads between them: each panel of 32 rows goes forward and
/// backward through the whole network on one thread (batch normalisation, which needs all panels, adds meetings); then each thread sums the weight gradients of its share of every layer's outputs over all
/// panels and updates those parameters at once. No sum depends on which thread did what, so neither do the results.
/// </summary>
internal sealed unsafe partial class ManagedSession<S, V> : ITrainingSession
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly TrainingSetup setup;
    private readonly StackRun<S, V> encoder;
    private readonly StackRun<S, V> decoder;
    private readonly LinearStage mean;
    private readonly LinearStage? logVariance;
    private readonly BatchWorkspace work;
    private readonly WorkerTeam team;
    private readonly StepContext context;
    private readonly ParameterMemory memory;
    private readonly ParameterUpdate<S, V> update;
    private readonly PinnedFloats[] tiles;
    private readonly SigmaTerms? sigma;
    private readonly Philox noiseStream;
    private readonly PanelProgram program;
    private readonly Action<int> gradientPhase;
    private readonly int latent;
    private readonly int features;
    private readonly int samples;
    private readonly bool isImportance;

    private ReadOnlyMemory<float> resident;
    private LossTotals totals;

    public ManagedSession(TrainingSetup setup)
    {
        this.setup = setup;
        var (plan, layout) = (setup.Plan, setup.Layout);
        latent = plan.LatentDimension;
        features = plan.InputDimension;
        samples = setup.Objective.Samples;
        team = new WorkerTeam(setup.Threads > 0 ? setup.Threads : Environment.ProcessorCount);
        memory = new ParameterMemory(layout.Count);
        context = new StepContext(memory.Parameters, team.Size, setup.Seed);
        update = new ParameterUpdate<S, V>(memory, setup.Groups[0], team);
        isImportance = setup.Objective.Kind == ObjectiveKind.Iwae;
        work = new BatchWorkspace(plan, setup.BatchSize, setup.Objective);
        encoder = new StackRun<S, V>(new LayerStack<S, V>(plan.Encoder, layout), context, work.Input, inputGradient: null);
        encoder.Output.WantBlocks();
        decoder = new StackRun<S, V>(
            new LayerStack<S, V>(plan.Decoder, layout), context, work.Code, work.CodeGradient, samples, encoder.NextDropout, gradientInPlace: true);
        mean = LinearStage.Of(plan.Mean, layout);
        logVariance = plan.LogVariance is { } head ? LinearStage.Of(head, layout) : null;
        sigma = plan.Likelihood is GaussianLikelihood gaussian ? new SigmaTerms(gaussian, layout, features) : null;
        tiles = [.. Enumerable.Range(0, team.Size).Select(_ => new PinnedFloats((long)latent * Panel.Lanes))];
        noiseStream = new Philox(setup.Seed, RandomPurpose.TrainingNoise);
        corruptionStream = new Philox(setup.Seed, RandomPurpose.Corruption);
        binarizationStream = new Philox(setup.Seed, RandomPurpose.Binarization);
        Inference = new ManagedInference<S, V>(plan, layout, memory.Parameters, team.Size);
        program = Program();
        gradientPhase = GradientShare;
    }

    public string Description => $"managed, {team.Size} {(team.Size == 1 ? "thread" : "threads")}, {32 * S.Lanes}-bit vectors";

    public IInference Inference { get; }

    public void UseRows(ReadOnlyMemory<float> rows) => resident = rows;

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
            Run(new BatchRows(pointer, null), rows.Length / features, settings, update: true);
        }
    }

    public void ComputeGradient(ReadOnlySpan<float> rows, in StepSettings settings, Span<float> gradient)
    {
        fixed (float* pointer = rows)
        {
            Run(new BatchRows(pointer, null), rows.Length / features, settings, update: false);
        }

        memory.Gradient.Span.CopyTo(gradient);
    }

    public LossTotals TakeLosses()
    {
        var taken = totals;
        totals = default;
        return taken;
    }

    public void ReadState(SessionState state)
    {
        memory.Read(state);
        state.OptimizerStep = update.StepsTaken;
    }

    public void WriteState(SessionState state)
    {
        memory.Write(state);
        update.StepsTaken = state.OptimizerStep;
    }

    public void Dispose() => team.Dispose();
}
