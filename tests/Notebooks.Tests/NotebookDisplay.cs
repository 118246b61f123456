namespace Notebooks.Tests;

/// <summary>Takes the place of what a C# notebook shows pictures with: <c>text.DisplayAs(type)</c>.</summary>
public static class NotebookDisplay
{
    private static readonly AsyncLocal<List<string>?> Shown = new();

    /// <summary>Shows a picture below the cell that runs.</summary>
    /// <param name="value">The picture, in base64.</param>
    /// <param name="mimeType">Its type, which must be image/png.</param>
    public static void DisplayAs(this string value, string mimeType)
    {
        Assert.Equal(Notebook.PictureType, mimeType);
        Shown.Value!.Add(value);
    }

    /// <summary>From now on pictures go to this list.</summary>
    internal static void ShowIn(List<string>? pictures) => Shown.Value = pictures;
}
