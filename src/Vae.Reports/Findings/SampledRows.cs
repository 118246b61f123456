using Vae.Core;
using Vae.Core.Models;
using Vae.Reports.Reading;

namespace Vae.Reports.Findings;

/// <summary>The sampled rows with their codes and what the model makes of them, relative to the model's origin.</summary>
/// <param name="Reservoir">The rows.</param>
/// <param name="Codes">Their mean codes, row-major.</param>
/// <param name="Rebuilt">Their reconstructions, row-major.</param>
internal sealed record SampledRows(RowReservoir Reservoir, float[] Codes, float[] Rebuilt)
{
    private const int BlockValues = 1 << 20;

    /// <summary>Rows.</summary>
    public int Count => Reservoir.Count;

    /// <summary>Computes them.</summary>
    public static SampledRows Of(VaeModel model, RowReservoir reservoir, CancellationToken cancellationToken)
    {
        var (width, latent) = (model.InputDimension, model.LatentDimension);
        var (codes, rebuilt) = (new float[reservoir.Count * latent], new float[reservoir.Count * width]);
        var block = Math.Max(1, BlockValues / width);
        for (var first = 0; first < reservoir.Count; first += block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(block, reservoir.Count - first);
            model.TransformRelative(reservoir.Rows.Slice(first * width, count * width), model.Options.Scoring.Kind, new VaeOutputs
            {
                Latent = codes.AsSpan(first * latent, count * latent),
                Reconstruction = rebuilt.AsSpan(first * width, count * width),
            });
        }

        return new SampledRows(reservoir, codes, rebuilt);
    }
}
