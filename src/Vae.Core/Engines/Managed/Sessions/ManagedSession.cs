using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Losses;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Likelihoods;
using Vae.Core.Options;
using Vae.Core.Randomness;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Sessions;

/// <summary>
/// A training session on the processor. A step has two parts with one meeting of the threads between them: each panel of 32 rows goes forward and
/// backward through the whole network on one thread (batch normalisation, which needs all panels, adds meetings); then each thread sums the weight gradients of its share of every layer's outputs over all
/// panels and updates those parameters at once. No sum depends on which thread did what, so neither do the results.
/// </summary>
internal sealed unsafe partial class ManagedSession<S, V> : ManagedTraining<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly RowLoader<S, V> rows;
    private readonly StackRun<S, V> encoder;
    private readonly StackRun<S, V> decoder;
    private readonly LinearStage mean;
    private readonly LinearStage? logVariance;
    private readonly BatchWorkspace work;
    private readonly ParameterUpdate<S, V> update;
    private readonly PinnedFloats[] tiles;
    private readonly SigmaTerms? sigma;
    private readonly MixedTerms<S, V>? mixed;
    private readonly Philox noiseStream;
    private readonly PanelProgram program;
    private readonly PanelProgram codes;
    private readonly Action<int> gradientPhase;
    private readonly int samples;
    private readonly bool isImportance;

    public ManagedSession(TrainingSetup setup)
        : base(setup)
    {
        var (plan, layout) = (setup.Plan, setup.Layout);
        samples = setup.Objective.Samples;
        update = Updates[0];
        isImportance = setup.Objective.Kind == ObjectiveKind.Iwae;
        rows = new RowLoader<S, V>(setup, Context, Panel.Count(setup.BatchSize));
        work = new BatchWorkspace(plan, setup.BatchSize, setup.Objective);
        encoder = new StackRun<S, V>(new LayerStack<S, V>(plan.Encoder, layout), Context, rows.Input, inputGradient: null, mayBeSparse: true);
        encoder.Output.WantBlocks();
        decoder = new StackRun<S, V>(
            new LayerStack<S, V>(plan.Decoder, layout), Context, work.Code, work.CodeGradient, samples, encoder.NextDropout, gradientInPlace: true);
        mean = LinearStage.Of(plan.Mean, layout);
        logVariance = plan.LogVariance is { } head ? LinearStage.Of(head, layout) : null;
        sigma = plan.Likelihood is GaussianLikelihood ? new SigmaTerms(plan, layout) : null;
        mixed = plan.Map is { } map ? new MixedTerms<S, V>(map, sigma) : null;
        tiles = [.. Enumerable.Range(0, Team.Size).Select(_ => new PinnedFloats((long)Latent * Panel.Lanes))];
        noiseStream = new Philox(setup.Seed, RandomPurpose.TrainingNoise);
        program = Program();
        codes = Codes();
        gradientPhase = GradientShare;
    }
}
