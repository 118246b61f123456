using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Losses;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Randomness;

namespace Vae.Core.Engines.Managed.Sessions;

/// <content>Forward and backward through the network.</content>
internal sealed unsafe partial class ManagedSession<S, V>
{
    /// <summary>What a step does to each panel, up to the gradients of all activations.</summary>
    private PanelProgram Program()
    {
        var steps = Codes();
        if (Setup.Objective.FreeBits > 0)
        {
            steps.Meet(ApplyFreeBits);
        }

        if (decoder.Meets)
        {
            steps.Each(SampleCodes);
            decoder.AddForward(steps);
            steps.Each(PanelLosses);
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

    /// <summary>The same as far as the codes.</summary>
    private PanelProgram Codes()
    {
        var steps = new PanelProgram(Team);
        steps.Each(panel => rows.Load(Batch, panel));
        encoder.AddForward(steps);
        steps.Each(EncodePanel);
        return steps;
    }

    protected override LossTotals Learn()
    {
        Prepare();
        encoder.Begin(Team);
        program.Run(Context.Panels);
        var losses = Losses();
        UpdateParameters();
        return losses;
    }

    private void Prepare()
    {
        sigma?.Refresh(Memory.Parameters.Pointer);
        var lanes = Context.Panels * Panel.Lanes;
        for (var i = 0; i < lanes; i++)
        {
            work.GradientMask.Pointer[i] = i < Context.RowCount ? 1f / ((float)Context.RowCount * (isImportance ? 1 : samples)) * Context.Weights[i] : 0;
        }

        work.ReconstructionLoss.Span[..lanes].Clear();
        work.Divergence.Span[..lanes].Clear();
        work.DimensionWeights.Span.Fill(isImportance ? 0 : Context.Settings.KlWeight / Context.RowCount);
        work.DivergencePerDimension.Span.Clear();
        if (sigma?.Slot is not null)
        {
            work.LogSigmaGradient.Span.Clear();
        }
    }

    private void EncodePanel(int panel)
    {
        var input = encoder.Output.Of(panel);
        var size = Latent * Panel.Lanes;
        var mu = work.CodeOf(work.Mean, panel);
        var logVar = work.CodeOf(work.LogVariance, panel);
        var sd = work.CodeOf(work.Sigma, panel);
        LinearKernels<S, V>.Forward(mean, Context.Parameters, input, mu, null);
        new Span<float>(work.MeanGradient.Of(panel), size).Clear();
        if (logVariance is null)
        {
            return;
        }

        LinearKernels<S, V>.Forward(logVariance, Context.Parameters, input, logVar, null);
        LatentKernel.Prepare<S, V>(logVar, sd, work.CodeOf(work.Gate, panel), size);
        LatentKernel.Divergence<S, V>(
            mu,
            logVar,
            sd,
            Latent,
            Context.Weights + (panel * Panel.Lanes),
            work.Divergence.Pointer + (panel * Panel.Lanes),
            Setup.Objective.FreeBits > 0 ? work.DivergencePerDimension.Pointer + ((nint)panel * Latent) : null);
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

    private void PanelLosses(int panel)
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
            new ReadOnlySpan<float>(work.CodeOf(work.Mean, panel), Latent * Panel.Lanes).CopyTo(new Span<float>(work.Code.Of(at), Latent * Panel.Lanes));
            rows.CopyContext(panel, work.Code.Of(at) + (Latent * Panel.Lanes));
            work.Code.FillBlocks(at);
            return;
        }

        var noise = work.CodeOf(work.Noise, at);
        DrawNoise(noise, panel, sample, at);
        LatentKernel.Sample<S, V>(
            work.CodeOf(work.Mean, panel), work.CodeOf(work.Sigma, panel), noise, work.Code.Of(at), Latent * Panel.Lanes);
        rows.CopyContext(panel, work.Code.Of(at) + (Latent * Panel.Lanes));
        work.Code.FillBlocks(at);
    }

    private void CodeGradient(int panel, int sample)
    {
        var at = (panel * samples) + sample;
        if (logVariance is null)
        {
            new ReadOnlySpan<float>(work.CodeGradient.Of(at), Latent * Panel.Lanes).CopyTo(new Span<float>(work.MeanGradient.Of(panel), Latent * Panel.Lanes));
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
            Latent * Panel.Lanes);
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
                Latent,
                Context.Weights + (panel * Panel.Lanes),
                dMean,
                dLogVariance);
        }

        if (encoder.OutputGradient is not { } encoded)
        {
            return;
        }

        LinearKernels<S, V>.BackwardInput(mean, Context.Parameters, dMean, encoded.Of(panel), accumulate: false);
        if (logVariance is not null)
        {
            LinearKernels<S, V>.BackwardInput(logVariance, Context.Parameters, dLogVariance, encoded.Of(panel), accumulate: true);
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
        var dLogSigma = sigma?.Slot is null ? null : work.LogSigmaGradient.Pointer + ((nint)panel * Outputs);
        RowLoss<S, V>.Add(mixed, sigma, output, rows.Target.Of(panel), Outputs, rows.HasMissing(panel), mask, loss, dLogSigma);
    }

    private void DrawNoise(float* noise, int panel, int sample, int block)
    {
        if (Context.Settings.Injection is { } injection)
        {
            var given = injection.Noise.AsSpan(sample * Context.RowCount * Latent, Context.RowCount * Latent);
            Context.InjectPanel(given, Latent, panel, noise);
            return;
        }

        NormalNoise.Fill(noiseStream, (uint)block, (ulong)Context.Settings.Step, noise, Latent * Panel.Lanes);
    }
}
