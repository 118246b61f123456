using Vae.Core.Networks;
using Vae.Core.Options;

namespace Vae.Core.Engines;

/// <summary>All that a classifier's session needs to know before its first step.</summary>
/// <param name="Plan">The network.</param>
/// <param name="Layout">Where its parameters lie in the flat buffer.</param>
/// <param name="Optimizer">Adam's numbers; the rates come with each step.</param>
/// <param name="Dropout">Share of the features that is set to 0 before the head.</param>
/// <param name="LabelSmoothing">Share of the target that is spread over all classes.</param>
/// <param name="BatchSize">Most rows a step.</param>
/// <param name="Engine">Threads, device and the like.</param>
/// <param name="Seed">Seed of the dropout.</param>
internal sealed record ClassifierSetup(
    ClassifierPlan Plan,
    ParameterLayout Layout,
    OptimizerOptions Optimizer,
    float Dropout,
    float LabelSmoothing,
    int BatchSize,
    EngineOptions Engine,
    int Seed)
{
    /// <summary>The encoder's parameters, which move at the step's rate for the encoder.</summary>
    public OptimizerGroup EncoderGroup => new("encoder", Layout.ModelSlots, 0, Optimizer, RateFactor: 1, ClipNorm: null);

    /// <summary>The head's.</summary>
    public OptimizerGroup HeadGroup => new("head", Layout.AuxiliarySlots, Layout.ModelCount, Optimizer, RateFactor: 1, ClipNorm: null);

    /// <summary>A state of zeros: the encoder's optimiser is group 0, the head's group 1.</summary>
    public SessionState NewState() => new(Layout.Count, Layout.Count, 2);
}
