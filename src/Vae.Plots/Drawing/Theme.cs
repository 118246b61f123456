using ScottPlot;

namespace Vae.Plots.Drawing;

/// <summary>How pictures look: light, quiet grid, words large enough to be read at half the size, and colours that those who do not tell red from green tell apart.</summary>
internal static class Theme
{
    public const int Width = 800;

    public const int Height = 480;

    private const float TitleSize = 18;
    private const float LabelSize = 15;
    private const float TickSize = 14;

    public static Color Ink { get; } = Color.FromHex("#22262b");

    public static Color Quiet { get; } = Color.FromHex("#5b6470");

    public static Color Normal { get; } = Color.FromHex("#4a76b8");

    public static Color Anomaly { get; } = Color.FromHex("#d2691e");

    public static Color Unknown { get; } = Color.FromHex("#8b93a0");

    public static Color Threshold { get; } = Color.FromHex("#a32d0b");

    /// <summary>Colours of groups.</summary>
    public static IReadOnlyList<Color> Groups { get; } =
        Color.FromHex(["#4a76b8", "#d2691e", "#3d8f6e", "#a3588f", "#b59a2d", "#5aa6c4", "#8a6a55", "#c25b66", "#55607a", "#7fa650"]);

    /// <summary>From low to high.</summary>
    public static IColormap Scale { get; } = new ScottPlot.Colormaps.CustomPalette(Steps(["#b9cbe6", "#4a76b8", "#c98a3a", "#a32d0b"], 256), "blue to red");

    /// <summary>An empty plot with a title and names of its axes.</summary>
    public static Plot NewPlot(string title, string x, string y)
    {
        LabelFont.Register();
        var plot = new Plot();
        plot.Font.Set(LabelFont.Name, FontWeight.Normal, FontSlant.Upright, FontSpacing.Normal);
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        plot.Axes.Color(Ink);
        plot.Grid.MajorLineColor = Color.FromHex("#e4e7eb");
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Title(title, TitleSize);
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Title.Label.FontName = LabelFont.For(title);
        plot.XLabel(x, LabelSize);
        plot.YLabel(y, LabelSize);
        foreach (var axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left, plot.Axes.Right, plot.Axes.Top })
        {
            Dress(axis);
        }

        plot.Legend.FontName = LabelFont.Name;
        plot.Legend.FontSize = TickSize;
        plot.Legend.FontColor = Ink;
        plot.Legend.OutlineColor = Color.FromHex("#d5d9df");
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.BackgroundColor = Colors.White.WithAlpha(0.85);
        return plot;
    }

    /// <summary>Gives an axis the font and the sizes of all others.</summary>
    public static void Dress(IAxis axis)
    {
        axis.Label.Bold = false;
        axis.Label.FontSize = LabelSize;
        axis.Label.FontName = LabelFont.For(axis.Label.Text);
        axis.TickLabelStyle.FontSize = TickSize;
        axis.TickLabelStyle.FontName = LabelFont.Name;
        axis.TickGenerator = Numeric();
    }

    /// <summary>Ticks at round numbers, which are written alike in every culture.</summary>
    public static ScottPlot.TickGenerators.NumericAutomatic Numeric() => new() { LabelFormatter = Numbers.Tick };

    /// <summary>Writes words into the plot.</summary>
    public static ScottPlot.Plottables.Text Write(Plot plot, string words, double x, double y, Alignment alignment, Color color)
    {
        var text = plot.Add.Text(words, x, y);
        text.LabelStyle.FontName = LabelFont.For(words);
        text.LabelStyle.FontSize = TickSize;
        text.LabelStyle.ForeColor = color;
        text.LabelStyle.Bold = false;
        text.Alignment = alignment;
        return text;
    }

    /// <summary>Puts notes below the name of the lower axis.</summary>
    public static void AddNotes(Plot plot, IReadOnlyList<string> notes)
    {
        if (notes.Count > 0)
        {
            var label = plot.Axes.Bottom.Label;
            label.Text = string.Join('\n', (label.Text.Length > 0 ? [label.Text] : Array.Empty<string>()).Concat(notes));
            label.FontName = LabelFont.For(label.Text);
        }
    }

    /// <summary>Names ticks of an axis by hand.</summary>
    public static void SetTicks(IAxis axis, double[] places, string[] names)
    {
        axis.TickGenerator = new ScottPlot.TickGenerators.NumericManual(places, names);
        axis.TickLabelStyle.FontName = LabelFont.For(string.Concat(names));
        axis.TickLabelStyle.FontSize = TickSize;
    }

    private static Color[] Steps(string[] stops, int count)
    {
        var colours = Color.FromHex(stops);
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                var at = (double)i / (count - 1) * (colours.Length - 1);
                var left = Math.Min((int)at, colours.Length - 2);
                return colours[left].InterpolateRgb(colours[left + 1], at - left);
            }),
        ];
    }
}
