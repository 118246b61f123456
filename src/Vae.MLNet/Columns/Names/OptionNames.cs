using System.Text.RegularExpressions;

namespace Vae.MLNet.Columns.Names;

/// <summary>Says in a message about files what does the same in ML.NET.</summary>
internal static partial class OptionNames
{
    public static string Translate(string message) => MissingText().Replace(message, "make it NaN")
        .Replace(" (TableOptions.IgnoredColumns)", "", StringComparison.Ordinal)
        .Replace("(TableOptions.Dates)", "(DataFrame.WithDateParts, or TableOptions.Dates of a file that Vae.LoadTable loads)", StringComparison.Ordinal)
        .Replace("TableOptions.NormalLabel", "NormalLabel", StringComparison.Ordinal);

    [GeneratedRegex(@"say so \(TableOptions\.MissingTexts = [^)]*\)")]
    private static partial Regex MissingText();
}
