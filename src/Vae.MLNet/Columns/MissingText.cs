namespace Vae.MLNet.Columns;

/// <summary>Texts that mark a missing value where they are no level: those of files, empty, blank, NA, N/A, NaN, null and ?, in small or capital letters.</summary>
internal static class MissingText
{
    private static readonly string[] Words = ["na", "n/a", "nan", "null", "?"];

    /// <summary>All spellings without blanks around them.</summary>
    public static IReadOnlyList<string> Spellings { get; } = ["", .. Words.SelectMany(Cases).Distinct()];

    /// <summary>Whether a text is one of them.</summary>
    public static bool Is(ReadOnlySpan<char> text)
    {
        text = text.Trim(" \t");
        foreach (var word in Words)
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return text.IsEmpty;
    }

    /// <summary>A word with each of its letters small or capital.</summary>
    private static IEnumerable<string> Cases(string word)
    {
        IEnumerable<string> begun = [""];
        foreach (var letter in word)
        {
            begun = begun.SelectMany(text => new[] { text + letter, text + char.ToUpperInvariant(letter) });
        }

        return begun;
    }
}
