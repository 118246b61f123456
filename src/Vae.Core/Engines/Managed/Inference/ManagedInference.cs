using Vae.Core.Data;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Randomness;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Inference;

/// <summary>Forward passes over scaled rows, spread over threads by the panel. Safe to use from many threads at once where parameters do not change.</summary>
internal sealed unsafe class ManagedInference<S, V> : IInference
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly PanelForward<S, V> forward;
    private readonly int threads;
    private readonly bool inTraining;

    /// <param name="plan">The network.</param>
    /// <param name="layout">Where its parameters lie.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="threads">Most threads.</param>
    /// <param name="inTraining">Whether parameters change from a call to the next; then one call must end before another.</param>
    public ManagedInference(VaePlan plan, ParameterLayout layout, PinnedFloats parameters, int threads, bool inTraining)
    {
        forward = new PanelForward<S, V>(plan, layout, parameters);
        (this.threads, this.inTraining) = (threads, inTraining);
    }

    private int Features => forward.Plan.InputDimension;

    private int Latent => forward.Plan.LatentDimension;

    public void Encode(ReadOnlySpan<float> rows, Span<float> mean, Span<float> logVariance)
    {
        Refresh();
        fixed (float* source = rows)
        fixed (float* means = mean)
        fixed (float* variances = logVariance)
        {
            var (from, toMean, toVariance) = ((nint)source, (nint)means, (nint)variances);
            PanelLoop.Run(rows.Length / Features, forward.WorkPerRow, threads, (first, count) =>
            {
                var work = forward.Rent();
                Load(work, (float*)from + ((nint)first * Features), count);
                forward.Encode(work, toVariance != 0);
                TransposeKernel.PanelToRows(work.Mean.Pointer, Latent, count, (float*)toMean + ((nint)first * Latent), Latent);
                if (toVariance != 0)
                {
                    TransposeKernel.PanelToRows(work.LogVariance.Pointer, Latent, count, (float*)toVariance + ((nint)first * Latent), Latent);
                }

                forward.Return(work);
            });
        }
    }

    public LossTotals NegativeElbo(ReadOnlySpan<float> rows, int samples, int seed, long firstRow, ReadOnlySpan<float> weights = default)
    {
        Refresh();
        var count = rows.Length / Features;
        var stream = new Philox(seed, RandomPurpose.Evaluation);
        var perPanel = new LossTotals[Panel.Count(count)];
        fixed (float* source = rows)
        fixed (float* factors = weights)
        {
            var (from, factor) = ((nint)source, (nint)factors);
            PanelLoop.Run(count, forward.WorkPerRow, threads, (first, rowCount) =>
                perPanel[first / Panel.Lanes] = PanelElbo((float*)from + ((nint)first * Features), rowCount, samples, stream, firstRow + first, factor == 0 ? null : (float*)factor + first));
        }

        return perPanel.Aggregate(default(LossTotals), (sum, panel) => sum + panel);
    }

    public LossTotals ImportanceWeightedNll(ReadOnlySpan<float> rows, int samples, int seed, long firstRow, ReadOnlySpan<float> weights = default)
    {
        Refresh();
        var count = rows.Length / Features;
        var stream = new Philox(seed, RandomPurpose.Evaluation);
        var perPanel = new LossTotals[Panel.Count(count)];
        fixed (float* source = rows)
        fixed (float* factors = weights)
        {
            var (from, factor) = ((nint)source, (nint)factors);
            PanelLoop.Run(count, forward.WorkPerRow * samples, threads, (first, rowCount) =>
                perPanel[first / Panel.Lanes] = PanelNll((float*)from + ((nint)first * Features), rowCount, samples, stream, firstRow + first, factor == 0 ? null : (float*)factor + first));
        }

        return perPanel.Aggregate(default(LossTotals), (sum, panel) => sum + panel);
    }

    private void Refresh()
    {
        if (inTraining)
        {
            forward.Refresh();
        }
    }

    private LossTotals PanelNll(float* rows, int count, int samples, in Philox stream, long firstRow, float* factors)
    {
        var work = forward.Rent();
        Load(work, rows, count);
        forward.Encode(work, wantsVariance: true);
        forward.Divergence(work);
        work.Weights.Clear();
        double reconstruction = 0, divergence = 0, bound = 0;
        for (var sample = 0; sample < samples; sample++)
        {
            FillNoise(work, count, sample, stream, firstRow);
            forward.Sample(work);
            forward.AddWeight(work, forward.Decode(work, work.Code.Pointer));
            for (var row = 0; row < count; row++)
            {
                reconstruction += Weighted(work.Loss.Pointer[row], factors, row);
            }
        }

        for (var row = 0; row < count; row++)
        {
            bound -= Weighted(work.Weights.Of(row), factors, row);
            divergence += Weighted(work.Divergence.Pointer[row], factors, row);
        }

        forward.Return(work);
        return new LossTotals(count, bound, reconstruction / samples, divergence);
    }

    private LossTotals PanelElbo(float* rows, int count, int samples, in Philox stream, long firstRow, float* factors)
    {
        var work = forward.Rent();
        Load(work, rows, count);
        forward.Encode(work, wantsVariance: true);
        work.Loss.Span.Clear();
        if (forward.Plan.LogVariance is null)
        {
            forward.AddLoss(work, forward.Decode(work, work.Mean.Pointer));
            var loss = SumOf(work.Loss, count, factors);
            forward.Return(work);
            return new LossTotals(count, loss, loss, 0);
        }

        forward.Divergence(work);
        for (var sample = 0; sample < samples; sample++)
        {
            FillNoise(work, count, sample, stream, firstRow);
            forward.Sample(work);
            forward.AddLoss(work, forward.Decode(work, work.Code.Pointer));
        }

        var (reconstruction, divergence) = (SumOf(work.Loss, count, factors) / samples, SumOf(work.Divergence, count, factors));
        forward.Return(work);
        return new LossTotals(count, reconstruction + divergence, reconstruction, divergence);
    }

    private static double Weighted(double value, float* factors, int row) => factors == null ? value : value * factors[row];

    private static double SumOf(PinnedFloats perRow, int count, float* factors)
    {
        var sum = 0.0;
        for (var row = 0; row < count; row++)
        {
            sum += Weighted(perRow.Pointer[row], factors, row);
        }

        return sum;
    }

    /// <summary>Noise by the row's own number, so that it does not depend on how rows are cut into calls.</summary>
    private void FillNoise(InferenceWorkspace work, int count, int sample, in Philox stream, long firstRow)
    {
        var padded = (Latent + 3) & ~3;
        var noise = padded <= 1024 ? stackalloc float[padded] : new float[padded];
        fixed (float* pointer = noise)
        {
            for (var lane = 0; lane < count; lane++)
            {
                NormalNoise.Fill(stream, (uint)sample, (ulong)(firstRow + lane), pointer, padded);
                for (var j = 0; j < Latent; j++)
                {
                    work.Noise.Pointer[(j * Panel.Lanes) + lane] = pointer[j];
                }
            }
        }
    }

    private void Load(InferenceWorkspace work, float* rows, int count)
    {
        var pointers = stackalloc float*[Panel.Lanes];
        for (var lane = 0; lane < count; lane++)
        {
            pointers[lane] = rows + ((nint)lane * Features);
        }

        TransposeKernel.RowsToPanel(pointers, count, Features, work.Input.Pointer);
        if (forward.Plan.AllowsMissing)
        {
            forward.Observe(work, !RowChecks.IsFinite(new ReadOnlySpan<float>(rows, count * Features)));
        }
    }
}
