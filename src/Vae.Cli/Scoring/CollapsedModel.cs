using Vae.Cli.Hosting;
using Vae.Core.Models;

namespace Vae.Cli.Scoring;

/// <summary>What a user of a model with a collapsed code should know, whenever its codes or scores are written.</summary>
internal static class CollapsedModel
{
    public static void Warn(VaeModel model, CliEnvironment environment)
    {
        if (model.Report.IsCollapsed)
        {
            environment.Warn(model.ContextDimension > 0
                ? "The code carries nothing beyond the context: all rows in one context have nearly the same code, and the score is how far they are from what belongs there."
                : "None of the model's latent dimensions carries information: all rows have nearly the same code, and the score is close to the distance from the mean. Training said why, or what to try.");
        }
    }
}
