using Vae.Core.Engines.Managed.Inference;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Sessions;

/// <summary>
/// Encoder and softmax head in training on the processor. As in <see cref="ManagedSession{S,V}"/>, panels go forward and back one by one, then each thread
/// sums its share of the weight gradients over all of them; no result depends on the number of threads.
/// </summary>
internal sealed unsafe partial class ManagedClassifierSession<S, V> : IClassifierSession
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly ClassifierSetup setup;
    private readonly WorkerTeam team;
    private readonly TeamPace pace;
    private readonly ParameterMemory memory;
    private readonly StepContext context;
    private readonly LayerStack<S, V> stack;
    private readonly StackRun<S, V> encoder;
    private readonly LinearStage head;
    private readonly ParameterUpdate<S, V> encoderUpdate;
    private readonly ParameterUpdate<S, V> headUpdate;
    private readonly ClassifierWorkspace work;
    private readonly PinnedFloats[] tiles;
    private readonly PanelProgram training;
    private readonly PanelProgram frozen;
    private readonly Action<int> gradientPhase;
    private readonly ManagedClassifierPipeline<S, V> inference;
    private readonly int features;

    private ReadOnlyMemory<float> residentRows;
    private ReadOnlyMemory<int> residentLabels;
    private ReadOnlyMemory<float> residentWeights;
    private ClassifierTotals totals;

    public ManagedClassifierSession(ClassifierSetup setup)
    {
        this.setup = setup;
        var (plan, layout) = (setup.Plan, setup.Layout);
        features = plan.InputDimension;
        team = new WorkerTeam(setup.Engine.Threads > 0 ? setup.Engine.Threads : Environment.ProcessorCount);
        pace = new TeamPace(team, setup.BatchSize);
        memory = new ParameterMemory(layout.Count);
        context = new StepContext(memory.Parameters, team.Size, setup.Seed);
        encoderUpdate = new ParameterUpdate<S, V>(memory, setup.EncoderGroup, team);
        headUpdate = new ParameterUpdate<S, V>(memory, setup.HeadGroup, team);
        stack = new LayerStack<S, V>(plan.Encoder, layout);
        head = LinearStage.Of(plan.Head, layout);
        work = new ClassifierWorkspace(plan, setup.BatchSize, stack.Widest, setup.Dropout > 0);
        encoder = new StackRun<S, V>(stack, context, work.Input, inputGradient: null, mayBeSparse: true);
        tiles = [.. Enumerable.Range(0, team.Size).Select(_ => new PinnedFloats((long)plan.ClassCount * Panel.Lanes))];
        inference = new ManagedClassifierPipeline<S, V>(plan, layout, memory.Parameters, scaler: null, team.Size);
        gradientPhase = GradientShare;

        training = new PanelProgram(team);
        training.Each(Gather);
        encoder.AddForward(training);
        training.Each(HeadPanel);
        encoder.AddBackward(training);
        frozen = new PanelProgram(team);
        frozen.Each(Gather);
        frozen.Each(FrozenPanel);
        frozen.Each(HeadPanel);
    }

    public string Description => Invariant($"managed, {team.Size} {(team.Size == 1 ? "thread" : "threads")}, {32 * S.Lanes}-bit vectors");

    public void UseRows(ReadOnlyMemory<float> rows, ReadOnlyMemory<int> labels, ReadOnlyMemory<float> weights = default) =>
        (residentRows, residentLabels, residentWeights) = (rows, labels, weights);

    public void Step(ReadOnlySpan<int> rowIndices, in ClassifierStep step)
    {
        fixed (float* rows = residentRows.Span)
        {
            for (var i = 0; i < rowIndices.Length; i++)
            {
                work.Rows[i] = (nint)(rows + ((nint)rowIndices[i] * features));
                work.Labels[i] = residentLabels.Span[rowIndices[i]];
                work.Weights[i] = residentWeights.IsEmpty ? 1 : residentWeights.Span[rowIndices[i]];
            }

            Run(rowIndices.Length, step, work.Weights, update: true);
        }
    }

    public void ComputeGradient(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, in ClassifierStep step, Span<float> gradient)
    {
        fixed (float* pointer = rows)
        {
            labels.CopyTo(work.Labels);
            for (var i = 0; i < labels.Length; i++)
            {
                work.Rows[i] = (nint)(pointer + ((nint)i * features));
            }

            memory.Gradient.Span.Clear();
            Run(labels.Length, step, step.Weights.Span, update: false);
        }

        memory.Gradient.Span.CopyTo(gradient);
    }

    public ClassifierTotals TakeLosses()
    {
        var taken = totals;
        totals = default;
        return taken;
    }

    public void Probabilities(ReadOnlySpan<float> rows, Span<float> probabilities)
    {
        inference.Refresh();
        inference.Probabilities(rows, scaled: true, probabilities);
    }

    public void ReadState(SessionState state)
    {
        memory.Read(state);
        (state.OptimizerSteps[0], state.OptimizerSteps[1]) = (encoderUpdate.StepsTaken, headUpdate.StepsTaken);
    }

    public void WriteState(SessionState state)
    {
        memory.Write(state);
        (encoderUpdate.StepsTaken, headUpdate.StepsTaken) = (state.OptimizerSteps[0], state.OptimizerSteps[1]);
    }

    public void Dispose() => team.Dispose();
}
