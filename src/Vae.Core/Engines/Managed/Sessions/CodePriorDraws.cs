using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Objectives;

namespace Vae.Core.Engines.Managed.Sessions;

/// <summary>Codes from the prior for the panels of a step, which depend on the seed, the step and the row alone.</summary>
/// <param name="setup">The run.</param>
/// <param name="context">The session's step.</param>
/// <param name="prior">The prior.</param>
internal sealed unsafe class CodePriorDraws(TrainingSetup setup, StepContext context, Prior prior)
{
    private readonly int latent = setup.Plan.LatentDimension;
    private readonly PriorStream stream = PriorStream.Training(setup.Seed);

    /// <summary>Draws a panel's codes.</summary>
    /// <param name="panel">The panel of the batch.</param>
    /// <param name="classes">Component of each of its rows, negative for any; or empty.</param>
    /// <param name="codes">Receives [L, 32].</param>
    public void Draw(int panel, ReadOnlySpan<int> classes, float* codes)
    {
        if (context.Settings.Injection is { } injection)
        {
            context.InjectPanel(injection.PriorCodes, latent, panel, codes);
            return;
        }

        var count = context.RowsOf(panel);
        var drawn = new float[count * latent];
        var first = (context.Settings.Step * setup.BatchSize) + (panel * Panel.Lanes);
        prior.Draw(stream, first, temperature: 1, latent, classes, drawn);
        var rows = stackalloc float*[Panel.Lanes];
        fixed (float* source = drawn)
        {
            for (var lane = 0; lane < count; lane++)
            {
                rows[lane] = source + ((nint)lane * latent);
            }

            TransposeKernel.RowsToPanel(rows, count, latent, codes);
        }
    }
}
