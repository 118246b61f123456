using System.Text;
using ScottPlot;
using Vae.Core.Files;
using Vae.Plots.Drawing;

namespace Vae.Plots;

/// <summary>
/// A picture of a model or of what it makes of rows: a ScottPlot plot, to be changed further, and saved as PNG or SVG. A notebook of .NET Interactive shows it where it is the value of a cell. Not for use by several
/// threads at once.
/// </summary>
[TypeFormatterSource(typeof(FigureFormatterSource), PreferredMimeTypes = ["image/png"])]
public sealed class Figure : IShown
{
    private const int MostPixels = 16_384;

    internal Figure(Plot plot, string description, IReadOnlyList<string> notes, int width = Theme.Width, int height = Theme.Height)
    {
        Plot = plot;
        Description = description;
        Notes = notes;
        Width = width;
        Height = height;
        Theme.AddNotes(plot, notes);
    }

    /// <summary>The plot, with everything on it: titles, axes, colours and what is drawn may be changed, and more added.</summary>
    public Plot Plot { get; }

    /// <summary>What is to be seen, in a sentence or two with its figures: the text that stands in for the picture where it cannot be seen.</summary>
    public string Description { get; }

    /// <summary>What is left out of the picture, a sentence each, as it stands below it; empty where all is there.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Width in pixels, 100 to 16,384. Default 800; of sheets what their pictures take.</summary>
    public int Width
    {
        get;
        set => field = InRange(value, nameof(Width));
    }

    /// <summary>Height in pixels, 100 to 16,384. Default 480; of sheets and bars what they take.</summary>
    public int Height
    {
        get;
        set => field = InRange(value, nameof(Height));
    }

    /// <summary>The picture as the content of a PNG file of <see cref="Width"/> times <see cref="Height"/> pixels.</summary>
    public byte[] ToPng() => Plot.GetImageBytes(Width, Height, ImageFormat.Png);

    /// <summary>The picture as the content of an SVG file, UTF-8; words are text in it, and pictures of pixels are PNG inside.</summary>
    public byte[] ToSvg()
    {
        var description = new System.Xml.Linq.XElement("title", Description).ToString(System.Xml.Linq.SaveOptions.DisableFormatting);
        var content = Plot.GetSvgXml(Width, Height).Replace($"font-family=\"{LabelFont.Family}\"", $"font-family=\"{LabelFont.FamilyInSvg}\"", StringComparison.Ordinal);
        var inside = content.IndexOf('>', content.IndexOf("<svg", StringComparison.Ordinal)) + 1;
        return Encoding.UTF8.GetBytes(content.Insert(inside, description));
    }

    /// <summary>Writes the picture to a file, which appears whole or not at all, and replaces a file of that name.</summary>
    /// <param name="path">The file, whose name ends in <c>.png</c> or <c>.svg</c>; its folder must exist.</param>
    /// <exception cref="ArgumentException">The name ends otherwise.</exception>
    /// <exception cref="IOException">The file cannot be written; the message says why.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var content = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".PNG" => ToPng(),
            ".SVG" => ToSvg(),
            _ => throw new ArgumentException($"'{path}' ends neither in .png nor in .svg, which are what a figure can be saved as; name such a file.", nameof(path)),
        };
        using var file = AtomicFile.Create(path);
        file.Content.Write(content);
        file.Commit();
    }

    private static int InRange(int value, string name) => value is >= 100 and <= MostPixels
        ? value
        : throw new ArgumentOutOfRangeException(name, value, Invariant($"A figure's {name} is 100 to {MostPixels} pixels."));
}
