using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Losses;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Engines.Managed.Rows;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Simd;
using Vae.Core.Statistics;

namespace Vae.Core.Engines.Managed.Inference;

/// <summary>
/// The way of a single row through the network, for prediction engines: a panel would do the work of 32 rows for one. Gives the same bits as the
/// panels do. Safe to use from many threads at once; each brings a workspace.
/// </summary>
internal sealed unsafe partial class RowForward<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly VaePlan plan;
    private readonly RowStack<S, V> encoder;
    private readonly RowStack<S, V> decoder;
    private readonly RowLinear<S, V> mean;
    private readonly RowLinear<S, V>? logVariance;
    private readonly RowStage? whitening;
    private readonly Whitening? whiteningTerms;
    private readonly ReferenceSearch<S, V>? search;
    private readonly SigmaTerms? sigma;
    private readonly MixedRow<S, V>? mixed;
    private readonly int residuals;
    private readonly int features;
    private readonly int outputs;
    private readonly int latent;

    public RowForward(
        VaePlan plan,
        ParameterLayout layout,
        PinnedFloats parameters,
        SigmaTerms? sigma,
        MixedTerms<S, V>? mixed,
        Whitening? whitening,
        ReferenceSearch<S, V>? search)
    {
        this.plan = plan;
        this.mixed = mixed is null ? null : new MixedRow<S, V>(mixed);
        residuals = plan.ResidualDimension;
        this.search = search;
        features = plan.InputDimension;
        outputs = plan.OutputDimension;
        latent = plan.LatentDimension;
        this.sigma = sigma;
        encoder = new RowStack<S, V>(plan.Encoder, layout, parameters);
        decoder = new RowStack<S, V>(plan.Decoder, layout, parameters);
        RowLinear<S, V> Head(LinearLayer layer) => new(RowStage.Of(LinearStage.Of(layer, layout), parameters));
        mean = Head(plan.Mean);
        logVariance = plan.LogVariance is { } head ? Head(head) : null;
        whiteningTerms = whitening;
        if (whitening is { IsDiagonal: false })
        {
            this.whitening = new RowStage(whitening.Matrix, [], whitening.Dimension, whitening.Dimension, null, 0);
        }
    }

    /// <summary>Most rows that go together.</summary>
    public const int MostRows = RowTileKernel.MostPlaces;

    public Batch NewBatch() => new(this);

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
        work.Observed ??= new PinnedFloats(work.Input.Length);
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
        var input = encoder.Forward(work.Input.Pointer, 0, work.Scratch.First.Pointer, work.Scratch.Second.Pointer, 0, 1);
        mean.Apply(input, 0, work.Mean.Pointer, 0, 1);
        if (wantsVariance && logVariance is not null)
        {
            logVariance.Apply(input, 0, work.LogVariance.Pointer, 0, 1);
            LatentKernel.Prepare<S, V>(work.LogVariance.Pointer, work.Sigma.Pointer, null, RowStage.Pad(latent));
        }
    }

    /// <summary>The same of the first rows of a batch.</summary>
    public void Encode(Batch batch, int rows, bool wantsVariance)
    {
        if (rows == 1)
        {
            Encode(batch[0], wantsVariance);
            return;
        }

        var scratch = batch.Scratch;
        scratch.Reserve(rows);
        for (var row = 0; row < rows; row++)
        {
            batch[row].Input.Span.CopyTo(scratch.Entry.Span[(row * scratch.Stride)..]);
        }

        var trunk = Through(encoder, scratch, rows);

        // Where there are no hidden layers the trunk is what went in.
        var heads = trunk == scratch.Entry.Pointer ? scratch.First : scratch.Entry;
        mean.Apply(trunk, scratch.Stride, heads.Pointer, scratch.Stride, rows);
        for (var row = 0; row < rows; row++)
        {
            heads.Span.Slice(row * scratch.Stride, latent).CopyTo(batch[row].Mean.Span);
        }

        if (!wantsVariance || logVariance is null)
        {
            return;
        }

        logVariance.Apply(trunk, scratch.Stride, heads.Pointer, scratch.Stride, rows);
        for (var row = 0; row < rows; row++)
        {
            var work = batch[row];
            heads.Span.Slice(row * scratch.Stride, latent).CopyTo(work.LogVariance.Span);
            LatentKernel.Prepare<S, V>(work.LogVariance.Pointer, work.Sigma.Pointer, null, RowStage.Pad(latent));
        }
    }

    /// <summary>The decoder's output of the mean codes of the first rows of a batch, a stride apart.</summary>
    public float* Decode(Batch batch, int rows, out nint stride)
    {
        stride = batch.Scratch.Stride;
        if (rows == 1)
        {
            return Decode(batch[0]);
        }

        batch.Scratch.Reserve(rows);
        for (var row = 0; row < rows; row++)
        {
            var work = batch[row];
            var entry = batch.Scratch.Entry.Span[(row * batch.Scratch.Stride)..];
            work.Mean.Span[..latent].CopyTo(entry);
            Context(work).CopyTo(entry[latent..]);
        }

        return Through(decoder, batch.Scratch, rows);
    }

    /// <summary>The decoder's output (logits or means), in one of the workspace's buffers.</summary>
    public float* Decode(Workspace work) => Decode(work, work.Mean);

    private float* Decode(Workspace work, PinnedFloats code)
    {
        Context(work).CopyTo(code.Span[latent..]);
        return decoder.Forward(code.Pointer, 0, work.Scratch.First.Pointer, work.Scratch.Second.Pointer, 0, 1);
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
            var score = Distance(work, output, ScoreKind.WhitenedDistance) / search!.WhitenedUnit;
            var (unseen, factor) = (mixed?.Unseen(work.Target) ?? 0, Factor(work, residuals));
            foreach (var scale in search.Scales)
            {
                score += (NeighbourDistance(work, scale.Rows) + unseen) * factor / scale.Unit;
            }

            return score;
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

    private float NeighbourDistance(Workspace work, NearestRows<S, V> references)
    {
        var compared = plan.ContextDimension == 0 ? work.Target : work.Deviation!.Pointer;
        return work.HasMissing
            ? references.Distance(new ReadOnlySpan<float>(compared, features))
            : references.Distance(compared, work.Products.Pointer);
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

    private static float* Through(RowStack<S, V> stack, RowScratch scratch, int rows) =>
        stack.Forward(scratch.Entry.Pointer, scratch.Stride, scratch.First.Pointer, scratch.Second.Pointer, scratch.Stride, rows);
}
