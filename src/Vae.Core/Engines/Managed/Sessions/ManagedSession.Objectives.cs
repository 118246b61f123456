using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Options;

namespace Vae.Core.Engines.Managed.Sessions;

/// <content>The importance-weighted bound: the gradient of a sample is weighted by its share of the sum of weights.</content>
internal sealed unsafe partial class ManagedSession<S, V>
{
    /// <summary>All samples go forward before one goes back, as its weight depends on the others.</summary>
    private void DecodeWeighted(int panel)
    {
        for (var sample = 0; sample < samples; sample++)
        {
            SampleCode(panel, sample);
            decoder.Forward((panel * samples) + sample);
        }

        WeightedLosses(panel);
        for (var sample = 0; sample < samples; sample++)
        {
            decoder.Backward((panel * samples) + sample);
            CodeGradient(panel, sample);
        }
    }

    /// <summary>The bound of a panel's rows, and the weighted gradient of -log p(x|z) of each sample over the decoder's output.</summary>
    private void WeightedLosses(int panel)
    {
        var lane = panel * Panel.Lanes;
        for (var sample = 0; sample < samples; sample++)
        {
            LogWeight((panel * samples) + sample, panel);
        }

        ImportanceKernel.Normalize(WeightsOf(panel * samples), samples, work.GradientMask.Pointer + lane, work.Bound!.Pointer + lane);

        // The loss was counted with the log-weights.
        var counted = stackalloc float[Panel.Lanes];
        for (var sample = 0; sample < samples; sample++)
        {
            var at = (panel * samples) + sample;
            LikelihoodLoss(at, panel, WeightsOf(at), counted);
        }
    }

    /// <summary>log p(x|z) + log p(z) - log q(z|x) of one sample of a panel's rows; the reconstruction's share is counted.</summary>
    private void LogWeight(int at, int panel)
    {
        var loss = stackalloc float[Panel.Lanes];
        new Span<float>(loss, Panel.Lanes).Clear();
        LikelihoodLoss(at, panel, null, loss);
        var total = work.ReconstructionLoss.Pointer + (panel * Panel.Lanes);
        var logWeight = WeightsOf(at);
        for (var row = 0; row < Panel.Lanes; row++)
        {
            total[row] += loss[row];
            logWeight[row] = -loss[row];
        }

        ImportanceKernel.AddLogRatio<S, V>(
            work.Code.Of(at), work.CodeOf(work.Noise, at), work.CodeOf(work.LogVariance, panel), Latent, logWeight);
    }

    private void WeightedCodeGradient(int panel, int at) => ImportanceKernel.Backward<S, V>(
        work.CodeGradient.Of(at),
        work.Code.Of(at),
        work.CodeOf(work.Noise, at),
        work.CodeOf(work.Sigma, panel),
        Latent,
        WeightsOf(at),
        work.MeanGradient.Of(panel),
        work.LogVarianceGradient.Of(panel));

    private float* WeightsOf(int at) => work.ImportanceWeights!.Pointer + ((nint)at * Panel.Lanes);

    private double Objective(double reconstruction, double divergence) => Setup.Objective.Kind switch
    {
        ObjectiveKind.Iwae => SumOfBounds(),
        _ => reconstruction + (Context.Settings.KlWeight * (Setup.Objective.FreeBits > 0 ? divergenceCounted : divergence)),
    };

    private double SumOfBounds()
    {
        var sum = 0.0;
        for (var row = 0; row < Context.RowCount; row++)
        {
            sum += (double)work.Bound!.Pointer[row] * Context.Weights[row];
        }

        return sum;
    }
}
