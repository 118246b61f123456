using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Options;

namespace Vae.Core.Engines.Managed.Sessions;

/// <summary>
/// The memory of a training step outside the stacks, taken once. The encoder works on the panels of the batch; the decoder on
/// <c>panels * samples</c> of them, sample m of panel p at <c>p * samples + m</c>.
/// </summary>
internal sealed unsafe class BatchWorkspace
{
    private readonly int latent;

    public BatchWorkspace(VaePlan plan, int batchSize, ObjectiveOptions objective)
    {
        latent = plan.LatentDimension;
        var panels = Panel.Count(batchSize);
        var samples = objective.Samples;
        var decoderPanels = checked(panels * samples);
        if (objective.Kind == ObjectiveKind.Iwae)
        {
            ImportanceWeights = new PinnedFloats((long)decoderPanels * Panel.Lanes);
            Bound = new PinnedFloats((long)panels * Panel.Lanes);
        }

        var codes = (long)panels * latent * Panel.Lanes;
        Mean = new PinnedFloats(codes);
        LogVariance = new PinnedFloats(codes);
        Sigma = new PinnedFloats(codes);
        Gate = new PinnedFloats(codes);
        MeanGradient = new PanelBuffer(latent, panels);
        LogVarianceGradient = new PanelBuffer(latent, panels);
        Noise = new PinnedFloats(codes * samples);
        Code = new PanelBuffer(plan.CodeDimension, decoderPanels);
        CodeGradient = new PanelBuffer(plan.CodeDimension, decoderPanels);
        GradientMask = new PinnedFloats((long)panels * Panel.Lanes);
        ReconstructionLoss = new PinnedFloats((long)panels * Panel.Lanes);
        Divergence = new PinnedFloats((long)panels * Panel.Lanes);
        DivergencePerDimension = new PinnedFloats((long)panels * latent);
        DimensionWeights = new PinnedFloats(latent);
        LogSigmaGradient = new PinnedFloats((long)panels * plan.OutputDimension);
    }

    /// <summary>Logarithms of importance weights, then the normalised weights: [panels, samples, 32]; null but for that objective.</summary>
    public PinnedFloats? ImportanceWeights { get; }

    /// <summary>The importance-weighted bound of each row; null but for that objective.</summary>
    public PinnedFloats? Bound { get; }

    public PinnedFloats Mean { get; }

    public PinnedFloats LogVariance { get; }

    public PinnedFloats Sigma { get; }

    /// <summary>1 where the log-variance lies within its bounds, else 0.</summary>
    public PinnedFloats Gate { get; }

    public PanelBuffer MeanGradient { get; }

    public PanelBuffer LogVarianceGradient { get; }

    public PinnedFloats Noise { get; }

    /// <summary>What the decoder reads: the code, and behind it the context.</summary>
    public PanelBuffer Code { get; }

    public PanelBuffer CodeGradient { get; }

    /// <summary>Each row's weight over (rows * samples), or over the rows where samples have weights of their own; 0 in the lanes that fill up the last panel.</summary>
    public PinnedFloats GradientMask { get; }

    public PinnedFloats ReconstructionLoss { get; }

    public PinnedFloats Divergence { get; }

    public PinnedFloats DivergencePerDimension { get; }

    /// <summary>Weight of each dimension's KL gradient, a row.</summary>
    public PinnedFloats DimensionWeights { get; }

    public PinnedFloats LogSigmaGradient { get; }

    /// <summary>The part of a [L, 32]-panelled buffer that belongs to a panel.</summary>
    public float* CodeOf(PinnedFloats buffer, int panel) => buffer.Pointer + ((nint)panel * latent * Panel.Lanes);
}
