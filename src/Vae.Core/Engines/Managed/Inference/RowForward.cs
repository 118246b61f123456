using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Losses;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Simd;
using Vae.Core.Statistics;

namespace Vae.Core.Engines.Managed.Inference;

/// <summary>
/// The way of a single row through the network, for prediction engines: a panel would do the work of 32 rows for one. Gives the same bits as the
/// panels do. Safe to use from many threads at once; each brings a workspace.
/// </summary>
internal sealed unsafe class RowForward<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly VaePlan plan;
    private readonly RowStage[] encoder;
    private readonly RowStage[] decoder;
    private readonly RowStage mean;
    private readonly RowStage? logVariance;
    private readonly RowStage? whitening;
    private readonly Whitening? whiteningTerms;
    private readonly NearestRows<S, V>? nearest;
    private readonly ReferenceRows? references;
    private readonly SigmaTerms? sigma;
    private readonly MixedRow<S, V>? mixed;
    private readonly int residuals;
    private readonly int features;
    private readonly int outputs;
    private readonly int latent;

    private RowForward(
        VaePlan plan,
        ParameterLayout layout,
        LinearStage[] encoder,
        LinearStage[] decoder,
        PinnedFloats parameters,
        SigmaTerms? sigma,
        MixedTerms<S, V>? mixed,
        Whitening? whitening,
        NearestRows<S, V>? nearest,
        ReferenceRows? references)
    {
        this.plan = plan;
        this.mixed = mixed is null ? null : new MixedRow<S, V>(mixed);
        residuals = plan.ResidualDimension;
        this.nearest = nearest;
        this.references = references;
        features = plan.InputDimension;
        outputs = plan.OutputDimension;
        latent = plan.LatentDimension;
        this.sigma = sigma;
        this.encoder = Stages(encoder, parameters);
        this.decoder = Stages(decoder, parameters);
        mean = Stage(LinearStage.Of(plan.Mean, layout), parameters);
        logVariance = plan.LogVariance is { } head ? Stage(LinearStage.Of(head, layout), parameters) : null;
        whiteningTerms = whitening;
        if (whitening is { IsDiagonal: false })
        {
            this.whitening = new RowStage(whitening.Matrix, [], whitening.Dimension, whitening.Dimension, null, 0);
        }
    }

    /// <summary>Makes the way of single rows; null for networks with other layers than linear ones, whose single rows go as a panel.</summary>
    public static RowForward<S, V>? TryCreate(
        VaePlan plan,
        ParameterLayout layout,
        PinnedFloats parameters,
        SigmaTerms? sigma,
        MixedTerms<S, V>? mixed,
        Whitening? whitening,
        NearestRows<S, V>? nearest,
        ReferenceRows? references) =>
        LinearStage.TryCompile(plan.Encoder, layout) is { } encoder && LinearStage.TryCompile(plan.Decoder, layout) is { } decoder
            ? new RowForward<S, V>(plan, layout, encoder, decoder, parameters, sigma, mixed, whitening, nearest, references)
            : null;

    /// <summary>Memory for one row's way.</summary>
    public sealed class Workspace
    {
        internal Workspace(RowForward<S, V> owner)
        {
            var widest = owner.encoder.Concat(owner.decoder).Select(stage => stage.Padded).Append(RowStage.Pad(owner.latent)).Append(RowStage.Pad(owner.features)).Max();
            Input = new PinnedFloats(RowStage.Pad(owner.features));
            First = new PinnedFloats(widest);
            Second = new PinnedFloats(widest);
            Mean = new PinnedFloats(RowStage.Pad(owner.plan.CodeDimension));
            LogVariance = new PinnedFloats(RowStage.Pad(owner.latent));
            Sigma = new PinnedFloats(RowStage.Pad(owner.latent));
            Noise = new PinnedFloats(RowStage.Pad(owner.latent));
            Code = new PinnedFloats(RowStage.Pad(owner.plan.CodeDimension));
            Terms = new PinnedFloats(RowStage.Pad(owner.features + owner.latent) + 16);
            Whitened = new PinnedFloats(RowStage.Pad(owner.features + owner.latent) + 16);
            Products = new PinnedFloats(owner.nearest?.RowProducts ?? 16);
            Mixed = owner.mixed?.NewWorkspace();
        }

        /// <summary>The scaled row.</summary>
        public PinnedFloats Input { get; }

        /// <summary>What losses and scores compare with: <see cref="Input"/>, or where a value is missing the row with NaN in its place.</summary>
        public float* Target => HasMissing ? Observed!.Pointer : Input.Pointer;

        internal bool HasMissing { get; set; }

        internal PinnedFloats? Observed { get; set; }

        internal PinnedFloats First { get; }

        internal PinnedFloats Second { get; }

        /// <summary>The mean code, and behind it room for the context.</summary>
        public PinnedFloats Mean { get; }

        /// <summary>The clamped log-variance.</summary>
        public PinnedFloats LogVariance { get; }

        internal PinnedFloats Sigma { get; }

        internal PinnedFloats Noise { get; }

        /// <summary>A sample of the code, and behind it room for the context.</summary>
        internal PinnedFloats Code { get; }

        internal LogMeanExp Weights { get; } = new(lanes: 1);

        internal PinnedFloats Terms { get; }

        internal PinnedFloats Whitened { get; }

        internal PinnedFloats Products { get; }

        /// <summary>What reference rows are compared with, where there is a context.</summary>
        internal PinnedFloats? Deviation { get; set; }

        internal MixedRow<S, V>.Workspace? Mixed { get; }
    }

    public Workspace NewWorkspace() => new(this);

    /// <summary>
    /// Takes what lies in <c>Input</c> for the row as it was observed; where a value is missing, the encoder first sees 0 and then, in all but one of the passes, what the decoder makes of it.
    /// </summary>
    public void Observe(Workspace work, bool hasMissing, int passes)
    {
        work.HasMissing = hasMissing;
        if (!hasMissing)
        {
            return;
        }

        var size = RowStage.Pad(features);
        work.Observed ??= new PinnedFloats(size);
        work.Input.Span.CopyTo(work.Observed.Span);
        MissingKernel.ZeroWhereMissing<S, V>(work.Target, work.Target, work.Input.Pointer, size);
        for (var pass = 1; pass < passes; pass++)
        {
            Encode(work, wantsVariance: false);
            var output = Decode(work);
            ToMean(work, output);
            MissingKernel.FillMissing<S, V>(work.Target, output, work.Input.Pointer, size);
        }
    }

    public void Encode(Workspace work, bool wantsVariance)
    {
        var input = Through(encoder, work.Input.Pointer, work);
        Apply(mean, input, work.Mean.Pointer);
        if (wantsVariance && logVariance is not null)
        {
            Apply(logVariance, input, work.LogVariance.Pointer);
            LatentKernel.Prepare<S, V>(work.LogVariance.Pointer, work.Sigma.Pointer, null, RowStage.Pad(latent));
        }
    }

    /// <summary>The decoder's output (logits or means), in one of the workspace's buffers.</summary>
    public float* Decode(Workspace work) => Decode(work, work.Mean);

    private float* Decode(Workspace work, PinnedFloats code)
    {
        Context(work).CopyTo(code.Span[latent..]);
        return Through(decoder, code.Pointer, work);
    }

    /// <summary>The mean over samples of -log p(x|z), plus the KL for the negative ELBO; or the importance-weighted estimate of -log p(x). The row is encoded with its variance.</summary>
    /// <param name="work">The row.</param>
    /// <param name="kind">Which of them.</param>
    /// <param name="noise">Noise of the samples, [M, L].</param>
    public float Sampled(Workspace work, ScoreKind kind, float[] noise)
    {
        var samples = noise.Length / latent;
        var sum = 0f;
        work.Weights.Clear();
        for (var sample = 0; sample < samples; sample++)
        {
            noise.AsSpan(sample * latent, latent).CopyTo(work.Noise.Span);
            LatentKernel.Sample<S, V>(work.Mean.Pointer, work.Sigma.Pointer, work.Noise.Pointer, work.Code.Pointer, RowStage.Pad(latent));
            var output = Decode(work, work.Code);
            if (kind != ScoreKind.ImportanceWeightedNll)
            {
                sum = LogLikelihood(work, output, sum);
                continue;
            }

            var loss = LogLikelihood(work, output);
            ImportanceKernel.LogRatioTerms<S, V>(work.Code.Pointer, work.Noise.Pointer, work.LogVariance.Pointer, work.Terms.Pointer, RowStage.Pad(latent));
            work.Weights.Add([float.MultiplyAddEstimate(Sum(work.Terms, latent), 0.5f, -loss)]);
        }

        if (kind == ScoreKind.ImportanceWeightedNll)
        {
            return (float)-work.Weights.Of(0);
        }

        if (kind != ScoreKind.NegativeElbo)
        {
            return sum / samples;
        }

        LatentKernel.DivergenceTerms<S, V>(work.Mean.Pointer, work.LogVariance.Pointer, work.Sigma.Pointer, work.Terms.Pointer, RowStage.Pad(latent));
        return (sum / samples) + Sum(work.Terms, latent);
    }

    private static float Sum(PinnedFloats values, int count)
    {
        var sum = 0f;
        for (var i = 0; i < count; i++)
        {
            sum += values.Pointer[i];
        }

        return sum;
    }

    /// <summary>As <see cref="PanelForward{S, V}.Deviate"/>: before the row is decoded.</summary>
    public void Deviate(Workspace work)
    {
        if (plan.ContextDimension == 0)
        {
            return;
        }

        work.Code.Span.Clear();
        var expected = Decode(work, work.Code);
        ToMean(work, expected);
        work.Deviation ??= new PinnedFloats(RowStage.Pad(features));
        for (var d = 0; d < outputs; d++)
        {
            work.Deviation.Pointer[d] = work.Target[d] - expected[d];
        }
    }

    private ReadOnlySpan<float> Context(Workspace work) => work.Input.Span[outputs..features];

    /// <summary>Turns logits into probabilities; Gaussian means stay. Behind them then stands the row's context.</summary>
    public void ToMean(Workspace work, float* output)
    {
        if (mixed is not null)
        {
            mixed.ToMean(work.Mixed!, output);
        }
        else if (sigma is null)
        {
            LikelihoodKernel.Sigmoid<S, V>(output, RowStage.Pad(outputs));
        }

        Context(work).CopyTo(new Span<float>(output + outputs, features - outputs));
    }

    /// <summary>A sum and, added to it, -log p(x|z), from the decoder's output before <see cref="ToMean"/>.</summary>
    public float LogLikelihood(Workspace work, float* output, float sum = 0)
    {
        if (mixed is not null)
        {
            return mixed.Loss(work.Mixed!, output, work.Target, sum);
        }

        var target = work.Target;
        var hasMissing = work.HasMissing;
        if (sigma is null)
        {
            LikelihoodKernel.BernoulliTerms<S, V>(output, target, work.Terms.Pointer, RowStage.Pad(outputs));
            for (var d = 0; d < outputs; d++)
            {
                sum += hasMissing && float.IsNaN(target[d]) ? 0 : work.Terms.Pointer[d];
            }

            return sum;
        }

        var missing = 0f;
        for (var d = 0; hasMissing && d < outputs; d++)
        {
            missing += float.IsNaN(target[d]) ? sigma.Constants!.Pointer[d] : 0;
        }

        var loss = sum + (sigma.Constant - missing);
        for (var d = 0; d < outputs; d++)
        {
            var difference = output[d] - target[d];
            if (hasMissing && float.IsNaN(target[d]))
            {
                continue;
            }

            loss = float.MultiplyAddEstimate(difference * (difference * sigma.Precision.Pointer[d]), 0.5f, loss);
        }

        return loss;
    }

    /// <summary>Squared error, whitened distance or reference distance, from the reconstruction in scaled units.</summary>
    public float Distance(Workspace work, float* output, ScoreKind kind)
    {
        if (kind == ScoreKind.ReferenceDistance)
        {
            return (Distance(work, output, ScoreKind.WhitenedDistance) / references!.WhitenedUnit)
                + (NeighbourDistance(work) / references.DistanceUnit);
        }

        var joint = work.Terms.Pointer;
        var target = work.Target;
        if (mixed is not null && kind != ScoreKind.SquaredError)
        {
            mixed.Residual(work.Mixed!, output, target, joint);
            return Whitened(work, joint);
        }

        for (var d = 0; d < outputs; d++)
        {
            joint[d] = target[d] - output[d];
        }

        if (kind == ScoreKind.SquaredError)
        {
            for (var d = 0; work.HasMissing && d < outputs; d++)
            {
                joint[d] = float.IsNaN(target[d]) ? 0 : joint[d];
            }

            return (SumOfSquares(joint, outputs) + (mixed?.RaisedSquares(target) ?? 0)) * Factor(work, residuals);
        }

        return Whitened(work, joint);
    }

    private float Whitened(Workspace work, float* joint)
    {
        work.Mean.Span[..latent].CopyTo(work.Terms.Span[residuals..]);
        var terms = whiteningTerms!;
        for (var i = 0; i < terms.Dimension; i++)
        {
            // What was not observed is where its mean is.
            joint[i] = work.HasMissing && float.IsNaN(joint[i]) ? 0 : (joint[i] - terms.Center[i]) * (terms.IsDiagonal ? terms.Matrix[i] : 1);
        }

        if (whitening is null)
        {
            return SumOfSquares(joint, terms.Dimension) * Factor(work, terms.Dimension);
        }

        whitening.Multiply<S, V>(joint, work.Whitened.Pointer);
        return SumOfSquares(work.Whitened.Pointer, terms.Dimension) * Factor(work, terms.Dimension);
    }

    private float NeighbourDistance(Workspace work)
    {
        var compared = plan.ContextDimension == 0 ? work.Target : work.Deviation!.Pointer;
        var distance = work.HasMissing
            ? nearest!.Distance(new ReadOnlySpan<float>(compared, features))
            : nearest!.Distance(compared, work.Products.Pointer);
        return (distance + (mixed?.Unseen(work.Target) ?? 0)) * Factor(work, residuals);
    }

    private float Factor(Workspace work, int terms) => work.HasMissing ? ObservedDistance.Factor(terms, plan.MissingColumns(work.Target, 1)) : 1;

    private static float SumOfSquares(float* values, int count)
    {
        var sum = 0f;
        for (var i = 0; i < count; i++)
        {
            sum = float.MultiplyAddEstimate(values[i], values[i], sum);
        }

        return sum;
    }

    private static float* Through(RowStage[] stages, float* input, Workspace work)
    {
        foreach (var stage in stages)
        {
            var output = input == work.First.Pointer ? work.Second.Pointer : work.First.Pointer;
            Apply(stage, input, output);
            input = output;
        }

        return input;
    }

    private static void Apply(RowStage stage, float* input, float* output)
    {
        stage.Multiply<S, V>(input, output);
        ActivationKernel.ForwardRow<S, V>(stage.Activation, stage.Slope, output, stage.Bias, stage.Padded);
    }

    private static RowStage[] Stages(LinearStage[] stages, PinnedFloats parameters) => [.. stages.Select(stage => Stage(stage, parameters))];

    private static RowStage Stage(LinearStage stage, PinnedFloats parameters) => new(
        parameters.Span.Slice(stage.WeightOffset, stage.Outputs * stage.Inputs),
        parameters.Span.Slice(stage.BiasOffset, stage.Outputs),
        stage.Inputs,
        stage.Outputs,
        stage.Activation,
        stage.Slope);
}
