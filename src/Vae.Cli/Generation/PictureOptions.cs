using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Data;

namespace Vae.Cli.Generation;

/// <summary>Whether the rows of a file are shown as pictures.</summary>
internal static class PictureOptions
{
    /// <summary>What rows look like: as was said, else as the network knows it or, in a file of pictures, a grey square; null where that says nothing.</summary>
    /// <exception cref="Hosting.UsageException">The shape that was given is not that of the rows, or cannot be drawn.</exception>
    public static ImageShape? Of(VaeModel model, IRowSource source, ImageShape? given) =>
        given is not null || (source is IdxRowSource && PictureShape.IsKnown(model)) ? PictureShape.Of(model, given) : null;
}
