using System.Collections.Concurrent;
using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Losses;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Inference;

/// <summary>The network's way forward, panel by panel, without anything that only training needs. Safe to use from many threads at once.</summary>
internal sealed unsafe class PanelForward<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly VaePlan plan;
    private readonly SparseStack<S, V> encoder;
    private readonly LayerStack<S, V> decoder;
    private readonly LinearStage mean;
    private readonly LinearStage? logVariance;
    private readonly PinnedFloats parameters;
    private readonly ConcurrentBag<InferenceWorkspace> spare = [];
    private InferenceWorkspace? latest;

    public PanelForward(VaePlan plan, ParameterLayout layout, PinnedFloats parameters)
    {
        this.plan = plan;
        this.parameters = parameters;
        encoder = new SparseStack<S, V>(plan.Encoder, layout, parameters);
        decoder = new LayerStack<S, V>(plan.Decoder, layout);
        mean = LinearStage.Of(plan.Mean, layout);
        logVariance = plan.LogVariance is { } head ? LinearStage.Of(head, layout) : null;
        Sigma = plan.Likelihood is GaussianLikelihood ? new SigmaTerms(plan, layout) : null;
        Mixed = plan.Map is { } map ? new MixedTerms<S, V>(map, Sigma) : null;
        Sigma?.Refresh(parameters.Pointer);
        IsConvolutional = plan.Encoder.Layers.Any(layer => layer is ConvolutionLayer);
        WorkPerRow = encoder.WorkPerRow + decoder.WorkPerRow + (2L * mean.Inputs * mean.Outputs);
    }

    /// <summary>Multiply-adds that a row takes through encoder and decoder.</summary>
    public long WorkPerRow { get; }

    public VaePlan Plan => plan;

    /// <summary>Whether there are convolutions in the encoder, and then in the decoder.</summary>
    public bool IsConvolutional { get; }

    /// <summary>The Gaussian decoder's sigma; null for Bernoulli.</summary>
    public SigmaTerms? Sigma { get; }

    /// <summary>The likelihood of columns of several kinds; null where one kind serves all.</summary>
    public MixedTerms<S, V>? Mixed { get; }

    /// <summary>Reads what is kept of the parameters anew, after they have changed.</summary>
    public void Refresh()
    {
        Sigma?.Refresh(parameters.Pointer);
        encoder.Refresh();
    }

    public InferenceWorkspace Rent() =>
        Interlocked.Exchange(ref latest, null) ?? (spare.TryTake(out var workspace) ? workspace : new InferenceWorkspace(plan, Math.Max(plan.ContextDimension > 0 ? plan.InputDimension : 0, Math.Max(encoder.Widest, decoder.Widest))));

    public void Return(InferenceWorkspace workspace)
    {
        if (Interlocked.CompareExchange(ref latest, workspace, null) is not null)
        {
            spare.Add(workspace);
        }
    }

    /// <summary>Takes what lies in <c>Input</c> for the rows as they were observed: the encoder sees 0, the middle of a scaled column, for NaN, and losses leave it out.</summary>
    public void Observe(InferenceWorkspace work, bool hasMissing)
    {
        work.HasMissing = hasMissing;
        if (hasMissing)
        {
            var size = plan.InputDimension * Panel.Lanes;
            work.Observed ??= new PinnedFloats(size);
            work.Input.Span.CopyTo(work.Observed.Span);
            MissingKernel.ZeroWhereMissing<S, V>(work.Target, work.Target, work.Input.Pointer, size);
        }
    }

    /// <summary>Has the encoder see what the decoder makes of what was not observed, so many times over.</summary>
    public void Refine(InferenceWorkspace work, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Encode(work, wantsVariance: false);
            var output = Decode(work, work.Mean.Pointer);
            ToMean(output);
            MissingKernel.FillMissing<S, V>(work.Target, output, work.Input.Pointer, plan.InputDimension * Panel.Lanes);
        }
    }

    /// <summary>Mean, clamped log-variance and sigma of the rows in <c>Input</c>.</summary>
    public void Encode(InferenceWorkspace work, bool wantsVariance)
    {
        var input = encoder.Forward(work.Input.Pointer, work.First.Pointer, work.Second.Pointer);
        work.Trunk = input;
        LinearKernels<S, V>.Forward(mean, parameters.Pointer, input, work.Mean.Pointer, null);
        if (wantsVariance && logVariance is not null)
        {
            LinearKernels<S, V>.Forward(logVariance, parameters.Pointer, input, work.LogVariance.Pointer, null);
            LatentKernel.Prepare<S, V>(work.LogVariance.Pointer, work.Sigma.Pointer, null, plan.LatentDimension * Panel.Lanes);
        }
    }

    /// <summary>
    /// Decoder output (logits or means) of a panel of codes, [D, 32]; the result lies in one of the workspace's panels. The context of the rows in <c>Input</c> goes in behind the code, where there must be room for
    /// it, and stands behind the output.
    /// </summary>
    public float* Decode(InferenceWorkspace work, float* code)
    {
        if (plan.ContextDimension == 0)
        {
            return decoder.Forward(parameters.Pointer, code, work.First.Pointer, work.Second.Pointer);
        }

        var context = Context(work);
        context.CopyTo(new Span<float>(code + (plan.LatentDimension * Panel.Lanes), context.Length));
        var output = decoder.Forward(parameters.Pointer, code, work.First.Pointer, work.Second.Pointer);
        context.CopyTo(new Span<float>(output + (plan.OutputDimension * Panel.Lanes), context.Length));
        return output;
    }

    /// <summary>
    /// Sets <c>Deviation</c>, where there is a context: the rows less what the decoder makes of the code 0 in their context, the middle of the prior, and 0 in the place of the context. What the decoder last put out is lost.
    /// </summary>
    public void Deviate(InferenceWorkspace work)
    {
        if (plan.ContextDimension == 0)
        {
            return;
        }

        work.Code.Span.Clear();
        var expected = Decode(work, work.Code.Pointer);
        ToMean(expected);
        work.Deviation ??= new PinnedFloats((long)plan.InputDimension * Panel.Lanes);
        Subtract(work.Input.Pointer, expected, work.Deviation);
        if (work.HasMissing)
        {
            work.ObservedDeviation ??= new PinnedFloats((long)plan.InputDimension * Panel.Lanes);
            Subtract(work.Target, expected, work.ObservedDeviation);
        }
    }

    private void Subtract(float* rows, float* expected, PinnedFloats deviation)
    {
        var size = plan.OutputDimension * Panel.Lanes;
        for (var i = 0; i < size; i += S.Lanes)
        {
            S.Store(S.Subtract(S.Load(rows + i), S.Load(expected + i)), deviation.Pointer + i);
        }

        deviation.Span[size..].Clear();
    }

    private Span<float> Context(InferenceWorkspace work) =>
        work.Input.Span.Slice(plan.OutputDimension * Panel.Lanes, plan.ContextDimension * Panel.Lanes);

    /// <summary>Turns logits into probabilities; Gaussian means stay.</summary>
    public void ToMean(float* output)
    {
        if (Mixed is not null)
        {
            Mixed.ToMean(output, Grid.Panel);
        }
        else if (Sigma is null)
        {
            LikelihoodKernel.Sigmoid<S, V>(output, plan.OutputDimension * Panel.Lanes);
        }
    }

    /// <summary>Adds -log p(x|z) of each row in <c>Target</c> to <c>Loss</c>.</summary>
    public void AddLoss(InferenceWorkspace work, float* output)
    {
        RowLoss<S, V>.Add(Mixed, Sigma, output, work.Target, plan.OutputDimension, work.HasMissing, null, work.Loss.Pointer, null);
        for (var lane = 0; plan.Map is { RaisesUnseenLevels: true } && lane < Panel.Lanes; lane++)
        {
            work.Loss.Pointer[lane] += (float)plan.Map.RaisedLoss(work.Target + lane, output + lane, Panel.Lanes);
        }
    }

    /// <summary>
    /// Adds a sample to <c>Weights</c>: log w = log p(x|z) + log p(z) - log q(z|x), from the decoder's output of <c>Code</c>. Leaves -log p(x|z) in
    /// <c>Loss</c>.
    /// </summary>
    public void AddWeight(InferenceWorkspace work, float* output)
    {
        work.Loss.Span.Clear();
        AddLoss(work, output);
        for (var lane = 0; lane < Panel.Lanes; lane++)
        {
            work.LogWeight.Pointer[lane] = -work.Loss.Pointer[lane];
        }

        ImportanceKernel.AddLogRatio<S, V>(
            work.Code.Pointer, work.Noise.Pointer, work.LogVariance.Pointer, plan.LatentDimension, work.LogWeight.Pointer);
        work.Weights.Add(work.LogWeight.Span);
    }

    /// <summary>Sets <c>Divergence</c> to the KL of each row.</summary>
    public void Divergence(InferenceWorkspace work)
    {
        work.Divergence.Span.Clear();
        LatentKernel.Divergence<S, V>(
            work.Mean.Pointer, work.LogVariance.Pointer, work.Sigma.Pointer, plan.LatentDimension, work.Ones.Pointer, work.Divergence.Pointer, null);
    }

    /// <summary>Sets <c>Code</c> to mean + sigma * <c>Noise</c>.</summary>
    public void Sample(InferenceWorkspace work) => LatentKernel.Sample<S, V>(
        work.Mean.Pointer, work.Sigma.Pointer, work.Noise.Pointer, work.Code.Pointer, plan.LatentDimension * Panel.Lanes);
}
