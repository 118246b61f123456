using Vae.Cli.Hosting;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Cli.Generation;

/// <summary>What a model's rows look like.</summary>
internal static class PictureShape
{
    /// <summary>Whether the shape need not be given.</summary>
    public static bool IsKnown(VaeModel model)
    {
        var pixels = model.InputDimension - model.ContextDimension;
        var side = (int)Math.Round(Math.Sqrt(pixels));
        return model.Options.Network.Image is { Channels: 1 or 3 } || side * side == pixels;
    }

    /// <summary>The shape that was given, else that of the network, else a grey square.</summary>
    /// <exception cref="UsageException">The shape is not that of the rows, cannot be drawn, or none was given and the features make no square.</exception>
    public static ImageShape Of(VaeModel model, ImageShape? given)
    {
        // The context behind a picture is no part of it.
        var pixels = model.InputDimension - model.ContextDimension;
        if (given is not null)
        {
            if (given.Channels is not (1 or 3))
            {
                throw new UsageException(Invariant($"--image {given} has {given.Channels} channels, but 1 (grey) or 3 (red, green, blue) can be drawn; write a table with --out FILE.csv instead."));
            }

            return given.Size == pixels
                ? given
                : throw new UsageException(Invariant($"--image {given} has {given.Size} values but a row of this model has {pixels}; give the shape of its rows."));
        }

        if (model.Options.Network.Image is { Channels: 1 or 3 } trained)
        {
            return trained;
        }

        var side = (int)Math.Round(Math.Sqrt(pixels));
        return side * side == pixels
            ? new ImageShape(1, side, side)
            : throw new UsageException(
                Invariant($"A row of this model has {pixels} features, which make no square, so what it looks like is not known; give --image, such as --image 3x32x32,")
                + " or write a table with --out FILE.csv.");
    }
}
