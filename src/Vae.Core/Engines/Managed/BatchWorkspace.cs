using Vae.Core.Networks;

namespace Vae.Core.Engines.Managed;

/// <summary>
/// All memory of a training step, taken once. The encoder works on the panels of the batch; the decoder on
/// <c>panels * samples</c> of them, sample m of panel p at <c>p * samples + m</c>.
/// </summary>
internal sealed unsafe class BatchWorkspace
{
    private readonly int latent;
    private readonly int features;

    public BatchWorkspace(VaePlan plan, LinearStage[] encoder, LinearStage[] decoder, int batchSize, int samples)
    {
        latent = plan.LatentDimension;
        features = plan.InputDimension;
        MaximumPanels = Panel.Count(batchSize);
        Samples = samples;
        var decoderPanels = checked(MaximumPanels * samples);
        Input = new PinnedFloats((long)MaximumPanels * features * Panel.Lanes);
        InputBlocks = new PinnedFloats(StageWorkspace.BlocksLength(features, MaximumPanels));
        Encoder = [.. encoder.Select(stage => new StageWorkspace(stage, MaximumPanels, blocksWanted: true))];
        var codes = (long)MaximumPanels * latent * Panel.Lanes;
        Mean = new PinnedFloats(codes);
        LogVariance = new PinnedFloats(codes);
        Sigma = new PinnedFloats(codes);
        Gate = new PinnedFloats(codes);
        MeanGradient = new PinnedFloats(codes);
        LogVarianceGradient = new PinnedFloats(codes);
        Noise = new PinnedFloats(codes * samples);
        Code = new PinnedFloats(codes * samples);
        CodeGradient = new PinnedFloats(codes * samples);
        CodeBlocks = new PinnedFloats(StageWorkspace.BlocksLength(latent, decoderPanels));
        Decoder = [.. decoder.Select((stage, index) => new StageWorkspace(stage, decoderPanels, blocksWanted: index < decoder.Length - 1))];
        LaneMask = new PinnedFloats((long)MaximumPanels * Panel.Lanes);
        GradientMask = new PinnedFloats((long)MaximumPanels * Panel.Lanes);
        ReconstructionLoss = new PinnedFloats((long)MaximumPanels * Panel.Lanes);
        Divergence = new PinnedFloats((long)MaximumPanels * Panel.Lanes);
        DivergencePerDimension = new PinnedFloats((long)MaximumPanels * latent);
        DimensionWeights = new PinnedFloats(latent);
        LogSigmaGradient = new PinnedFloats((long)MaximumPanels * features);
    }

    public int MaximumPanels { get; }

    public int Samples { get; }

    public PinnedFloats Input { get; }

    public PinnedFloats InputBlocks { get; }

    public StageWorkspace[] Encoder { get; }

    public PinnedFloats Mean { get; }

    public PinnedFloats LogVariance { get; }

    public PinnedFloats Sigma { get; }

    /// <summary>1 where the log-variance lies within its bounds, else 0.</summary>
    public PinnedFloats Gate { get; }

    public PinnedFloats MeanGradient { get; }

    public PinnedFloats LogVarianceGradient { get; }

    public PinnedFloats Noise { get; }

    public PinnedFloats Code { get; }

    public PinnedFloats CodeGradient { get; }

    public PinnedFloats CodeBlocks { get; }

    public StageWorkspace[] Decoder { get; }

    /// <summary>1 for rows of the batch, 0 for those that fill up the last panel.</summary>
    public PinnedFloats LaneMask { get; }

    /// <summary>Lane mask over (rows * samples).</summary>
    public PinnedFloats GradientMask { get; }

    public PinnedFloats ReconstructionLoss { get; }

    public PinnedFloats Divergence { get; }

    public PinnedFloats DivergencePerDimension { get; }

    /// <summary>Weight of each dimension's KL gradient, a row.</summary>
    public PinnedFloats DimensionWeights { get; }

    public PinnedFloats LogSigmaGradient { get; }

    public float* InputOf(int panel) => Input.Pointer + ((nint)panel * features * Panel.Lanes);

    /// <summary>The part of a [L, 32]-panelled buffer that belongs to a panel.</summary>
    public float* CodeOf(PinnedFloats buffer, int panel) => buffer.Pointer + ((nint)panel * latent * Panel.Lanes);
}
