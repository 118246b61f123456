using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Networks;
using Vae.Core.Randomness;

namespace Vae.Core.Engines.Managed;

/// <content>Forward and backward through the network.</content>
internal sealed unsafe partial class ManagedSession<S, V>
{
    private BatchRows batch;
    private StepSettings step;
    private int rowCount;
    private int panels;

    private void Run(BatchRows rows, int count, in StepSettings settings, bool update)
    {
        batch = rows;
        step = settings;
        rowCount = count;
        panels = Panel.Count(count);
        applyUpdate = update;
        Prepare();
        team.Run(encodePhase);
        if (setup.Objective.FreeBits > 0)
        {
            ApplyFreeBits();
            team.Run(decodePhase);
        }

        AddLosses();
        UpdateParameters();
    }

    private void Prepare()
    {
        sigma?.Refresh(parameters.Pointer);
        var lanes = panels * Panel.Lanes;
        for (var i = 0; i < lanes; i++)
        {
            work.LaneMask.Pointer[i] = i < rowCount ? 1 : 0;
            work.GradientMask.Pointer[i] = i < rowCount ? 1f / ((float)rowCount * samples) : 0;
        }

        work.ReconstructionLoss.Span[..lanes].Clear();
        work.Divergence.Span[..lanes].Clear();
        work.DimensionWeights.Span.Fill(step.KlWeight / rowCount);
        work.DivergencePerDimension.Span.Clear();
        if (sigma?.Slot is not null)
        {
            work.LogSigmaGradient.Span.Clear();
        }
    }

    private void EncodeShare(int thread)
    {
        for (var panel = thread; panel < panels; panel += team.Size)
        {
            Gather(panel);
            EncodePanel(panel);
            if (setup.Objective.FreeBits <= 0)
            {
                DecodePanel(panel);
            }
        }
    }

    private void DecodeShare(int thread)
    {
        for (var panel = thread; panel < panels; panel += team.Size)
        {
            DecodePanel(panel);
        }
    }

    private void Gather(int panel)
    {
        var first = panel * Panel.Lanes;
        var count = Math.Min(Panel.Lanes, rowCount - first);
        var pointers = stackalloc float*[Panel.Lanes];
        for (var lane = 0; lane < count; lane++)
        {
            pointers[lane] = batch.Row(first + lane, features);
        }

        TransposeKernel.RowsToPanel(pointers, count, features, work.InputOf(panel));
        TransposeKernel.RowsToBlocks(pointers, count, features, BlocksOf(work.InputBlocks, panel), BlockStride(panels));
    }

    private void EncodePanel(int panel)
    {
        var input = work.InputOf(panel);
        for (var s = 0; s < encoder.Length; s++)
        {
            var stage = work.Encoder[s];
            LinearKernels<S, V>.Forward(encoder[s], parameters.Pointer, input, stage.OutputOf(panel), stage.DerivativeOf(panel));
            ApplyDropout(stage, s, panel, 0, rowCount);
            TransposeKernel.PanelToBlocks(stage.OutputOf(panel), encoder[s].Outputs, BlocksOf(stage.Blocks!, panel), BlockStride(panels));
            input = stage.OutputOf(panel);
        }

        var size = latent * Panel.Lanes;
        var mu = work.CodeOf(work.Mean, panel);
        var logVar = work.CodeOf(work.LogVariance, panel);
        var sd = work.CodeOf(work.Sigma, panel);
        LinearKernels<S, V>.Forward(mean, parameters.Pointer, input, mu, null);
        LinearKernels<S, V>.Forward(logVariance, parameters.Pointer, input, logVar, null);
        LatentKernel.Prepare<S, V>(logVar, sd, work.CodeOf(work.Gate, panel), size);
        LatentKernel.Divergence<S, V>(
            mu,
            logVar,
            sd,
            latent,
            work.LaneMask.Pointer + (panel * Panel.Lanes),
            work.Divergence.Pointer + (panel * Panel.Lanes),
            setup.Objective.FreeBits > 0 ? work.DivergencePerDimension.Pointer + ((nint)panel * latent) : null);
    }

    private void DecodePanel(int panel)
    {
        var size = latent * Panel.Lanes;
        var lane = panel * Panel.Lanes;
        var mu = work.CodeOf(work.Mean, panel);
        var sd = work.CodeOf(work.Sigma, panel);
        var dMean = work.CodeOf(work.MeanGradient, panel);
        var dLogVariance = work.CodeOf(work.LogVarianceGradient, panel);
        new Span<float>(dMean, size).Clear();
        new Span<float>(dLogVariance, size).Clear();
        for (var sample = 0; sample < samples; sample++)
        {
            var at = (panel * samples) + sample;
            var noise = work.CodeOf(work.Noise, at);
            var z = work.CodeOf(work.Code, at);
            var dz = work.CodeOf(work.CodeGradient, at);
            DrawNoise(noise, panel, sample, at);
            LatentKernel.Sample<S, V>(mu, sd, noise, z, size);
            TransposeKernel.PanelToBlocks(z, latent, BlocksOf(work.CodeBlocks, at), BlockStride(panels * samples));
            DecodeForward(z, at, panel, sample);
            LikelihoodLoss(at, panel);
            DecodeBackward(dz, at);
            LatentKernel.BackwardSample<S, V>(dz, noise, sd, dMean, dLogVariance, size);
        }

        LatentKernel.BackwardDivergence<S, V>(
            mu, sd, work.CodeOf(work.Gate, panel), work.DimensionWeights.Pointer, latent, work.LaneMask.Pointer + lane, dMean, dLogVariance);
        EncodeBackward(panel, dMean, dLogVariance);
    }

    private void DecodeForward(float* z, int at, int panel, int sample)
    {
        var input = z;
        for (var s = 0; s < decoder.Length; s++)
        {
            var stage = work.Decoder[s];
            LinearKernels<S, V>.Forward(decoder[s], parameters.Pointer, input, stage.OutputOf(at), stage.DerivativeOf(at));
            if (s < decoder.Length - 1)
            {
                ApplyDropout(stage, encoder.Length + s, panel, sample, rowCount, at);
                TransposeKernel.PanelToBlocks(stage.OutputOf(at), decoder[s].Outputs, BlocksOf(stage.Blocks!, at), BlockStride(panels * samples));
            }

            input = stage.OutputOf(at);
        }
    }

    private void LikelihoodLoss(int at, int panel)
    {
        var lane = panel * Panel.Lanes;
        var output = work.Decoder[^1].OutputOf(at);
        var mask = work.GradientMask.Pointer + lane;
        var loss = work.ReconstructionLoss.Pointer + lane;
        if (sigma is null)
        {
            LikelihoodKernel.Bernoulli<S, V>(output, work.InputOf(panel), features, mask, loss);
            return;
        }

        var dLogSigma = sigma.Slot is null ? null : work.LogSigmaGradient.Pointer + ((nint)panel * features);
        LikelihoodKernel.Gaussian<S, V>(
            output, work.InputOf(panel), features, sigma.Precision.Pointer, sigma.Constant, mask, loss, dLogSigma);
    }

    private void DecodeBackward(float* dz, int at)
    {
        // The loss left its gradient in the last stage's output, which has no activation.
        var dOutput = work.Decoder[^1].OutputOf(at);
        for (var s = decoder.Length - 1; s > 0; s--)
        {
            var below = work.Decoder[s - 1];
            LinearKernels<S, V>.BackwardInput(decoder[s], parameters.Pointer, dOutput, below.GradientOf(at), accumulate: false);
            BackwardActivation(below, at);
            dOutput = below.GradientOf(at);
        }

        LinearKernels<S, V>.BackwardInput(decoder[0], parameters.Pointer, dOutput, dz, accumulate: false);
    }

    private void EncodeBackward(int panel, float* dMean, float* dLogVariance)
    {
        if (encoder.Length == 0)
        {
            return;
        }

        var top = work.Encoder[^1];
        LinearKernels<S, V>.BackwardInput(mean, parameters.Pointer, dMean, top.GradientOf(panel), accumulate: false);
        LinearKernels<S, V>.BackwardInput(logVariance, parameters.Pointer, dLogVariance, top.GradientOf(panel), accumulate: true);
        BackwardActivation(top, panel);
        for (var s = encoder.Length - 1; s > 0; s--)
        {
            var below = work.Encoder[s - 1];
            LinearKernels<S, V>.BackwardInput(
                encoder[s], parameters.Pointer, work.Encoder[s].GradientOf(panel), below.GradientOf(panel), accumulate: false);
            BackwardActivation(below, panel);
        }
    }

    private static void BackwardActivation(StageWorkspace stage, int at)
    {
        var count = stage.Stage.Outputs * Panel.Lanes;
        if (stage.Derivative is not null)
        {
            ActivationKernel.Backward<S, V>(stage.GradientOf(at), stage.DerivativeOf(at), count);
        }
        else if (stage.Stage.Activation == Activation.ReLU)
        {
            ActivationKernel.BackwardRelu<S, V>(stage.GradientOf(at), stage.OutputOf(at), count);
        }
    }

    private void DrawNoise(float* noise, int panel, int sample, int block)
    {
        if (step.Injection is { } injection)
        {
            var given = injection.Noise.AsSpan(sample * rowCount * latent, rowCount * latent);
            InjectPanel(given, latent, panel, noise);
            return;
        }

        NormalNoise.Fill(noiseStream, (uint)block, (ulong)step.Step, noise, latent * Panel.Lanes);
    }

    private void ApplyDropout(StageWorkspace stage, int layer, int panel, int sample, int rows, int? at = null)
    {
        if (stage.Stage.DropoutRate <= 0)
        {
            return;
        }

        var where = at ?? panel;
        var count = stage.Stage.Outputs * Panel.Lanes;
        var output = stage.OutputOf(where);
        var derivative = stage.DerivativeOf(where);
        // The gradient buffer is free on the way forward and lends its room to the mask.
        var mask = stage.GradientOf(where);
        if (step.Injection is { } injection)
        {
            var size = stage.Stage.Outputs;
            InjectPanel(injection.DropoutMasks[layer].AsSpan(sample * rows * size, rows * size), size, panel, mask);
        }
        else
        {
            // The layer takes bits of the step's number that no run reaches.
            var number = (ulong)step.Step ^ ((ulong)layer << 40);
            NormalNoise.FillDropout(dropoutStream, (uint)where, number, stage.Stage.DropoutRate, mask, count);
        }

        ActivationKernel.Backward<S, V>(output, mask, count);
        ActivationKernel.Backward<S, V>(derivative, mask, count);
    }

    private void InjectPanel(ReadOnlySpan<float> rows, int width, int panel, float* destination)
    {
        fixed (float* source = rows)
        {
            var first = panel * Panel.Lanes;
            var count = Math.Min(Panel.Lanes, rowCount - first);
            var pointers = stackalloc float*[Panel.Lanes];
            for (var lane = 0; lane < count; lane++)
            {
                pointers[lane] = source + ((nint)(first + lane) * width);
            }

            TransposeKernel.RowsToPanel(pointers, count, width, destination);
        }
    }

    private static float* BlocksOf(PinnedFloats blocks, int panel) => blocks.Pointer + ((nint)panel * Panel.Lanes * Panel.Lanes);

    private static nint BlockStride(int panels) => (nint)panels * Panel.Lanes * Panel.Lanes;
}
