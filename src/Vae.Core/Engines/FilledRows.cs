using Vae.Core.Options;

namespace Vae.Core.Engines;

/// <summary>Rows with their missing values imputed, for what needs complete ones.</summary>
internal static class FilledRows
{
    /// <summary>The rows, and what the model makes of them where they are NaN; the same array where nothing is missing.</summary>
    /// <param name="pipeline">The model.</param>
    /// <param name="scaledRows">Row-major.</param>
    public static float[] Of(IModelPipeline pipeline, float[] scaledRows)
    {
        if (!Array.Exists(scaledRows, float.IsNaN))
        {
            return scaledRows;
        }

        var filled = new float[scaledRows.Length];
        pipeline.Transform(scaledRows, scaled: true, ScoreKind.SquaredError, new VaeOutputs { Reconstruction = filled });
        for (var i = 0; i < filled.Length; i++)
        {
            filled[i] = float.IsNaN(scaledRows[i]) ? filled[i] : scaledRows[i];
        }

        return filled;
    }
}
