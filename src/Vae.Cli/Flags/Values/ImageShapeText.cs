using System.Globalization;
using Vae.Core.Options;

namespace Vae.Cli.Flags.Values;

/// <summary>Value of <c>--image</c>: channels, height and width such as <c>3x32x32</c>, or height and width alone, which is grey.</summary>
internal static class ImageShapeText
{
    public static ImageShape? Parse(string text)
    {
        var parts = text.Split('x', 'X');
        var sizes = new int[parts.Length];
        var isShape = parts.Length is 2 or 3;
        for (var i = 0; i < parts.Length; i++)
        {
            isShape &= int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out sizes[i]) && sizes[i] > 0;
        }

        return isShape
            ? new ImageShape(parts.Length == 3 ? sizes[0] : 1, sizes[^2], sizes[^1])
            : throw new FormatException($"'{text}' is no shape of a picture; give channels, height and width, such as 1x28x28, or height and width alone");
    }
}
