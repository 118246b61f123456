using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Randomness;

namespace Vae.Core.Engines.Managed;

/// <content>Forward and backward through the network.</content>
internal sealed unsafe partial class ManagedSession<S, V>
{
    private BatchRows batch;
    private StepSettings step;
    private int rowCount;
    private int panels;

    /// <summary>What a step does to each panel, up to the gradients of all activations.</summary>
    private PanelProgram Program()
    {
        var steps = new PanelProgram(team);
        steps.Each(Gather);
        encoder.AddForward(steps);
        steps.Each(EncodePanel);
        if (setup.Objective.FreeBits > 0)
        {
            steps.Meet(ApplyFreeBits);
        }

        if (decoder.Meets)
        {
            steps.Each(SampleCodes);
            decoder.AddForward(steps);
            steps.Each(Losses);
            decoder.AddBackward(steps);
            steps.Each(CodeGradients);
        }
        else
        {
            steps.Each(DecodePanel);
        }

        steps.Each(LatentBackward);
        encoder.AddBackward(steps);
        return steps;
    }

    private void Run(BatchRows rows, int count, in StepSettings settings, bool update)
    {
        batch = rows;
        step = settings;
        rowCount = count;
        panels = Panel.Count(count);
        context.Begin(count, settings, update);
        Prepare();
        program.Run(panels);
        AddLosses();
        UpdateParameters();
    }

    private void Prepare()
    {
        sigma?.Refresh(memory.Parameters.Pointer);
        var lanes = panels * Panel.Lanes;
        for (var i = 0; i < lanes; i++)
        {
            work.LaneMask.Pointer[i] = i < rowCount ? 1 : 0;
            work.GradientMask.Pointer[i] = i < rowCount ? 1f / ((float)rowCount * (isImportance ? 1 : samples)) : 0;
        }

        work.ReconstructionLoss.Span[..lanes].Clear();
        work.Divergence.Span[..lanes].Clear();
        work.DimensionWeights.Span.Fill(isImportance ? 0 : step.KlWeight / rowCount);
        work.DivergencePerDimension.Span.Clear();
        if (sigma?.Slot is not null)
        {
            work.LogSigmaGradient.Span.Clear();
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

        LoadPanel(pointers, count, panel);
    }

    private void EncodePanel(int panel)
    {
        var input = encoder.Output.Of(panel);
        var size = latent * Panel.Lanes;
        var mu = work.CodeOf(work.Mean, panel);
        var logVar = work.CodeOf(work.LogVariance, panel);
        var sd = work.CodeOf(work.Sigma, panel);
        LinearKernels<S, V>.Forward(mean, context.Parameters, input, mu, null);
        new Span<float>(work.MeanGradient.Of(panel), size).Clear();
        if (logVariance is null)
        {
            return;
        }

        LinearKernels<S, V>.Forward(logVariance, context.Parameters, input, logVar, null);
        LatentKernel.Prepare<S, V>(logVar, sd, work.CodeOf(work.Gate, panel), size);
        LatentKernel.Divergence<S, V>(
            mu,
            logVar,
            sd,
            latent,
            work.LaneMask.Pointer + (panel * Panel.Lanes),
            work.Divergence.Pointer + (panel * Panel.Lanes),
            setup.Objective.FreeBits > 0 ? work.DivergencePerDimension.Pointer + ((nint)panel * latent) : null);
        new Span<float>(work.LogVarianceGradient.Of(panel), size).Clear();
    }

    /// <summary>All samples of a panel, one after the other: each stays in cache from its noise to the gradient of its code.</summary>
    private void DecodePanel(int panel)
    {
        if (isImportance)
        {
            DecodeWeighted(panel);
            return;
        }

        for (var sample = 0; sample < samples; sample++)
        {
            var at = (panel * samples) + sample;
            SampleCode(panel, sample);
            decoder.Forward(at);
            LikelihoodLoss(at, panel);
            decoder.Backward(at);
            CodeGradient(panel, sample);
        }
    }

    private void SampleCodes(int panel)
    {
        for (var sample = 0; sample < samples; sample++)
        {
            SampleCode(panel, sample);
        }
    }

    private void Losses(int panel)
    {
        if (isImportance)
        {
            WeightedLosses(panel);
            return;
        }

        for (var sample = 0; sample < samples; sample++)
        {
            LikelihoodLoss((panel * samples) + sample, panel);
        }
    }

    private void CodeGradients(int panel)
    {
        for (var sample = 0; sample < samples; sample++)
        {
            CodeGradient(panel, sample);
        }
    }

    private void SampleCode(int panel, int sample)
    {
        var at = (panel * samples) + sample;
        if (logVariance is null)
        {
            // An autoencoder's code is the mean itself.
            new ReadOnlySpan<float>(work.CodeOf(work.Mean, panel), latent * Panel.Lanes).CopyTo(new Span<float>(work.Code.Of(at), latent * Panel.Lanes));
            work.Code.FillBlocks(at);
            return;
        }

        var noise = work.CodeOf(work.Noise, at);
        DrawNoise(noise, panel, sample, at);
        LatentKernel.Sample<S, V>(
            work.CodeOf(work.Mean, panel), work.CodeOf(work.Sigma, panel), noise, work.Code.Of(at), latent * Panel.Lanes);
        work.Code.FillBlocks(at);
    }

    private void CodeGradient(int panel, int sample)
    {
        var at = (panel * samples) + sample;
        if (logVariance is null)
        {
            work.CodeGradient.CopyPanel(at, work.MeanGradient, panel);
            return;
        }

        if (isImportance)
        {
            WeightedCodeGradient(panel, at);
            return;
        }

        LatentKernel.BackwardSample<S, V>(
            work.CodeGradient.Of(at),
            work.CodeOf(work.Noise, at),
            work.CodeOf(work.Sigma, panel),
            work.MeanGradient.Of(panel),
            work.LogVarianceGradient.Of(panel),
            latent * Panel.Lanes);
    }

    /// <summary>Adds the KL's gradient to that of the code, and takes both through the heads.</summary>
    private void LatentBackward(int panel)
    {
        var dMean = work.MeanGradient.Of(panel);
        var dLogVariance = work.LogVarianceGradient.Of(panel);
        if (logVariance is not null)
        {
            LatentKernel.BackwardDivergence<S, V>(
                work.CodeOf(work.Mean, panel),
                work.CodeOf(work.Sigma, panel),
                work.CodeOf(work.Gate, panel),
                work.DimensionWeights.Pointer,
                latent,
                work.LaneMask.Pointer + (panel * Panel.Lanes),
                dMean,
                dLogVariance);
        }

        if (encoder.OutputGradient is not { } encoded)
        {
            return;
        }

        LinearKernels<S, V>.BackwardInput(mean, context.Parameters, dMean, encoded.Of(panel), accumulate: false);
        if (logVariance is not null)
        {
            LinearKernels<S, V>.BackwardInput(logVariance, context.Parameters, dLogVariance, encoded.Of(panel), accumulate: true);
        }
    }

    /// <summary>Adds the loss of a panel's rows, and writes its gradient over the decoder's output, which has no activation.</summary>
    private void LikelihoodLoss(int at, int panel)
    {
        var lane = panel * Panel.Lanes;
        LikelihoodLoss(at, panel, work.GradientMask.Pointer + lane, work.ReconstructionLoss.Pointer + lane);
    }

    /// <summary>The same with another factor a row on the gradient, or none at all, and another place for the loss.</summary>
    private void LikelihoodLoss(int at, int panel, float* mask, float* loss)
    {
        var output = decoder.Output.Of(at);
        if (sigma is null)
        {
            LikelihoodKernel.Bernoulli<S, V>(output, work.Target.Of(panel), features, mask, loss);
            return;
        }

        var dLogSigma = sigma.Slot is null ? null : work.LogSigmaGradient.Pointer + ((nint)panel * features);
        LikelihoodKernel.Gaussian<S, V>(
            output, work.Target.Of(panel), features, sigma.Precision.Pointer, sigma.Constant, mask, loss, dLogSigma);
    }

    private void DrawNoise(float* noise, int panel, int sample, int block)
    {
        if (step.Injection is { } injection)
        {
            var given = injection.Noise.AsSpan(sample * rowCount * latent, rowCount * latent);
            context.InjectPanel(given, latent, panel, noise);
            return;
        }

        NormalNoise.Fill(noiseStream, (uint)block, (ulong)step.Step, noise, latent * Panel.Lanes);
    }
}
