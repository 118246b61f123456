using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Options;
using Vae.Core.Scoring;
using Vae.Core.Simd;
using Vae.Core.Statistics;

namespace Vae.Core.Engines.Managed.Inference;

/// <summary>Scores of a panel of rows.</summary>
internal sealed unsafe class PanelScores<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly PanelForward<S, V> forward;
    private readonly Whitening? whitening;
    private readonly PinnedFloats? matrix;
    private readonly ReferenceSearch<S, V>? search;
    // Only some of the scores need it.
    private readonly Lazy<float[]> drawnNoise;
    private readonly int samples;
    private readonly int features;
    private readonly int residuals;
    private readonly int latent;

    public PanelScores(PanelForward<S, V> forward, Whitening? whitening, ReferenceSearch<S, V>? search, int samples, int seed)
    {
        this.search = search;
        this.forward = forward;
        this.whitening = whitening;
        this.samples = samples;
        features = forward.Plan.OutputDimension;
        latent = forward.Plan.LatentDimension;
        residuals = forward.Plan.ResidualDimension;
        if (whitening is not null)
        {
            matrix = new PinnedFloats(whitening.Matrix.LongLength);
            whitening.Matrix.CopyTo(matrix.Span);
        }

        drawnNoise = new Lazy<float[]>(() => ScoringNoise.Draw(seed, samples, latent));
    }

    /// <summary>Noise of the samples that scores average over, [M, L].</summary>
    public float[] DrawnNoise => drawnNoise.Value;

    /// <summary>Multiply-adds that a score takes beside one way through the network, a row, about.</summary>
    public long WorkPerRow(ScoreKind kind) => kind switch
    {
        ScoreKind.ReferenceDistance => (search?.WorkPerRow ?? 0) + WorkPerRow(ScoreKind.WhitenedDistance),
        ScoreKind.WhitenedDistance => (matrix?.Length ?? 0) / 2,
        _ => kind.NeedsVariance() ? (samples - 1) * forward.WorkPerRow / 2 : 0,
    };

    /// <summary>-log p(x | z = mean), from the decoder's output before <see cref="PanelForward{S, V}.ToMean"/>.</summary>
    public void LogLikelihood(InferenceWorkspace work, float* output, float* scores, int count)
    {
        work.Loss.Span.Clear();
        forward.AddLoss(work, output);
        work.Loss.Span[..count].CopyTo(new Span<float>(scores, count));
    }

    /// <summary>Squared error, whitened distance or reference distance, from the reconstruction in scaled units.</summary>
    public void Distance(InferenceWorkspace work, float* output, ScoreKind kind, float* scores, int count)
    {
        if (kind == ScoreKind.SquaredError)
        {
            var difference = Difference(work, output);
            if (work.HasMissing)
            {
                MissingKernel.ZeroWhereMissing<S, V>(difference, difference, difference, features * Panel.Lanes);
            }

            SumOfSquares(difference, features, work.Loss.Pointer);
            for (var lane = 0; forward.Plan.Map is { RaisesUnseenLevels: true } map && lane < count; lane++)
            {
                work.Loss.Pointer[lane] += map.RaisedSquares * map.Unseen(work.Target + lane, Panel.Lanes);
            }
        }
        else
        {
            Whiten(work, Joint(work, output));
            SumOfSquares(work.Whitened!.Pointer, residuals + latent, work.Loss.Pointer);
        }

        if (work.HasMissing)
        {
            CompareWithComplete(work, kind == ScoreKind.SquaredError ? residuals : residuals + latent, work.Loss.Span, count);
        }

        if (kind == ScoreKind.ReferenceDistance)
        {
            AddReferenceDistance(work, scores, count);
            return;
        }

        work.Loss.Span[..count].CopyTo(new Span<float>(scores, count));
    }

    /// <summary>
    /// The mean over samples of -log p(x|z), plus the KL for the negative ELBO; or the importance-weighted estimate of -log p(x).
    /// </summary>
    public void Sampled(InferenceWorkspace work, ScoreKind kind, float* scores, int count)
    {
        if (kind == ScoreKind.ImportanceWeightedNll)
        {
            ImportanceWeighted(work, scores, count);
            return;
        }

        work.Loss.Span.Clear();
        for (var sample = 0; sample < samples; sample++)
        {
            forward.AddLoss(work, Decoded(work, sample));
        }

        forward.Divergence(work);
        for (var row = 0; row < count; row++)
        {
            scores[row] = (work.Loss.Pointer[row] / samples) + (kind == ScoreKind.NegativeElbo ? work.Divergence.Pointer[row] : 0);
        }
    }

    private void ImportanceWeighted(InferenceWorkspace work, float* scores, int count)
    {
        work.Weights.Clear();
        for (var sample = 0; sample < samples; sample++)
        {
            forward.AddWeight(work, Decoded(work, sample));
        }

        for (var row = 0; row < count; row++)
        {
            scores[row] = (float)-work.Weights.Of(row);
        }
    }

    /// <summary>The decoder's output for one sample of the code of each row, all with the same noise.</summary>
    private float* Decoded(InferenceWorkspace work, int sample)
    {
        var noise = drawnNoise.Value;
        for (var j = 0; j < latent; j++)
        {
            new Span<float>(work.Noise.Pointer + (j * Panel.Lanes), Panel.Lanes).Fill(noise[(sample * latent) + j]);
        }

        forward.Sample(work);
        return forward.Decode(work, work.Code.Pointer);
    }

    /// <summary>Brings sums of squares over what was observed to those of complete rows.</summary>
    /// <param name="work">The rows.</param>
    /// <param name="terms">Squares of a complete row: one a column, and perhaps those of its code.</param>
    /// <param name="sums">One a row.</param>
    /// <param name="count">Rows.</param>
    private void CompareWithComplete(InferenceWorkspace work, int terms, Span<float> sums, int count)
    {
        for (var lane = 0; lane < count; lane++)
        {
            sums[lane] *= ObservedDistance.Factor(terms, forward.Plan.MissingColumns(work.Target + lane, Panel.Lanes));
        }
    }

    /// <summary>
    /// Residual and mean code as a panel [C + L, 32]: a residual x - x^ a feature, or one number a column where they are of several kinds; NaN for what was not observed.
    /// </summary>
    public float* Joint(InferenceWorkspace work, float* output)
    {
        if (forward.Mixed is not { } mixed)
        {
            Difference(work, output);
        }
        else
        {
            work.Joint ??= new PinnedFloats((long)(features + latent) * Panel.Lanes);
            mixed.Residual(output, work.Target, Grid.Panel, work.Joint.Pointer);
        }

        work.Mean.Span[..(latent * Panel.Lanes)].CopyTo(work.Joint!.Span[(residuals * Panel.Lanes)..]);
        return work.Joint.Pointer;
    }

    private float* Difference(InferenceWorkspace work, float* output)
    {
        work.Joint ??= new PinnedFloats((long)(features + latent) * Panel.Lanes);
        var joint = work.Joint.Pointer;
        var target = work.Target;
        var size = features * Panel.Lanes;
        for (var i = 0; i < size; i += S.Lanes)
        {
            S.Store(S.Subtract(S.Load(target + i), S.Load(output + i)), joint + i);
        }

        return joint;
    }

    private void AddReferenceDistance(InferenceWorkspace work, float* scores, int count)
    {
        work.Products ??= new PinnedFloats(search!.PanelProducts);
        Span<float> distances = stackalloc float[Panel.Lanes];
        Span<float> unseen = stackalloc float[Panel.Lanes];
        Span<float> factors = stackalloc float[Panel.Lanes];
        for (var row = 0; row < count; row++)
        {
            // A level that is unseen differs from that of every reference: like any other, by 2, of which the difference of the features has counted 1.
            unseen[row] = forward.Plan.Map?.Unseen(work.Target + row, Panel.Lanes) ?? 0;
            factors[row] = work.HasMissing ? ObservedDistance.Factor(residuals, forward.Plan.MissingColumns(work.Target + row, Panel.Lanes)) : 1;
            scores[row] = work.Loss.Pointer[row] / search!.WhitenedUnit;
        }

        foreach (var scale in search!.Scales)
        {
            scale.Rows.Distances(Compared(work), work.HasMissing ? ObservedCompared(work) : null, work.Products.Pointer, count, distances);
            for (var row = 0; row < count; row++)
            {
                scores[row] += (distances[row] + unseen[row]) * factors[row] / scale.Unit;
            }
        }
    }

    /// <summary>What is compared with reference rows, after <see cref="PanelForward{S, V}.Deviate"/>.</summary>
    public float* Compared(InferenceWorkspace work) => forward.Plan.ContextDimension == 0 ? work.Input.Pointer : work.Deviation!.Pointer;

    /// <summary>The same with NaN for what was not observed.</summary>
    public float* ObservedCompared(InferenceWorkspace work) => forward.Plan.ContextDimension == 0 ? work.Target : work.ObservedDeviation!.Pointer;

    private void Whiten(InferenceWorkspace work, float* joint)
    {
        var n = residuals + latent;
        work.Whitened ??= new PinnedFloats((long)n * Panel.Lanes);
        for (var i = 0; i < n; i++)
        {
            var center = S.Broadcast(whitening!.Center[i]);
            var scale = S.Broadcast(whitening.IsDiagonal ? matrix!.Pointer[i] : 1);
            for (var lane = 0; lane < Panel.Lanes; lane += S.Lanes)
            {
                var at = (i * Panel.Lanes) + lane;
                var destination = (whitening.IsDiagonal ? work.Whitened.Pointer : joint) + at;
                S.Store(S.Multiply(S.Subtract(S.Load(joint + at), center), scale), destination);
            }
        }

        if (work.HasMissing)
        {
            // What was not observed is where its mean is.
            var centered = whitening!.IsDiagonal ? work.Whitened.Pointer : joint;
            MissingKernel.ZeroWhereMissing<S, V>(centered, centered, centered, residuals * Panel.Lanes);
        }

        if (whitening!.IsDiagonal)
        {
            return;
        }

        // The matrix is lower triangular: rows of a tile need only the columns up to its last row.
        for (var first = 0; first < n; first += GemmKernel.WideRows)
        {
            var rows = Math.Min(GemmKernel.WideRows, n - first);
            var operand = new GemmKernel.Operand
            {
                A = matrix!.Pointer + ((nint)first * n),
                RowStride = n,
                KStride = 1,
                Inner = first + rows,
            };
            GemmKernel.Multiply<S, V>(operand, rows, joint, work.Whitened.Pointer + ((nint)first * Panel.Lanes), Panel.Lanes, accumulate: false);
        }
    }

    private static void SumOfSquares(float* panel, int count, float* perRow)
    {
        for (var lane = 0; lane < Panel.Lanes; lane += S.Lanes)
        {
            var sum = S.Broadcast(0);
            for (var i = 0; i < count; i++)
            {
                var value = S.Load(panel + (i * Panel.Lanes) + lane);
                sum = S.MultiplyAdd(value, value, sum);
            }

            S.Store(sum, perRow + lane);
        }
    }
}
