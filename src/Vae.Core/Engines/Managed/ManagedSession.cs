using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Simd;
using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Randomness;

namespace Vae.Core.Engines.Managed;

/// <summary>
/// A training session on the processor. A step has two parts with one meeting of the threads between them: each panel of 32 rows goes forward and
/// backward through the whole network on one thread; then each thread sums the weight gradients of its share of every layer's outputs over all
/// panels and updates those parameters at once. No sum depends on which thread did what, so neither do the results.
/// </summary>
internal sealed unsafe partial class ManagedSession<S, V> : ITrainingSession
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly TrainingSetup setup;
    private readonly LinearStage[] encoder;
    private readonly LinearStage[] decoder;
    private readonly LinearStage mean;
    private readonly LinearStage logVariance;
    private readonly BatchWorkspace work;
    private readonly WorkerTeam team;
    private readonly PinnedFloats parameters;
    private readonly PinnedFloats gradient;
    private readonly PinnedFloats firstMoment;
    private readonly PinnedFloats secondMoment;
    private readonly PinnedFloats[] tiles;
    private readonly SigmaTerms? sigma;
    private readonly Philox noiseStream;
    private readonly Philox dropoutStream;
    private readonly Action<int> encodePhase;
    private readonly Action<int> decodePhase;
    private readonly Action<int> gradientPhase;
    private readonly Action<int> normPhase;
    private readonly Action<int> updatePhase;
    private readonly int latent;
    private readonly int features;
    private readonly int samples;

    private ReadOnlyMemory<float> resident;
    private long optimizerStep;
    private LossTotals totals;

    public ManagedSession(TrainingSetup setup)
    {
        this.setup = setup;
        var (plan, layout) = (setup.Plan, setup.Layout);
        latent = plan.LatentDimension;
        features = plan.InputDimension;
        samples = setup.Objective.Samples;
        encoder = LinearStage.Compile(plan.Encoder, layout);
        decoder = LinearStage.Compile(plan.Decoder, layout);
        mean = LinearStage.Of(plan.Mean, layout);
        logVariance = LinearStage.Of(plan.LogVariance, layout);
        work = new BatchWorkspace(plan, encoder, decoder, setup.BatchSize, samples);
        parameters = new PinnedFloats(layout.Count);
        gradient = new PinnedFloats(layout.Count);
        firstMoment = new PinnedFloats(layout.Count);
        secondMoment = new PinnedFloats(layout.Count);
        sigma = plan.Likelihood is GaussianLikelihood gaussian ? new SigmaTerms(gaussian, layout, features) : null;
        team = new WorkerTeam(setup.Threads > 0 ? setup.Threads : Environment.ProcessorCount);
        var widest = encoder.Concat(decoder).Append(mean).Max(stage => stage.Outputs);
        tiles = [.. Enumerable.Range(0, team.Size).Select(_ => new PinnedFloats((long)widest * Panel.Lanes))];
        normBlocks = new double[(layout.Count + NormBlock - 1) / NormBlock];
        noiseStream = new Philox(setup.Seed, RandomPurpose.TrainingNoise);
        dropoutStream = new Philox(setup.Seed, RandomPurpose.Dropout);
        Inference = new ManagedInference<S, V>(plan, layout, parameters, team.Size);
        encodePhase = EncodeShare;
        decodePhase = DecodeShare;
        gradientPhase = GradientShare;
        normPhase = NormShare;
        updatePhase = UpdateShare;
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

        this.gradient.Span.CopyTo(gradient);
    }

    public LossTotals TakeLosses()
    {
        var taken = totals;
        totals = default;
        return taken;
    }

    public void ReadState(SessionState state)
    {
        parameters.Span.CopyTo(state.Parameters);
        firstMoment.Span.CopyTo(state.FirstMoment);
        secondMoment.Span.CopyTo(state.SecondMoment);
        state.OptimizerStep = optimizerStep;
    }

    public void WriteState(SessionState state)
    {
        state.Parameters.CopyTo(parameters.Span);
        state.FirstMoment.CopyTo(firstMoment.Span);
        state.SecondMoment.CopyTo(secondMoment.Span);
        optimizerStep = state.OptimizerStep;
    }

    public void Dispose() => team.Dispose();

    /// <summary>Where the rows of a batch lie: one after the other, or at indices.</summary>
    private readonly struct BatchRows(float* rows, int* indices)
    {
        public float* Row(int index, int width) => rows + ((nint)(indices == null ? index : indices[index]) * width);
    }
}
