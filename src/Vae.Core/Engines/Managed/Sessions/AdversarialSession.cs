using Vae.Core.Data;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Randomness;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Sessions;

/// <summary>
/// Trains an adversarial autoencoder (Makhzani et al. 2015, section 2) on the processor. Each step takes three updates, one after the other: encoder and decoder
/// learn to rebuild the rows; the discriminator learns to tell the codes of (clean) rows from those of the prior; the encoder learns to deceive it.
/// </summary>
internal sealed unsafe class AdversarialSession<S, V> : ManagedTraining<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private const int Passes = 2;
    private const int Kinds = 2;
    private const int Real = 0;
    private const int Generated = 1;

    private readonly RowLoader<S, V> rows;
    private readonly StackRun<S, V> encoder;
    private readonly CodeHeads<S, V> heads;
    private readonly StackRun<S, V> decoder;
    private readonly StackRun<S, V> discriminator;
    private readonly DecoderLoss<S, V> loss;
    private readonly Judgement judgement;
    private readonly CodePriorDraws prior;
    private readonly PanelBuffer noise;
    private readonly PanelBuffer code;
    private readonly PanelBuffer codeGradient;
    private readonly PanelBuffer judged;
    private readonly PanelBuffer judgedGradient;
    private readonly PinnedFloats laneMask = new(Panel.Lanes);
    private readonly PinnedFloats[] gradientMasks;
    private readonly Philox noiseStream;
    private readonly PanelProgram rebuild;
    private readonly PanelProgram tellApart;
    private readonly PanelProgram deceive;
    private readonly Action<int>[] shares;
    private readonly int classes;
    private readonly InstanceNoise instanceNoise;

    public AdversarialSession(TrainingSetup setup)
        : base(setup)
    {
        var network = setup.Auxiliary ?? throw new ArgumentException("An adversarial autoencoder needs a discriminator beside the model.", nameof(setup));
        var panels = Panel.Count(setup.BatchSize);
        classes = network.Layers[0].Inputs - Latent;
        rows = new RowLoader<S, V>(setup, Context, panels);
        encoder = new StackRun<S, V>(new LayerStack<S, V>(setup.Plan.Encoder, setup.Layout), Context, rows.Input, inputGradient: null, mayBeSparse: true);
        heads = new CodeHeads<S, V>(setup, Context, encoder, panels);
        (code, codeGradient) = (new PanelBuffer(Latent, panels), new PanelBuffer(Latent, panels));
        decoder = new StackRun<S, V>(
            new LayerStack<S, V>(setup.Plan.Decoder, setup.Layout), Context, code, codeGradient, firstDropout: encoder.NextDropout, gradientInPlace: true);
        loss = new DecoderLoss<S, V>(setup, Memory, Context, panels);
        judged = new PanelBuffer(Latent + classes, panels * Kinds);
        judgedGradient = new PanelBuffer(Latent + classes, panels * Kinds);
        discriminator = new StackRun<S, V>(
            new LayerStack<S, V>(network, setup.Layout), Context, judged, judgedGradient, Kinds, decoder.NextDropout, gradientInPlace: true);
        judgement = new Judgement(Context, panels, Kinds);
        prior = new CodePriorDraws(setup, Context, setup.Objective.Adversarial.Prior);
        noise = new PanelBuffer(Latent, panels);
        gradientMasks = [.. Enumerable.Range(0, panels).Select(_ => new PinnedFloats(Panel.Lanes))];
        noiseStream = new Philox(setup.Seed, RandomPurpose.TrainingNoise);
        instanceNoise = new InstanceNoise(setup, Latent, panels * Kinds);
        laneMask.Span.Fill(1);
        (rebuild, tellApart, deceive) = (Rebuild(), TellApart(), Deceive());
        shares = [RebuildShare, thread => discriminator.WeightGradient(thread, Updates[1]), DeceiveShare];
    }

    protected override LossTotals Learn()
    {
        loss.Begin();
        encoder.Begin(Team);
        rebuild.Run(Context.Panels);
        Update(0);
        loss.ClampSigma();
        encoder.Begin(Team);
        tellApart.Run(Context.Panels);
        Update(1);
        deceive.Run(Context.Panels);
        Update(2);
        var reconstruction = loss.Sum();
        var (told, correct) = judgement.Sums();
        return new LossTotals(Context.RowCount, reconstruction, reconstruction, 0) { DiscriminatorLoss = told, DiscriminatorCorrect = correct };
    }

    private PanelProgram Rebuild()
    {
        var steps = new PanelProgram(Team);
        steps.Each(panel => rows.Load(Batch, panel));
        encoder.AddForward(steps);
        steps.Each(panel => Encode(panel, pass: 0, code.Of(panel)));
        steps.Each(code.FillBlocks);
        decoder.AddForward(steps);
        steps.Each(panel => loss.Add(panel, decoder.Output.Of(panel), rows.Target.Of(panel), GradientMask(panel), rows.HasMissing(panel)));
        decoder.AddBackward(steps);
        steps.Each(panel => heads.Backward(panel, codeGradient.Of(panel), noise.Of(panel), laneMask.Pointer));
        encoder.AddBackward(steps);
        return steps;
    }

    private PanelProgram TellApart()
    {
        var steps = new PanelProgram(Team);
        steps.Each(rows.Clean);
        encoder.AddForward(steps);
        steps.Each(Present);
        discriminator.AddForward(steps);
        steps.Each(panel => EachKind(panel, at => judgement.Judge(at, discriminator.Output.Of(at), discriminator.OutputGradient!.Of(at))));
        discriminator.AddBackward(steps);
        return steps;
    }

    /// <summary>The encoder's numbers are those of the step before: only the discriminator has changed.</summary>
    private PanelProgram Deceive()
    {
        var steps = new PanelProgram(Team);
        steps.Each(panel =>
        {
            var at = At(panel, Generated);
            discriminator.Forward(at);
            judgement.Deceive(at, discriminator.Output.Of(at), discriminator.OutputGradient!.Of(at));
            discriminator.Backward(at);
            heads.Backward(panel, judgedGradient.Of(at), noise.Of(panel), laneMask.Pointer);
        });
        encoder.AddBackward(steps);
        return steps;
    }

    private void Encode(int panel, int pass, float* codes)
    {
        heads.Forward(panel);
        if (heads.HasVariance)
        {
            DrawNoise(panel, pass, noise.Of(panel));
        }

        heads.Sample(panel, noise.Of(panel), codes);
    }

    /// <summary>Lays codes of rows and of the prior before the discriminator, each with its row's label where labels are used.</summary>
    private void Present(int panel)
    {
        var labels = new int[classes == 0 ? 0 : Context.RowsOf(panel)];
        for (var row = 0; row < labels.Length; row++)
        {
            labels[row] = LabelOf((panel * Panel.Lanes) + row);
        }

        prior.Draw(panel, labels, judged.Of(At(panel, Real)));
        Encode(panel, pass: 1, judged.Of(At(panel, Generated)));
        EachKind(panel, at =>
        {
            instanceNoise.Draw(at, Context.Settings);
            instanceNoise.Add(at, judged.Of(at));
            if (classes > 0)
            {
                OneHot(labels, judged.Of(at) + (Latent * Panel.Lanes));
            }

            judged.FillBlocks(at);
        });
    }

    /// <summary>[classes, 32], of which the last class is that of rows without a label.</summary>
    private void OneHot(int[] labels, float* destination)
    {
        new Span<float>(destination, classes * Panel.Lanes).Clear();
        for (var lane = 0; lane < labels.Length; lane++)
        {
            var place = labels[lane] == ClassNumber.None ? classes - 1 : labels[lane];
            destination[(place * Panel.Lanes) + lane] = 1;
        }
    }

    private float* GradientMask(int panel)
    {
        var mask = gradientMasks[panel].Span;
        for (var lane = 0; lane < Panel.Lanes; lane++)
        {
            mask[lane] = 1f / Context.RowCount * Context.Weights[(panel * Panel.Lanes) + lane];
        }

        return gradientMasks[panel].Pointer;
    }

    private void DrawNoise(int panel, int pass, float* destination)
    {
        if (Context.Settings.Injection is { } injection)
        {
            var given = injection.Noise.AsSpan(pass * Context.RowCount * Latent, Context.RowCount * Latent);
            Context.InjectPanel(given, Latent, panel, destination);
            return;
        }

        NormalNoise.Fill(noiseStream, (uint)((panel * Passes) + pass), (ulong)Context.Settings.Step, destination, Latent * Panel.Lanes);
    }

    private void Update(int group)
    {
        Updates[group].Begin(Context.Settings.LearningRate, Context.Updates);
        Team.Run(shares[group]);
        Updates[group].Finish();
    }

    private void RebuildShare(int thread)
    {
        encoder.WeightGradient(thread, Updates[0]);
        heads.WeightGradient(thread, Updates[0]);
        decoder.WeightGradient(thread, Updates[0]);
        if (thread == 0)
        {
            loss.WeightGradient(Updates[0]);
        }
    }

    private void DeceiveShare(int thread)
    {
        encoder.WeightGradient(thread, Updates[2]);
        heads.WeightGradient(thread, Updates[2]);
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
