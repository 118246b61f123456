using Vae.Core.Options;

namespace Vae.Core.Pictures;

/// <summary>Draws rows that hold pictures as tiles of one sheet, line by line from the top left.</summary>
public static class PictureSheet
{
    private const int WantedTileSide = 48;

    /// <summary>Draws a sheet.</summary>
    /// <param name="rows">Row-major, a whole number of rows of the shape's size; at least one. NaN is drawn as background.</param>
    /// <param name="shape">What a row looks like: 1 channel (grey) or 3 (red, green, blue).</param>
    /// <param name="options">Columns, margins, magnification and which values are black and white; null takes the defaults.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="ArgumentException">The shape is not that of the rows or has another number of channels, there are no rows, an option is out of range, or the
    /// picture would be too large.</exception>
    public static Picture Draw(ReadOnlySpan<float> rows, ImageShape shape, SheetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        options ??= new SheetOptions();
        options.Validate();
        RequireFitting(rows, shape);
        var count = rows.Length / (int)shape.Size;
        var columns = Math.Min(options.Columns ?? (int)Math.Ceiling(Math.Sqrt(count)), count);
        var zoom = options.Zoom ?? Math.Max(1, (WantedTileSide + Math.Max(shape.Height, shape.Width) - 1) / Math.Max(shape.Height, shape.Width));
        var sheet = NewSheet(shape, options, zoom, columns, (count + columns - 1) / columns);
        var range = Range(rows, options);
        for (var tile = 0; tile < count; tile++)
        {
            var left = options.Margin + (tile % columns * ((zoom * shape.Width) + options.Margin));
            var top = options.Margin + (tile / columns * ((zoom * shape.Height) + options.Margin));
            DrawTile(sheet, rows.Slice(tile * (int)shape.Size, (int)shape.Size), shape, zoom, left, top, range, options.Background);
        }

        return sheet;
    }

    private static void RequireFitting(ReadOnlySpan<float> rows, ImageShape shape)
    {
        if (shape.Channels is not (1 or 3) || shape.Height < 1 || shape.Width < 1)
        {
            throw new ArgumentException(
                $"A picture of shape {shape} (channels x height x width) cannot be drawn; it must have 1 channel (grey) or 3 (red, green, blue) and at least one pixel.",
                nameof(shape));
        }

        if (rows.IsEmpty || rows.Length % shape.Size != 0)
        {
            throw new ArgumentException(
                Invariant($"{rows.Length} values are no whole number of pictures of shape {shape}, which have {shape.Size} values each; give the shape of the rows, and at least one row."),
                nameof(rows));
        }
    }

    private static Picture NewSheet(ImageShape shape, SheetOptions options, int zoom, int columns, int lines)
    {
        var width = options.Margin + (columns * (((long)zoom * shape.Width) + options.Margin));
        var height = options.Margin + (lines * (((long)zoom * shape.Height) + options.Margin));
        if (width > Picture.MaximumSide || height > Picture.MaximumSide || width * height * shape.Channels > Array.MaxLength)
        {
            throw new ArgumentException(
                Invariant($"The sheet would have {width} x {height} pixels, but at most {Picture.MaximumSide} a side, and {Array.MaxLength} bytes in all, are drawn; draw fewer rows, or a smaller zoom."));
        }

        var pixels = new byte[width * height * shape.Channels];
        pixels.AsSpan().Fill(options.Background);
        return new Picture((int)width, (int)height, shape.Channels, pixels);
    }

    private static (float Low, float High) Range(ReadOnlySpan<float> rows, SheetOptions options)
    {
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var value in rows)
        {
            if (float.IsFinite(value))
            {
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }
        }

        return (options.Low ?? low, options.High ?? high);
    }

    private static void DrawTile(
        Picture sheet, ReadOnlySpan<float> row, ImageShape shape, int zoom, int left, int top, (float Low, float High) range, byte background)
    {
        var area = shape.Height * shape.Width;
        for (var y = 0; y < zoom * shape.Height; y++)
        {
            var line = sheet.Line(top + y);
            for (var x = 0; x < zoom * shape.Width; x++)
            {
                var pixel = (y / zoom * shape.Width) + (x / zoom);
                for (var channel = 0; channel < shape.Channels; channel++)
                {
                    line[((left + x) * shape.Channels) + channel] = Level(row[(channel * area) + pixel], range, background);
                }
            }
        }
    }

    private static byte Level(float value, (float Low, float High) range, byte background)
    {
        if (float.IsNaN(value))
        {
            return background;
        }

        // Values that are all the same, or nothing but infinities, span no range: they are black, or white beyond it. In double, where no range overflows.
        var share = ((double)value - range.Low) / ((double)range.High - range.Low);
        return double.IsNaN(share) ? (byte)0 : (byte)Math.Round(255 * Math.Clamp(share, 0, 1));
    }
}
