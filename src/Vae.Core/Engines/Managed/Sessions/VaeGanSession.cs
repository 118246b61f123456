using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Objectives;
using Vae.Core.Randomness;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Sessions;

/// <summary>
/// Trains a VAE-GAN (Larsen et al. 2016, algorithm 1) on the processor. Rows x, rebuilt rows x~ = Dec(z), z ~ q(z|x), and rows x_p = Dec(z_p) of codes from the
/// prior stand before the discriminator. L_prior is the KL, L_like = |Dis_l(x) - Dis_l(x~)|^2 / (2 s^2) the distance in its hidden layer l. The encoder descends
/// L_prior + L_like, the decoder gamma L_like - log Dis(x~) - log Dis(x_p), the discriminator -log Dis(x) - log(1 - Dis(x~)) - log(1 - Dis(x_p)); all from
/// one forward pass. No gradient of L_like reaches the discriminator's parameters, and none of Dis the encoder's.
/// </summary>
internal sealed unsafe partial class VaeGanSession<S, V> : ManagedTraining<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private const int Codes = 2;
    private const int Kinds = 3;
    private const int Real = 0;
    private const int Rebuilt = 1;
    private const int Drawn = 2;

    private readonly RowLoader<S, V> rows;
    private readonly StackRun<S, V> encoder;
    private readonly CodeHeads<S, V> heads;
    private readonly StackRun<S, V> decoder;
    private readonly StackRun<S, V> trunk;
    private readonly StackRun<S, V> top;
    private readonly DecoderLoss<S, V> pixels;
    private readonly Judgement judgement;
    private readonly CodePriorDraws prior;
    private readonly PanelBuffer noise;
    private readonly PanelBuffer code;
    private readonly PanelBuffer codeGradient;
    private readonly PanelBuffer images;
    private readonly PanelBuffer means;
    private readonly PanelBuffer imageGradient;
    private readonly PanelBuffer featureGradient;
    private readonly PinnedFloats divergence;
    private readonly PinnedFloats divergenceWeights;
    private readonly double[] featureLoss;
    private readonly InstanceNoise instanceNoise;
    private readonly Philox noiseStream;
    private readonly PanelProgram program;
    private readonly Action<int> gradientPhase;
    private bool rests;

    public VaeGanSession(TrainingSetup setup)
        : base(setup)
    {
        var network = setup.Auxiliary ?? throw new ArgumentException("A VAE-GAN needs a discriminator beside the model.", nameof(setup));
        var (plan, layout, panels) = (setup.Plan, setup.Layout, Panel.Count(setup.BatchSize));
        var (below, above) = DiscriminatorPlan.Split(network);
        rows = new RowLoader<S, V>(setup, Context, panels);
        encoder = new StackRun<S, V>(new LayerStack<S, V>(plan.Encoder, layout), Context, rows.Input, inputGradient: null, mayBeSparse: true);
        heads = new CodeHeads<S, V>(setup, Context, encoder, panels);
        (code, codeGradient) = (new PanelBuffer(Latent, panels * Codes), new PanelBuffer(Latent, panels * Codes));
        decoder = new StackRun<S, V>(new LayerStack<S, V>(plan.Decoder, layout), Context, code, codeGradient, Codes, encoder.NextDropout);
        (images, imageGradient) = (new PanelBuffer(Features, panels * Kinds), new PanelBuffer(Features, panels * Kinds));
        means = new PanelBuffer(Features, panels * Codes);
        instanceNoise = new InstanceNoise(setup, Features, panels);
        featureGradient = new PanelBuffer(Features, panels);
        trunk = new StackRun<S, V>(new LayerStack<S, V>(below, layout), Context, images, imageGradient, Kinds, decoder.NextDropout);
        top = new StackRun<S, V>(new LayerStack<S, V>(above, layout), Context, trunk.Output, trunk.OutputGradient, Kinds, trunk.NextDropout);
        pixels = new DecoderLoss<S, V>(setup, Memory, Context, panels);
        judgement = new Judgement(Context, panels, Kinds);
        prior = new CodePriorDraws(setup, Context, Prior.StandardNormal());
        noise = new PanelBuffer(Latent, panels);
        divergence = new PinnedFloats((long)panels * Panel.Lanes);
        divergenceWeights = new PinnedFloats(Latent);
        featureLoss = new double[panels];
        noiseStream = new Philox(setup.Seed, RandomPurpose.TrainingNoise);
        program = Program();
        gradientPhase = GradientShare;
    }

    protected override LossTotals Learn()
    {
        var settings = Context.Settings;
        pixels.Begin();
        divergence.Span.Clear();
        divergenceWeights.Span.Fill(settings.KlWeight / Context.RowCount);
        encoder.Begin(Team);
        program.Run(Context.Panels);
        var (told, correct) = judgement.Sums();
        rests = Context.Updates && told / Context.Weight < Setup.Objective.Adversarial.RestingLoss;
        var moving = Updates.AsSpan(0, rests ? Updates.Length - 1 : Updates.Length);
        foreach (var update in moving)
        {
            update.Begin(settings.LearningRate, Context.Updates);
        }

        Team.Run(gradientPhase);
        foreach (var update in moving)
        {
            update.Finish();
        }

        double kl = 0, like = 0;
        for (var row = 0; row < Context.RowCount; row++)
        {
            kl += divergence.Pointer[row];
        }

        for (var panel = 0; panel < Context.Panels; panel++)
        {
            like += featureLoss[panel];
        }

        return new LossTotals(Context.RowCount, like + (settings.KlWeight * kl), pixels.Sum(), kl) { DiscriminatorLoss = told, DiscriminatorCorrect = correct };
    }

    private PanelProgram Program()
    {
        var steps = new PanelProgram(Team);
        steps.Each(panel => rows.Load(Batch, panel));
        encoder.AddForward(steps);
        steps.Each(DrawCodes);
        decoder.AddForward(steps);
        steps.Each(Present);
        trunk.AddForward(steps);
        top.AddForward(steps);

        // L_like: through the trunk alone, and through the decoder to the encoder.
        steps.Each(FeatureLoss);
        AddBackward(steps, trunk, Kinds, Rebuilt);
        steps.Each(KeepFeatureGradient);
        AddBackward(steps, decoder, Codes, 0);
        steps.Each(CodeBackward);
        encoder.AddBackward(steps);

        // The decoder's whole loss.
        steps.Each(Deceive);
        AddBackward(steps, top, Kinds, Rebuilt, Drawn);
        AddBackward(steps, trunk, Kinds, Rebuilt, Drawn);
        steps.Each(DecoderGradient);
        decoder.AddBackward(steps);

        // The discriminator's.
        steps.Each(panel => EachKind(panel, at => judgement.Judge(at, top.Output.Of(at), top.OutputGradient!.Of(at))));
        top.AddBackward(steps);
        trunk.AddBackward(steps);
        return steps;
    }

    /// <summary>The way back of those panels alone that have a gradient; of all, the others' being 0, where a layer looks at all of them together.</summary>
    private static void AddBackward(PanelProgram steps, StackRun<S, V> run, int kinds, params int[] wanted)
    {
        if (run.Meets)
        {
            run.AddBackward(steps);
            return;
        }

        steps.Each(panel =>
        {
            foreach (var kind in wanted)
            {
                run.Backward((panel * kinds) + kind);
            }
        });
    }

    private void GradientShare(int thread)
    {
        encoder.WeightGradient(thread, Updates[0]);
        heads.WeightGradient(thread, Updates[0]);
        decoder.WeightGradient(thread, Updates[1]);
        if (!rests)
        {
            trunk.WeightGradient(thread, Updates[2]);
            top.WeightGradient(thread, Updates[2]);
        }
    }

    private static int At(int panel, int kind) => (panel * Kinds) + kind;

    private static void EachKind(int panel, Action<int> work)
    {
        for (var kind = 0; kind < Kinds; kind++)
        {
            work(At(panel, kind));
        }
    }
}
