using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>What a stage must know to take memory for a run.</summary>
/// <param name="Context">The session's step.</param>
/// <param name="Input">Where the stage reads.</param>
/// <param name="Samples">Panels of the stack for each panel of the batch.</param>
/// <param name="GradientInPlace">Whether the gradient of the output may be written over the output.</param>
/// <param name="MayBeSparse">Whether the input may be mostly zeros, so that it is worth looking for them.</param>
/// <param name="DropoutLayer">Number of the stage's dropout layer in the session.</param>
internal sealed record StageRunSetup(StepContext Context, PanelBuffer Input, int Samples, bool GradientInPlace, bool MayBeSparse, int DropoutLayer);
