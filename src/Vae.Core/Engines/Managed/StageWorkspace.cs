namespace Vae.Core.Engines.Managed;

/// <summary>What one stage keeps between its way forward and its way back, for all panels of a batch.</summary>
internal sealed unsafe class StageWorkspace
{
    public StageWorkspace(LinearStage stage, int panels, bool blocksWanted)
    {
        Stage = stage;
        var size = (long)panels * stage.Outputs * Panel.Lanes;
        Output = new PinnedFloats(size);
        Gradient = new PinnedFloats(size);
        Derivative = stage.NeedsDerivative ? new PinnedFloats(size) : null;
        Blocks = blocksWanted ? new PinnedFloats(BlocksLength(stage.Outputs, panels)) : null;
    }

    public LinearStage Stage { get; }

    /// <summary>Output of the stage: panels of [Outputs, 32].</summary>
    public PinnedFloats Output { get; }

    /// <summary>Gradient of the loss with respect to W x + b: panels of [Outputs, 32].</summary>
    public PinnedFloats Gradient { get; }

    /// <summary>Derivative of activation and dropout: panels of [Outputs, 32].</summary>
    public PinnedFloats? Derivative { get; }

    /// <summary>Output as the next layer's weight gradient reads it.</summary>
    public PinnedFloats? Blocks { get; }

    public float* OutputOf(int panel) => Output.Pointer + ((nint)panel * Stage.Outputs * Panel.Lanes);

    public float* GradientOf(int panel) => Gradient.Pointer + ((nint)panel * Stage.Outputs * Panel.Lanes);

    public float* DerivativeOf(int panel) =>
        Derivative is null ? null : Derivative.Pointer + ((nint)panel * Stage.Outputs * Panel.Lanes);

    public static long BlocksLength(int features, int panels) =>
        (long)((features + Panel.Lanes - 1) / Panel.Lanes) * panels * Panel.Lanes * Panel.Lanes;
}
