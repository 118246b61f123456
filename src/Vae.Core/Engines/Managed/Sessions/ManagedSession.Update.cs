using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;

namespace Vae.Core.Engines.Managed.Sessions;

/// <content>Losses, weight gradients and the optimiser.</content>
internal sealed unsafe partial class ManagedSession<S, V>
{
    private double divergenceCounted;

    /// <summary>Dimensions whose mean KL over the batch is within the free bits get no KL gradient, and count as the free bits.</summary>
    private void ApplyFreeBits()
    {
        var free = Setup.Objective.FreeBits;
        var given = Context.Settings.MeanDivergence.Span;
        divergenceCounted = 0;
        for (var j = 0; j < Latent; j++)
        {
            var average = given.IsEmpty ? Divergence(j) / Context.Weight : given[j];
            if (average <= free)
            {
                work.DimensionWeights.Pointer[j] = 0;
            }

            divergenceCounted += Math.Max(average, free) * Context.Weight;
        }
    }

    protected override void SumDivergence(Span<double> sums)
    {
        Prepare();
        encoder.Begin(Team);
        codes.Run(Context.Panels);
        for (var j = 0; j < Latent; j++)
        {
            sums[j] = Divergence(j);
        }
    }

    /// <summary>The KL of a dimension, summed over the batch.</summary>
    private double Divergence(int dimension)
    {
        var sum = 0.0;
        for (var panel = 0; panel < Context.Panels; panel++)
        {
            sum += work.DivergencePerDimension.Pointer[((nint)panel * Latent) + dimension];
        }

        return sum;
    }

    private LossTotals Losses()
    {
        double reconstruction = 0, divergence = 0;
        for (var row = 0; row < Context.RowCount; row++)
        {
            reconstruction += (double)work.ReconstructionLoss.Pointer[row] * Context.Weights[row];
            divergence += work.Divergence.Pointer[row];
        }

        reconstruction /= samples;
        return new LossTotals(Context.RowCount, Objective(reconstruction, divergence), reconstruction, divergence);
    }

    private void UpdateParameters()
    {
        update.Begin(Context.Settings.LearningRate, Context.Updates);
        Team.Run(gradientPhase);
        if (update.Finish() && sigma?.Slot is { } slot)
        {
            ClampLogSigma(slot);
        }
    }

    public override void Apply(ReadOnlySpan<float> gradient, in StepSettings settings)
    {
        gradient.CopyTo(Memory.Gradient.Span);
        update.Begin(settings.LearningRate, update: true);
        update.Apply();
        if (sigma?.Slot is { } slot)
        {
            ClampLogSigma(slot);
        }
    }

    private void GradientShare(int thread)
    {
        encoder.WeightGradient(thread, update);
        HeadShare(mean, work.MeanGradient, thread);
        if (logVariance is not null)
        {
            HeadShare(logVariance, work.LogVarianceGradient, thread);
        }

        // The decoder mirrors the encoder: shared out from the other end, what is left over of whole tiles falls on another thread.
        decoder.WeightGradient(Team.Active - 1 - thread, update);
        if (thread == 0 && sigma?.Slot is { } slot)
        {
            LogSigmaShare(slot);
        }
    }

    private void HeadShare(LinearStage head, PanelBuffer dOutput, int thread) =>
        LinearKernels<S, V>.WeightShare(head, dOutput, encoder.Output, Context.Panels, thread, Team.Active, tiles[thread].Pointer, update);

    private void LogSigmaShare(ParameterSlot slot)
    {
        var target = Memory.Gradient.Pointer + slot.Offset;
        new Span<float>(target, slot.Count).Clear();
        for (var panel = 0; panel < Context.Panels; panel++)
        {
            for (var d = 0; d < Outputs; d++)
            {
                target[slot.Count == 1 ? 0 : d] += work.LogSigmaGradient.Pointer[((nint)panel * Outputs) + d];
            }
        }

        if (update.Complete(slot.Offset, slot.Count, decay: false))
        {
            ClampLogSigma(slot);
        }
    }

    private void ClampLogSigma(ParameterSlot slot)
    {
        var values = new Span<float>(Memory.Parameters.Pointer + slot.Offset, slot.Count);
        var floor = sigma!.MinimumLogSigma;
        foreach (ref var value in values)
        {
            value = Math.Max(value, floor);
        }
    }
}
