using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Sessions;

/// <summary>The layers between an encoder's trunk and the code, in training: mean and, where the encoder gives a distribution, log-variance.</summary>
internal sealed unsafe class CodeHeads<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly StepContext context;
    private readonly StackRun<S, V> encoder;
    private readonly LinearStage mean;
    private readonly LinearStage? logVariance;
    private readonly PanelBuffer means;
    private readonly PanelBuffer logVariances;
    private readonly PanelBuffer sigmas;
    private readonly PanelBuffer gates;
    private readonly PanelBuffer meanGradient;
    private readonly PanelBuffer logVarianceGradient;
    private readonly PinnedFloats[] tiles;
    private readonly PinnedFloats noWeights;
    private readonly int latent;

    /// <param name="setup">The run.</param>
    /// <param name="context">The session's step.</param>
    /// <param name="encoder">The trunk.</param>
    /// <param name="panels">Most panels of a batch.</param>
    public CodeHeads(TrainingSetup setup, StepContext context, StackRun<S, V> encoder, int panels)
    {
        (this.context, this.encoder) = (context, encoder);
        latent = setup.Plan.LatentDimension;
        encoder.Output.WantBlocks();
        mean = LinearStage.Of(setup.Plan.Mean, setup.Layout);
        logVariance = setup.Plan.LogVariance is { } head ? LinearStage.Of(head, setup.Layout) : null;
        means = new PanelBuffer(latent, panels);
        meanGradient = new PanelBuffer(latent, panels);
        logVariances = new PanelBuffer(latent, HasVariance ? panels : 0);
        sigmas = new PanelBuffer(latent, HasVariance ? panels : 0);
        gates = new PanelBuffer(latent, HasVariance ? panels : 0);
        logVarianceGradient = new PanelBuffer(latent, HasVariance ? panels : 0);
        tiles = [.. Enumerable.Range(0, context.MostThreads).Select(_ => new PinnedFloats((long)latent * Panel.Lanes))];
        noWeights = new PinnedFloats(latent);
    }

    /// <summary>Whether the encoder gives a distribution.</summary>
    public bool HasVariance => logVariance is not null;

    private int Size => latent * Panel.Lanes;

    /// <summary>Mean and log-variance of a panel.</summary>
    public void Forward(int panel)
    {
        var input = encoder.Output.Of(panel);
        LinearKernels<S, V>.Forward(mean, context.Parameters, input, means.Of(panel), null);
        if (logVariance is not null)
        {
            LinearKernels<S, V>.Forward(logVariance, context.Parameters, input, logVariances.Of(panel), null);
            LatentKernel.Prepare<S, V>(logVariances.Of(panel), sigmas.Of(panel), gates.Of(panel), Size);
        }
    }

    /// <summary>The panel's codes: mean + sigma * noise, or the mean.</summary>
    public void Sample(int panel, float* noise, float* codes)
    {
        if (HasVariance)
        {
            LatentKernel.Sample<S, V>(means.Of(panel), sigmas.Of(panel), noise, codes, Size);
        }
        else
        {
            new ReadOnlySpan<float>(means.Of(panel), Size).CopyTo(new Span<float>(codes, Size));
        }
    }

    /// <summary>Adds the KL from N(0, I) of each row to <paramref name="perRow"/>.</summary>
    public void AddDivergence(int panel, float* laneMask, float* perRow) => LatentKernel.Divergence<S, V>(
        means.Of(panel), logVariances.Of(panel), sigmas.Of(panel), latent, laneMask, perRow, null);

    /// <summary>Takes the gradient of the codes, and that of the KL where it has a weight, back to the trunk's output.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="codeGradient">[L, 32].</param>
    /// <param name="noise">What the codes were sampled with.</param>
    /// <param name="laneMask">1 for rows of the batch.</param>
    /// <param name="divergenceWeights">Weight of each dimension's KL a row; null: none counts.</param>
    public void Backward(int panel, float* codeGradient, float* noise, float* laneMask, PinnedFloats? divergenceWeights = null)
    {
        var dMean = meanGradient.Of(panel);
        new ReadOnlySpan<float>(codeGradient, Size).CopyTo(new Span<float>(dMean, Size));
        if (HasVariance)
        {
            new Span<float>(dMean, Size).Clear();
            new Span<float>(logVarianceGradient.Of(panel), Size).Clear();
            LatentKernel.BackwardSample<S, V>(codeGradient, noise, sigmas.Of(panel), dMean, logVarianceGradient.Of(panel), Size);

            // With weights of 0 it closes the gate of the clamp and does no more.
            LatentKernel.BackwardDivergence<S, V>(
                means.Of(panel), sigmas.Of(panel), gates.Of(panel), (divergenceWeights ?? noWeights).Pointer, latent, laneMask, dMean, logVarianceGradient.Of(panel));
        }

        if (encoder.OutputGradient is not { } encoded)
        {
            return;
        }

        LinearKernels<S, V>.BackwardInput(mean, context.Parameters, dMean, encoded.Of(panel), accumulate: false);
        if (logVariance is not null)
        {
            LinearKernels<S, V>.BackwardInput(logVariance, context.Parameters, logVarianceGradient.Of(panel), encoded.Of(panel), accumulate: true);
        }
    }

    /// <summary>A thread's share of the heads' gradients, summed over all panels, and their update.</summary>
    public void WeightGradient(int thread, ParameterUpdate<S, V> update)
    {
        Share(mean, meanGradient, thread, update);
        if (logVariance is not null)
        {
            Share(logVariance, logVarianceGradient, thread, update);
        }
    }

    private void Share(LinearStage head, PanelBuffer gradient, int thread, ParameterUpdate<S, V> update) => LinearKernels<S, V>.WeightShare(
        head, gradient, encoder.Output, context.Panels, thread, context.Threads, tiles[thread].Pointer, update);
}
