using System.Globalization;
using System.Text;
using System.Xml.Linq;
using SkiaSharp;
using Vae.Plots.Drawing;
using Vae.Plots.Tests.Support;

namespace Vae.Plots.Tests;

public sealed class FigureTests
{
    private static Figure Any => ScoreFigures.Histogram([1, 2, 2.5f, 3, 9], 4, [false, false, false, false, true]);

    [Fact]
    public void ToPng_OfAFigure_HasItsSizeALightGroundAndItsColours()
    {
        var figure = Any;
        (figure.Width, figure.Height) = (500, 300);
        using var pixels = figure.Pixels();

        Assert.Equal((500, 300), (pixels.Width, pixels.Height));
        Assert.InRange(pixels.CountOf("#ffffff"), 500 * 300 / 2, 500 * 300);
        Assert.All(new[] { "#4a76b8", "#d2691e", "#a32d0b" }, colour => Assert.InRange(pixels.CountOf(colour), 50, 500 * 300));
    }

    [Fact]
    public void ToPng_Twice_IsTheSame()
    {
        var figure = Any;

        Assert.Equal(figure.ToPng(), figure.ToPng());
    }

    [Fact]
    public void ToSvg_OfAFigure_IsADocumentWithItsWordsAndFontsThatMachinesHave()
    {
        var figure = Any;
        var root = XDocument.Parse(Encoding.UTF8.GetString(figure.ToSvg())).Root!;
        var texts = root.Descendants().Where(element => element.Name.LocalName == "text").ToArray();

        Assert.Equal(figure.Description, root.Elements().First(element => element.Name.LocalName == "title").Value);
        Assert.Contains(texts, text => text.Value.Trim() == "Scores");
        Assert.All(texts, text => Assert.EndsWith("sans-serif", text.Attribute("font-family")!.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void ToSvg_DescriptionWithMarkup_IsText()
    {
        var figure = CodeFigures.Map([1, 2, 3, 4, 5, 7], 2, PointColours.Number("<script>&", [1, 2, 3]));

        Assert.Contains("<script>&", XDocument.Parse(Encoding.UTF8.GetString(figure.ToSvg())).Root!.Elements().First().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Plot_Changed_ChangesThePicture()
    {
        var figure = Any;
        var before = figure.ToPng();
        figure.Plot.Title("Another");

        Assert.NotEqual(before, figure.ToPng());
    }

    [Theory]
    [InlineData("a.png", "\u0089PNG")]
    [InlineData("b.SVG", "<?xml")]
    public void Save_NamesOfPictures_WritesThem(string name, string beginning)
    {
        using var folder = new TemporaryFolder();
        Any.Save(folder[name]);

        Assert.StartsWith(beginning, Encoding.Latin1.GetString(File.ReadAllBytes(folder[name])), StringComparison.Ordinal);
        Assert.Equal([name], folder.Files);
    }

    [Fact]
    public void Save_AnotherName_SaysWhichThereAre() =>
        Assert.Contains("'scores.gif' ends neither in .png nor in .svg", Assert.Throws<ArgumentException>(() => Any.Save("scores.gif")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(99)]
    [InlineData(16_385)]
    public void Width_OutOfRange_IsRefused(int width)
    {
        var figure = Any;

        Assert.Contains("100 to 16384 pixels", Assert.Throws<ArgumentOutOfRangeException>(() => figure.Width = width).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_OfAFigure_AreDrawnInTheFontThatIsEmbedded()
    {
        var plot = Any.Plot;

        Assert.All(
            new[] { plot.Axes.Title.Label.FontName, plot.Axes.Bottom.Label.FontName, plot.Axes.Left.Label.FontName, plot.Axes.Left.TickLabelStyle.FontName, plot.Legend.FontName },
            name => Assert.Equal(LabelFont.Name, name));
        Assert.Equal("Inter", ScottPlot.Fonts.GetTypeface(LabelFont.Name, false, false).FamilyName);
        Assert.Equal(LabelFont.Name, LabelFont.For("Größe, µm ± σ — Привет"));
    }

    [Fact]
    public void Formatter_FoundByName_WritesThePicture()
    {
        // As .NET Interactive finds it.
        dynamic attribute = typeof(Figure).GetCustomAttributes(true).Single(attribute => attribute.GetType().Name == "TypeFormatterSourceAttribute");
        Type source = attribute.GetType().GetProperty("FormatterSourceType").GetValue(attribute);
        var formatters = (System.Collections.IEnumerable)source.GetMethod("CreateTypeFormatters")!.Invoke(Activator.CreateInstance(source), null)!;
        var formatter = formatters.Cast<object>().Single();
        using var writer = new StringWriter();
        var figure = Any;

        Assert.Equal("image/png", formatter.GetType().GetProperty("MimeType")!.GetValue(formatter));
        Assert.Equal(true, formatter.GetType().GetMethod("Format")!.Invoke(formatter, [figure, writer]));
        Assert.Equal(figure.ToPng(), Convert.FromBase64String(writer.ToString()));
        Assert.Equal(false, formatter.GetType().GetMethod("Format")!.Invoke(formatter, ["something else", writer]));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("fa-IR")]
    public void Pictures_InAnotherCulture_AreTheSame(string culture)
    {
        Figure[] Draw() =>
        [
            ScoreFigures.Histogram([1, 2, 2.5f, 3, 9], 4.5f, [false, false, false, false, true]),
            ScoreFigures.Roc([1, 2, 2.5f, 3, 9], [false, true, false, false, true], threshold: 2.2f),
            CodeFigures.Map([0.1f, 2, 3, 4, 5, 7.5f], 2, PointColours.Number("score", [1.5f, 2, 3])),
        ];
        var wanted = Draw().Select(figure => (figure.Description, Convert.ToBase64String(figure.ToPng()))).ToArray();
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal(wanted, Draw().Select(figure => (figure.Description, Convert.ToBase64String(figure.ToPng()))));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Pictures_ManyAtOnce_AreThoseOfOne()
    {
        var wanted = Any.ToPng();

        Assert.All(Enumerable.Range(0, 8).AsParallel().Select(_ => Any.ToPng()).ToArray(), picture => Assert.Equal(wanted, picture));
    }
}
