using ScottPlot;
using Vae.Core.Generation;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Pictures;
using Vae.Plots.Drawing;

namespace Vae.Plots;

/// <summary>Rows that are pictures, as sheets: of any rows, and of what a model draws.</summary>
public static class PictureFigures
{
    private const int Margin = 2;
    private const int MostWalks = 10;
    private const int MostPixels = 16_000;

    /// <summary>Draws rows side by side, line by line from the top left.</summary>
    /// <param name="rows">Row-major, a whole number of rows of the shape's size; at least one. NaN is drawn as background.</param>
    /// <param name="shape">What a row looks like: 1 channel (grey) or 3 (red, green, blue).</param>
    /// <param name="options">Title, columns, labels, and which values are black and white; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The shape is not that of the rows or has another number of channels, there are no rows, an option is out of range, or the sheet would have more than 16,000 pixels a side.</exception>
    public static Figure Sheet(ReadOnlySpan<float> rows, ImageShape shape, PictureFigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        options ??= new PictureFigureOptions();
        var count = rows.Length / (int)Math.Max(1, shape.Size);
        var columns = Math.Min(options.Columns ?? (int)Math.Ceiling(Math.Sqrt(Math.Max(1, count))), Math.Max(1, count));
        var picture = PictureSheet.Draw(rows, shape, new SheetOptions { Columns = columns, Low = options.Low, High = options.High, Zoom = options.Zoom, Margin = Margin, Background = 255 });
        if (Math.Max(picture.Width, picture.Height) > MostPixels)
        {
            throw new ArgumentException(Invariant($"The sheet would have {picture.Width} x {picture.Height} pixels, but at most {MostPixels} a side are drawn; draw fewer rows, or a smaller Zoom."), nameof(rows));
        }

        return Frame(picture, count, columns, options);
    }

    /// <summary>Pictures that nobody took: codes drawn from the prior, decoded.</summary>
    /// <param name="model">A model of pictures that has a prior.</param>
    /// <param name="count">How many, 1 or more; default 64.</param>
    /// <param name="seed">Which; default 0.</param>
    /// <param name="sampling">Temperature, decoder noise and context; null takes the defaults.</param>
    /// <param name="shape">What a row looks like; null (default) for what the network knows.</param>
    /// <param name="options">How they are drawn; null takes the defaults.</param>
    /// <exception cref="ArgumentException">A value is out of range, or rows of the model are not such pictures.</exception>
    /// <exception cref="InvalidOperationException">The model has no prior to draw from.</exception>
    public static Figure Samples(VaeModel model, int count = 64, int seed = 0, SamplingOptions? sampling = null, ImageShape? shape = null, PictureFigureOptions? options = null)
    {
        var found = ShapeOf(model, shape);
        return Sheet(Pixels(model, model.Sample(count, seed, sampling).Rows), found, For(model, options, $"{Numbers.Whole(count)} samples"));
    }

    /// <summary>Rows, and below each what the model makes of it.</summary>
    /// <param name="model">A model of pictures.</param>
    /// <param name="rows">Row-major, a whole number of rows in the units of the training data, at least one.</param>
    /// <param name="shape">What a row looks like; null (default) for what the network knows.</param>
    /// <param name="options">How they are drawn; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The rows are no whole number of the model's, there is none, or they are not such pictures.</exception>
    public static Figure Reconstructions(VaeModel model, ReadOnlySpan<float> rows, ImageShape? shape = null, PictureFigureOptions? options = null)
    {
        var found = ShapeOf(model, shape);
        var grid = model.ReconstructionGrid(rows, options?.Columns ?? 10);
        var drawn = For(model, options, "Rows, and what the model makes of each") with { Columns = grid.Columns };
        return Sheet(
            Pixels(model, grid.Tiles), found,
            drawn.LineLabels.Count > 0 ? drawn : drawn with { LineLabels = [.. Enumerable.Range(0, grid.Lines).Select(line => line % 2 == 0 ? "row" : "rebuilt")] });
    }

    /// <summary>What the numbers of the code do: each line takes a row's code and turns one of its numbers from -3 to 3, those that carry most first, ten at most.</summary>
    /// <param name="model">A model of pictures without a context.</param>
    /// <param name="row">The row to begin with, of <see cref="VaeModel.InputDimension"/> values; empty for the mean of the prior.</param>
    /// <param name="steps">Pictures a line, 2 or more; default 9.</param>
    /// <param name="shape">What a row looks like; null (default) for what the network knows.</param>
    /// <param name="options">How they are drawn; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The row has another width, a value is out of range, or rows of the model are not such pictures.</exception>
    public static Figure Traversals(VaeModel model, ReadOnlySpan<float> row, int steps = 9, ImageShape? shape = null, PictureFigureOptions? options = null)
    {
        var found = ShapeOf(model, shape);
        var kl = model.Report.KlPerDimension;
        int[] dimensions = [.. kl.Index().OrderByDescending(pair => pair.Item).ThenBy(pair => pair.Index).Take(MostWalks).Select(pair => pair.Index)];
        var walked = row.IsEmpty ? model.TraverseCode(new float[model.LatentDimension], dimensions, steps: steps) : model.Traverse(row, dimensions, steps: steps);
        var drawn = For(model, options, "One number of the code at a time") with { Columns = steps };
        return Sheet(Pixels(model, walked.Rows), found, drawn with
        {
            LineLabels = drawn.LineLabels.Count > 0 ? drawn.LineLabels : [.. dimensions.Select(dimension => Invariant($"code {dimension}, {kl[dimension]:F1} nats"))],
            ColumnLabels = drawn.ColumnLabels.Count > 0 ? drawn.ColumnLabels : [.. Enumerable.Range(0, steps).Select(step => (-3 + (6.0 * step / (steps - 1))).ToString("0.#", System.Globalization.CultureInfo.InvariantCulture))],
        });
    }

    private static Figure Frame(Picture picture, int count, int columns, PictureFigureOptions options)
    {
        var lines = (count + columns - 1) / columns;
        var title = options.Title ?? $"{Numbers.Whole(count)} {(count == 1 ? "picture" : "pictures")}";
        var plot = Theme.NewPlot(title, "", "");
        var image = plot.Add.ImageRect(new Image(picture.ToPng()), new CoordinateRect(0, picture.Width, -picture.Height, 0));
        image.AntiAlias = false;
        var (left, bottom) = (Margin, Margin);
        double Middle(int place, int of, int pixels) => ((place + 0.5) * (pixels - Margin) / of) + (Margin / 2.0);
        foreach (var axis in new IAxis[] { plot.Axes.Left, plot.Axes.Bottom })
        {
            axis.MajorTickStyle.Length = 0;
            axis.FrameLineStyle.Width = 0;
            Theme.SetTicks(axis, [], []);
        }

        plot.Grid.IsVisible = false;
        if (options.LineLabels.Take(lines).ToArray() is { Length: > 0 } names)
        {
            names = [.. names.Select(name => Numbers.Cut(name))];
            Theme.SetTicks(plot.Axes.Left, [.. names.Select((_, line) => -Middle(line, lines, picture.Height))], names);
            left = 14 + (int)names.Max(name => LabelFont.Measure(name, plot.Axes.Left.TickLabelStyle.FontSize));
        }

        if (options.ColumnLabels.Take(columns).ToArray() is { Length: > 0 } below)
        {
            below = [.. below.Select(name => Numbers.Cut(name))];
            Theme.SetTicks(plot.Axes.Bottom, [.. below.Select((_, column) => Middle(column, columns, picture.Width))], below);
            bottom = 26;
        }

        // As many pixels as the picture has, so that none is drawn between two.
        const int Top = 40;
        var right = Math.Max(12, (int)LabelFont.Measure(title, plot.Axes.Title.Label.FontSize) + 12 - left - picture.Width);
        plot.Layout.Fixed(new PixelPadding(left, right, bottom, Top));
        plot.Axes.Title.FullFigureCenter = true;
        plot.Axes.SetLimits(0, picture.Width, -picture.Height, 0);
        return new Figure(
            plot, $"{title}: {Numbers.Whole(count)} in {Numbers.Whole(lines)} {(lines == 1 ? "line" : "lines")}.", [],
            Math.Max(100, left + picture.Width + right), Math.Max(100, Top + picture.Height + bottom));
    }

    private static PictureFigureOptions For(VaeModel model, PictureFigureOptions? options, string title)
    {
        options ??= new PictureFigureOptions();
        var isShare = model.Options.Likelihood is BernoulliLikelihood;
        return options with { Title = options.Title ?? title, Low = options.Low ?? (isShare ? 0 : null), High = options.High ?? (isShare ? 1 : null) };
    }

    private static ImageShape ShapeOf(VaeModel model, ImageShape? shape)
    {
        ArgumentNullException.ThrowIfNull(model);
        var found = shape ?? model.Options.Network.Image ?? throw new ArgumentException(
            Invariant($"The network does not know what its rows of {model.InputDimension} values look like; give their shape, such as new ImageShape(1, 28, 28)."), nameof(shape));
        return found.Size == model.InputDimension - model.ContextDimension
            ? found
            : throw new ArgumentException(
                Invariant($"Pictures of shape {found} have {found.Size} values but rows of the model {model.InputDimension - model.ContextDimension}; give the shape of its rows."), nameof(shape));
    }

    /// <summary>The pictures alone, without a context that stands behind them.</summary>
    private static float[] Pixels(VaeModel model, float[] rows)
    {
        if (model.ContextDimension == 0)
        {
            return rows;
        }

        var (width, size) = (model.InputDimension, model.InputDimension - model.ContextDimension);
        var pixels = new float[rows.Length / width * size];
        for (var row = 0; row * width < rows.Length; row++)
        {
            rows.AsSpan(row * width, size).CopyTo(pixels.AsSpan(row * size));
        }

        return pixels;
    }
}
