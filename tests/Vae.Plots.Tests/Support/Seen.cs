using ScottPlot;
using ScottPlot.Plottables;
using SkiaSharp;

namespace Vae.Plots.Tests.Support;

/// <summary>What is on a figure.</summary>
internal static class Seen
{
    /// <summary>What its legend says.</summary>
    public static string[] Legend(this Figure figure) => [.. figure.Plot.Legend.GetItems().Select(item => item.LabelText)];

    /// <summary>Its lines and curves, point by point.</summary>
    public static Coordinates[][] Lines(this Figure figure) => [.. figure.Plot.GetPlottables<Scatter>().Select(line => line.Data.GetScatterPoints().ToArray())];

    /// <summary>How many points each cloud of it has.</summary>
    public static int[] Clouds(this Figure figure) => [.. figure.Plot.GetPlottables<Markers>().Select(cloud => cloud.Data.GetScatterPoints().Count)];

    /// <summary>Heights of its bars.</summary>
    public static double[] Bars(this Figure figure) => [.. figure.Plot.GetPlottables<BarPlot>().SelectMany(plot => plot.Bars).Select(bar => bar.Value - bar.ValueBase)];

    /// <summary>Names at the ticks of its left axis; there are none before it is drawn.</summary>
    public static string[] LeftTicks(this Figure figure) => Ticks(figure, figure.Plot.Axes.Left);

    /// <summary>Names at the ticks of its lower axis.</summary>
    public static string[] BottomTicks(this Figure figure) => Ticks(figure, figure.Plot.Axes.Bottom);

    /// <summary>The pixels of its PNG file.</summary>
    public static SKBitmap Pixels(this Figure figure) => SKBitmap.Decode(figure.ToPng());

    private static string[] Ticks(Figure figure, IAxis axis)
    {
        figure.ToPng();
        return [.. axis.TickGenerator.Ticks.Where(tick => tick.IsMajor).Select(tick => tick.Label)];
    }

    /// <summary>How many pixels are of nearly this colour.</summary>
    public static int CountOf(this SKBitmap pixels, string colour)
    {
        var wanted = SKColor.Parse(colour);
        return pixels.Pixels.Count(pixel => Math.Abs(pixel.Red - wanted.Red) + Math.Abs(pixel.Green - wanted.Green) + Math.Abs(pixel.Blue - wanted.Blue) < 12);
    }
}
