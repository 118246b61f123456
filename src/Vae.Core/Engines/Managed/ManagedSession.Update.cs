using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Networks;

namespace Vae.Core.Engines.Managed;

/// <content>Losses, weight gradients and the optimiser.</content>
internal sealed unsafe partial class ManagedSession<S, V>
{
    // Sums of squares are taken over blocks of fixed size and then in order, so that the norm does not depend on the number of threads.
    private const int NormBlock = 1 << 14;

    private readonly double[] normBlocks;
    private AdamKernel.Step adam;
    private bool applyUpdate;
    private double divergenceCounted;

    private bool Clips => setup.GradientClipNorm is not null;

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
        var counted = setup.Objective.FreeBits > 0 ? divergenceCounted : divergence;
        totals += new LossTotals(rowCount, reconstruction + (step.KlWeight * counted), reconstruction, divergence);
    }

    private void UpdateParameters()
    {
        if (applyUpdate)
        {
            optimizerStep++;
            adam = AdamStep(gradientScale: 1);
        }

        team.Run(gradientPhase);
        if (applyUpdate && setup.GradientClipNorm is { } limit)
        {
            team.Run(normPhase);
            var norm = Math.Sqrt(normBlocks.Sum());
            adam = AdamStep(norm > limit ? (float)(limit / norm) : 1);
            team.Run(updatePhase);
            if (sigma?.Slot is { } slot)
            {
                ClampLogSigma(slot);
            }
        }
    }

    private AdamKernel.Step AdamStep(float gradientScale)
    {
        var optimizer = setup.Optimizer;
        return new AdamKernel.Step
        {
            Beta1 = optimizer.Beta1,
            Beta2 = optimizer.Beta2,
            Epsilon = optimizer.Epsilon,
            StepSize = (float)(step.LearningRate / (1 - Math.Pow(optimizer.Beta1, optimizerStep))),
            InverseRootCorrection = (float)(1 / Math.Sqrt(1 - Math.Pow(optimizer.Beta2, optimizerStep))),
            Shrink = 1 - (step.LearningRate * optimizer.WeightDecay),
            GradientScale = gradientScale,
        };
    }

    private void GradientShare(int thread)
    {
        var (encoderPanels, decoderPanels) = (panels, panels * samples);
        var blocks = work.InputBlocks.Pointer;
        foreach (var stage in work.Encoder)
        {
            LayerShare(stage.Stage, stage.Gradient.Pointer, blocks, encoderPanels, thread);
            blocks = stage.Blocks!.Pointer;
        }

        LayerShare(mean, work.MeanGradient.Pointer, blocks, encoderPanels, thread);
        LayerShare(logVariance, work.LogVarianceGradient.Pointer, blocks, encoderPanels, thread);
        blocks = work.CodeBlocks.Pointer;
        for (var s = 0; s < work.Decoder.Length; s++)
        {
            var stage = work.Decoder[s];
            var last = s == work.Decoder.Length - 1;
            LayerShare(stage.Stage, last ? stage.Output.Pointer : stage.Gradient.Pointer, blocks, decoderPanels, thread);
            if (!last)
            {
                blocks = stage.Blocks!.Pointer;
            }
        }

        if (thread == 0 && sigma?.Slot is { } slot)
        {
            LogSigmaShare(slot);
        }
    }

    private void LayerShare(LinearStage stage, float* dOutput, float* blocks, int panelCount, int thread)
    {
        // Shares are whole register tiles, so that no thread is left with single rows.
        var tile = stage.Outputs >= GemmKernel.WideRows * team.Size ? GemmKernel.WideRows : GemmKernel.NarrowRows;
        var tileCount = (stage.Outputs + tile - 1) / tile;
        var first = Math.Min(stage.Outputs, (int)((long)tileCount * thread / team.Size) * tile);
        var last = Math.Min(stage.Outputs, (int)((long)tileCount * (thread + 1) / team.Size) * tile);
        if (first == last)
        {
            return;
        }

        LinearKernels<S, V>.WeightGradient(stage, dOutput, blocks, panelCount, first, last, gradient.Pointer, tiles[thread].Pointer);
        if (applyUpdate && !Clips)
        {
            var weights = stage.WeightOffset + ((nint)first * stage.Inputs);
            UpdateRun(weights, (nint)(last - first) * stage.Inputs, decay: true);
            UpdateRun(stage.BiasOffset + first, last - first, decay: false);
        }
    }

    private void LogSigmaShare(ParameterSlot slot)
    {
        var target = gradient.Pointer + slot.Offset;
        new Span<float>(target, slot.Count).Clear();
        for (var panel = 0; panel < panels; panel++)
        {
            for (var d = 0; d < features; d++)
            {
                target[slot.Count == 1 ? 0 : d] += work.LogSigmaGradient.Pointer[((nint)panel * features) + d];
            }
        }

        if (applyUpdate && !Clips)
        {
            UpdateRun(slot.Offset, slot.Count, decay: false);
            ClampLogSigma(slot);
        }
    }

    private void NormShare(int thread)
    {
        for (var block = thread; block < normBlocks.Length; block += team.Size)
        {
            var start = block * NormBlock;
            normBlocks[block] = AdamKernel.SumOfSquares(gradient.Pointer + start, Math.Min(NormBlock, gradient.Length - start));
        }
    }

    private void UpdateShare(int thread)
    {
        var slots = setup.Layout.Slots;
        for (var i = 0; i < slots.Length; i++)
        {
            var slot = slots[i];
            var first = (int)((long)slot.Count * thread / team.Size);
            var last = (int)((long)slot.Count * (thread + 1) / team.Size);
            UpdateRun(slot.Offset + first, last - first, slot.Decays);
        }
    }

    private void ClampLogSigma(ParameterSlot slot)
    {
        var values = new Span<float>(parameters.Pointer + slot.Offset, slot.Count);
        var floor = sigma!.MinimumLogSigma;
        foreach (ref var value in values)
        {
            value = Math.Max(value, floor);
        }
    }

    private void UpdateRun(nint offset, nint count, bool decay) => AdamKernel.Update<S, V>(
        parameters.Pointer + offset,
        gradient.Pointer + offset,
        firstMoment.Pointer + offset,
        secondMoment.Pointer + offset,
        count,
        adam,
        decay && setup.Optimizer.WeightDecay > 0);
}
