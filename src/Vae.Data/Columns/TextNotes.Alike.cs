using System.Globalization;
using System.Text.RegularExpressions;

namespace Vae.Data.Columns;

/// <content>Texts that may mean the same, and are learned as different names.</content>
internal sealed partial class TextNotes
{
    private const int FewestLetters = 4;

    private static readonly string[][] Truths =
    [
        ["true", "t", "yes", "y", "on", "1", "ja", "j", "wahr", "oui", "o", "vrai", "si", "s\u00ED", "s", "verdadero", "vero", "sim", "tak"],
        ["false", "f", "no", "n", "off", "0", "nein", "falsch", "non", "faux", "falso", "nao", "n\u00E3o", "nie"],
    ];

    /// <summary>What is said of texts that differ by upper and lower case alone; null where there are none.</summary>
    public DataWarning? Cases()
    {
        var alike = levels.GroupBy(level => level.Level, StringComparer.OrdinalIgnoreCase).Where(group => group.Skip(1).Any()).ToArray();
        return alike.Length == 0 ? null
            : new DataWarning("case-alone", column, Invariant($"'{column}' holds '{CellText.Excerpt(alike[0].First().Level)}' and '{CellText.Excerpt(alike[0].ElementAt(1).Level)}'{(alike.Length > 1 ? Invariant($" and {alike.Length - 1} more such pairs") : "")}, which differ by upper and lower case alone and are learned as different names; write them alike where they mean the same."));
    }

    /// <summary>What is said of texts that differ by blanks, underscores, a point at the end or characters that are not seen; null where there are none.</summary>
    public DataWarning? Blanks()
    {
        var alike = unmarked.GroupBy(level => Plain(level.Level), StringComparer.OrdinalIgnoreCase).Where(group => group.Key.Length > 0 && group.Select(level => level.Level.ToUpperInvariant()).Distinct(StringComparer.Ordinal).Count() > 1).ToArray();
        return alike.Length == 0 ? null
            : new DataWarning("blanks-alone", column, Invariant($"'{column}' holds '{CellText.Excerpt(alike[0].First().Level)}' and '{CellText.Excerpt(alike[0].First(level => !level.Level.Equals(alike[0].First().Level, StringComparison.OrdinalIgnoreCase)).Level)}'{(alike.Length > 1 ? Invariant($" and {alike.Length - 1} more such groups") : "")}, which differ by blanks, underscores, a point at the end or characters that are not seen alone, and are learned as different names; write them alike where they mean the same."));
    }

    /// <summary>Whether the letters of a text seem to have been read in another encoding than they were written in.</summary>
    public static bool IsGarbled(string text) => GarbledPattern().IsMatch(text);

    /// <summary>What is said of texts whose letters were read in another encoding than they were written in; null where there are none.</summary>
    public DataWarning? Garbled()
    {
        var garbled = levels.Where(level => GarbledPattern().IsMatch(level.Level)).ToArray();
        return garbled.Length == 0 ? null
            : new DataWarning("garbled", column, Invariant($"'{column}' holds '{CellText.Excerpt(garbled[0].Level)}'{(garbled.Length > 1 ? Invariant($" and {garbled.Length - 1} more such texts") : "")}, whose letters seem to have been read in another encoding than they were written in; save them anew, or rows whose texts are right hold others."));
    }

    /// <summary>What is said of texts that differ by accents alone, or by how a German umlaut is written; null where there are none.</summary>
    public DataWarning? Accents()
    {
        var alike = Alike(NormalForm.WithoutMarks) is { Length: > 0 } bare ? bare : Alike(text => NormalForm.WithoutMarks(Spelled(text)));
        return alike.Length == 0 ? null
            : new DataWarning("accents-alone", column, Invariant($"'{column}' holds '{CellText.Excerpt(alike[0][0])}' and '{CellText.Excerpt(alike[0][1])}'{(alike.Length > 1 ? Invariant($" and {alike.Length - 1} more such groups") : "")}, which differ by accents alone and are learned as different names; write them alike where they mean the same."));
    }

    /// <summary>What is said of truth values in more than one way, as yes beside y; null where they are none, or in one way.</summary>
    public DataWarning? SeveralTruths()
    {
        var words = unmarked.Select(level => level.Level.ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToArray();
        var sides = Truths.Select(side => words.Where(word => side.Contains(word)).ToArray()).ToArray();
        return words.Length < 3 || sides.Sum(side => side.Length) < words.Length || sides.Any(side => side.Length == 0) ? null
            : new DataWarning("several-truths", column, Invariant($"'{column}' holds {string.Join(" and ", sides.MaxBy(side => side.Length)!.Select(word => $"'{word}'"))}, which may mean the same, and are learned as different names; write them alike, as true and false."));
    }

    /// <summary>What is said of words beside what they are short for, as M and F beside male and female; null where there are none.</summary>
    public DataWarning? Abbreviations()
    {
        string[] words = [.. unmarked.Select(level => level.Level).Where(word => word.All(char.IsLetter)).DistinctBy(word => word.ToUpperInvariant())];
        var pairs = words.Select(word => (Short: word, Long: words.Where(other => other.Length >= Math.Max(FewestLetters, 2 * word.Length) && other.StartsWith(word, StringComparison.OrdinalIgnoreCase)).ToArray())).Where(pair => pair.Long.Length > 0).ToArray();
        return pairs.Length < 2 || 2 * pairs.Length != words.Length || words.Length != unmarked.Select(level => level.Level.ToUpperInvariant()).Distinct(StringComparer.Ordinal).Count() || Array.Exists(pairs, pair => pair.Long.Length > 1) || pairs.SelectMany(pair => pair.Long).Distinct(StringComparer.Ordinal).Count() < pairs.Length ? null
            : new DataWarning("abbreviations", column, Invariant($"'{column}' holds '{CellText.Excerpt(pairs[0].Short)}' and '{CellText.Excerpt(pairs[0].Long[0])}', of which one may be short for the other, and so for all of its names, and they are learned as different ones; write them alike where they mean the same."));
    }

    private string[][] Alike(Func<string, string> plain) =>
    [
        .. unmarked.Select(level => level.Level).GroupBy(plain, StringComparer.OrdinalIgnoreCase)
            .Select(group => group.DistinctBy(text => text.ToUpperInvariant()).ToArray()).Where(group => group.Length > 1 && group.DistinctBy(Plain, StringComparer.OrdinalIgnoreCase).Count() > 1),
    ];

    private static string Spelled(string text) => text.Replace("\u00E4", "ae", StringComparison.Ordinal).Replace("\u00F6", "oe", StringComparison.Ordinal).Replace("\u00FC", "ue", StringComparison.Ordinal).Replace("\u00DF", "ss", StringComparison.Ordinal)
        .Replace("\u00C4", "Ae", StringComparison.Ordinal).Replace("\u00D6", "Oe", StringComparison.Ordinal).Replace("\u00DC", "Ue", StringComparison.Ordinal);

    private static string Plain(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character) && character != '_' && char.GetUnicodeCategory(character) != UnicodeCategory.Format)).TrimEnd('.');

    // Two bytes of UTF-8 as two letters of Latin-1 or Windows-1252, and what stands for bytes that were no letter.
    [GeneratedRegex("[\u00C2\u00C3][\u0080-\u00BF\u0152\u0153\u0160\u0161\u0178\u0192\u02C6\u02DC\u2013-\u203A\u20AC\u2122]|\uFFFD")]
    private static partial Regex GarbledPattern();
}
