using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Pictures;

namespace Vae.Reports.Findings;

/// <summary>Pictures of a model whose rows are pictures: rows beside what it makes of them, and what its latent dimensions do.</summary>
/// <param name="Shape">What rows look like.</param>
/// <param name="Strangest">Rows with the highest scores.</param>
/// <param name="Ordinary">Rows drawn from all.</param>
/// <param name="Dimensions">Latent dimensions that carry the most, walked from -3 to 3; empty of models with a context.</param>
internal sealed record PictureBoard(ImageShape Shape, PicturePair[] Strangest, PicturePair[] Ordinary, DimensionWalk[] Dimensions)
{
    private const int MostPixels = 1 << 18;
    private const int Pairs = 24;
    private const int Walks = 8;
    private const int Steps = 11;

    /// <summary>Draws them; null where rows are no pictures that can be drawn.</summary>
    /// <param name="model">The model.</param>
    /// <param name="shape">What rows look like; null for what the network knows.</param>
    /// <param name="strangest">Numbers of the strangest rows.</param>
    /// <param name="exact">Those rows.</param>
    /// <param name="sample">Other rows.</param>
    public static PictureBoard? Of(VaeModel model, ImageShape? shape, int[] strangest, double[] exact, SampledRows sample)
    {
        shape ??= model.Options.Network.Image;
        if (shape is not { Channels: 1 or 3 } || shape.Size != model.InputDimension - model.ContextDimension || model.Columns is not null)
        {
            return null;
        }

        var width = model.InputDimension;
        var count = (int)Math.Clamp(MostPixels / shape.Size, 1, Pairs);
        var odd = exact.AsSpan(0, Math.Min(count, strangest.Length) * width);
        var rows = new float[odd.Length];
        for (var i = 0; i < odd.Length; i++)
        {
            rows[i] = (float)odd[i];
        }

        var ordinary = new float[Math.Min(count, sample.Count) * width];
        sample.Reservoir.Rows[..ordinary.Length].CopyTo(ordinary);
        model.Parts.Origin?.Add(ordinary, ordinary);
        var sheet = Sheet(model, [.. rows, .. ordinary]);
        return new PictureBoard(
            shape,
            PairsOf(model, shape, rows, strangest, sheet),
            PairsOf(model, shape, ordinary, [.. sample.Reservoir.Numbers], sheet),
            model.ContextDimension > 0 ? [] : WalksOf(model, shape, sheet));
    }

    /// <summary>One range of values for all pictures, so that they can be compared.</summary>
    private static SheetOptions Sheet(VaeModel model, float[] values)
    {
        var isShare = model.Options.Likelihood is BernoulliLikelihood;
        var finite = values.Where(float.IsFinite).DefaultIfEmpty(0).ToArray();
        var (low, high) = isShare ? (0, 1) : (finite.Min(), finite.Max());
        return new SheetOptions { Low = low, High = high > low ? high : low + 1, Margin = 0, Zoom = 1 };
    }

    private static PicturePair[] PairsOf(VaeModel model, ImageShape shape, float[] rows, int[] numbers, SheetOptions sheet)
    {
        if (rows.Length == 0)
        {
            return [];
        }

        var rebuilt = new float[rows.Length];
        model.Reconstruct(rows, rebuilt);
        var pixels = (int)shape.Size;
        return
        [
            .. Enumerable.Range(0, rows.Length / model.InputDimension).Select(i => new PicturePair(
                numbers[i],
                PictureSheet.Draw(rows.AsSpan(i * model.InputDimension, pixels), shape, sheet).ToPng(),
                PictureSheet.Draw(rebuilt.AsSpan(i * model.InputDimension, pixels), shape, sheet).ToPng())),
        ];
    }

    private static DimensionWalk[] WalksOf(VaeModel model, ImageShape shape, SheetOptions sheet)
    {
        int[] dimensions =
        [
            .. model.Report.KlPerDimension.Index().OrderByDescending(pair => pair.Item).ThenBy(pair => pair.Index)
                .Take((int)Math.Clamp(MostPixels / (Steps * shape.Size), 1, Walks)).Select(pair => pair.Index),
        ];
        if (dimensions.Length == 0)
        {
            return [];
        }

        var walked = model.TraverseCode(new float[model.LatentDimension], dimensions, steps: Steps).Rows;
        var line = Steps * model.InputDimension;
        return [.. dimensions.Select((dimension, i) => new DimensionWalk(
            dimension, model.Report.KlPerDimension[dimension], PictureSheet.Draw(walked.AsSpan(i * line, line), shape, sheet with { Columns = Steps, Margin = 1 }).ToPng()))];
    }
}
