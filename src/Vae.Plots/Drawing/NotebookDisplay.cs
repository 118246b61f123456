// What is looked up by name on an object cannot be static.
#pragma warning disable CA1822
namespace Vae.Plots.Drawing;

/// <summary>
/// Tells .NET Interactive how a type is shown in a notebook. It looks for an attribute and members of these names, whoever declares them, so that no package of it is needed.
/// </summary>
/// <param name="formatterSourceType">What makes the formatters.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = [];
}

/// <summary>Makes what shows a figure.</summary>
internal sealed class FigureFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters() => [new FigureFormatter()];
}

/// <summary>Shows a figure as a PNG picture, in base 64.</summary>
internal sealed class FigureFormatter
{
    public string MimeType => "image/png";

    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not IShown figure)
        {
            return false;
        }

        writer.Write(Convert.ToBase64String(figure.ToPng()));
        return true;
    }
}

/// <summary>What a notebook can show as a picture.</summary>
internal interface IShown
{
    byte[] ToPng();
}
