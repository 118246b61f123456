using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Objectives;
using Vae.Core.Randomness;

namespace Vae.Core.Engines.Managed;

/// <content>From the rows of a batch to the panels that the encoder sees and the loss compares with.</content>
internal sealed unsafe partial class ManagedSession<S, V>
{
    private readonly Philox corruptionStream;
    private readonly Philox binarizationStream;

    /// <summary>Loads up to 32 rows into a panel: the target of the loss, and, where rows are corrupted, the encoder's input beside it.</summary>
    private void LoadPanel(float** rows, int count, int panel)
    {
        var target = work.Target.Of(panel);
        TransposeKernel.RowsToPanel(rows, count, features, target);
        if (work.RowNoise is null)
        {
            if (work.Input.Blocks is not null)
            {
                TransposeKernel.RowsToBlocks(rows, count, features, work.Input.BlocksOf(panel), work.Input.BlockStride);
            }

            return;
        }

        var size = features * Panel.Lanes;
        var noise = work.RowNoise.Of(panel);
        if (setup.Objective.Binarization == Binarization.Dynamic)
        {
            if (step.Injection is { } injection)
            {
                context.InjectPanel(injection.BinarizationNoise, features, panel, noise);
            }
            else
            {
                NormalNoise.FillUniform(binarizationStream, (uint)panel, (ulong)step.Step, noise, size);
            }

            CorruptionKernel.Binarize<S, V>(target, noise, size);
        }

        if (setup.Objective.Corruption is { } corruption)
        {
            DrawCorruption(corruption, panel, noise, size);
            CorruptionKernel.Corrupt<S, V>(corruption, target, noise, work.Input.Of(panel), size);
        }

        work.Input.FillBlocks(panel);
    }

    private void DrawCorruption(Corruption corruption, int panel, float* noise, int size)
    {
        if (step.Injection is { } injection)
        {
            context.InjectPanel(injection.CorruptionNoise, features, panel, noise);
        }
        else if (corruption is GaussianCorruption)
        {
            NormalNoise.Fill(corruptionStream, (uint)panel, (ulong)step.Step, noise, size);
        }
        else
        {
            NormalNoise.FillUniform(corruptionStream, (uint)panel, (ulong)step.Step, noise, size);
        }
    }
}
