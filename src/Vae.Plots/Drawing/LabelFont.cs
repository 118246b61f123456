using ScottPlot;
using SkiaSharp;

namespace Vae.Plots.Drawing;

/// <summary>The font of words in pictures: Inter, which is embedded, so that a picture has words, and the same ones, on machines without fonts. What it cannot write is left to a font of the machine.</summary>
internal sealed class LabelFont : IFontResolver
{
    /// <summary>Its name to ScottPlot. Not Inter's own, which may be another of the machine.</summary>
    public const string Name = "Inter of Vae.Plots";

    private static readonly Lazy<SKTypeface> Typeface = new(Load);

    private static readonly object Gate = new();

    private static bool isKnown;

    /// <summary>The family that stands in an SVG file, with others that are like it.</summary>
    public static string FamilyInSvg => "Inter, Helvetica, Arial, sans-serif";

    /// <summary>Its family as the font itself has it.</summary>
    public static string Family => Typeface.Value.FamilyName;

    /// <summary>Tells ScottPlot of it, once.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (!isKnown)
            {
                Fonts.FontResolvers.Insert(0, new LabelFont());
                isKnown = true;
            }
        }
    }

    /// <summary>The font that can write a text: this one, or the one of the machine that can write most of it.</summary>
    public static string For(string text)
    {
        if (text.All(letter => letter < ' ' || Typeface.Value.ContainsGlyph(letter)))
        {
            return Name;
        }

        return Fonts.Detect(text) is { Length: > 0 } found ? found : Name;
    }

    /// <summary>How wide a text is, in pixels.</summary>
    public static float Measure(string text, float size)
    {
        using var font = new SKFont(Typeface.Value, size);
        return text.Split('\n').Max(line => font.MeasureText(line));
    }

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => fontName == Name ? Typeface.Value : null;

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Name ? Typeface.Value : null;

    private static SKTypeface Load()
    {
        using var stream = typeof(LabelFont).Assembly.GetManifestResourceStream("Inter-Regular.ttf")!;
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data);
    }
}
