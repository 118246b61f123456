using Vae.Core.Networks;

namespace Vae.Core.Engines.Managed;

/// <content>Losses, weight gradients and the optimiser.</content>
internal sealed unsafe partial class ManagedSession<S, V>
{
    private double divergenceCounted;

    /// <summary>Dimensions whose mean KL over the batch is within the free bits get no KL gradient, and count as the free bits.</summary>
    private void ApplyFreeBits()
    {
        var free = setup.Objective.FreeBits;
        divergenceCounted = 0;
        for (var j = 0; j < latent; j++)
        {
            var sum = 0.0;
            for (var panel = 0; panel < panels; panel++)
            {
                sum += work.DivergencePerDimension.Pointer[((nint)panel * latent) + j];
            }

            var average = sum / rowCount;
            if (average <= free)
            {
                work.DimensionWeights.Pointer[j] = 0;
            }

            divergenceCounted += Math.Max(average, free) * rowCount;
        }
    }

    private void AddLosses()
    {
        double reconstruction = 0, divergence = 0;
        for (var row = 0; row < rowCount; row++)
        {
            reconstruction += work.ReconstructionLoss.Pointer[row];
            divergence += work.Divergence.Pointer[row];
        }

        reconstruction /= samples;
        totals += new LossTotals(rowCount, Objective(reconstruction, divergence), reconstruction, divergence);
    }

    private void UpdateParameters()
    {
        update.Begin(step.LearningRate, context.Updates);
        team.Run(gradientPhase);
        if (update.Finish() && sigma?.Slot is { } slot)
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

        decoder.WeightGradient(thread, update);
        if (thread == 0 && sigma?.Slot is { } slot)
        {
            LogSigmaShare(slot);
        }
    }

    private void HeadShare(LinearStage head, PanelBuffer dOutput, int thread) =>
        LinearKernels<S, V>.WeightShare(head, dOutput, encoder.Output, panels, thread, team.Size, tiles[thread].Pointer, update);

    private void LogSigmaShare(ParameterSlot slot)
    {
        var target = memory.Gradient.Pointer + slot.Offset;
        new Span<float>(target, slot.Count).Clear();
        for (var panel = 0; panel < panels; panel++)
        {
            for (var d = 0; d < features; d++)
            {
                target[slot.Count == 1 ? 0 : d] += work.LogSigmaGradient.Pointer[((nint)panel * features) + d];
            }
        }

        if (update.Complete(slot.Offset, slot.Count, decay: false))
        {
            ClampLogSigma(slot);
        }
    }

    private void ClampLogSigma(ParameterSlot slot)
    {
        var values = new Span<float>(memory.Parameters.Pointer + slot.Offset, slot.Count);
        var floor = sigma!.MinimumLogSigma;
        foreach (ref var value in values)
        {
            value = Math.Max(value, floor);
        }
    }
}
