using System.Globalization;
using System.Text;
using Vae.Core.Data.Texts;

namespace Vae.Core.Data;

/// <summary>What a table calls the two values of a column of truth values, as they stood in its training rows.</summary>
/// <param name="False">What 0 stands for, such as <c>false</c> or <c>FALSE</c>.</param>
/// <param name="True">What 1 stands for.</param>
public sealed record TruthWords(string False, string True)
{
    /// <summary>The word of the likelier value.</summary>
    /// <param name="chance">The chance of 1.</param>
    public string Likelier(double chance) => chance >= 0.5 ? True : False;

    /// <summary>Of what was found in a column; null where it holds no words of truth.</summary>
    internal static TruthWords? Of(ProfiledColumn column)
    {
        string? no = null, yes = null;
        foreach (var text in column.Kind == ColumnKind.Binary ? column.Examples : [])
        {
            if (CellText.TryReadTruth<double>(Encoding.UTF8.GetBytes(text.Trim()), out var truth))
            {
                (no, yes) = truth == 0 ? (no ?? text.Trim(), yes) : (no, yes ?? text.Trim());
            }
        }

        // Where training had one of the two alone, the other is written as that is.
        return (no, yes) switch
        {
            (null, null) => null,
            ({ } word, null) => new(word, Like(word, "true")),
            (null, { } word) => new(Like(word, "false"), word),
            _ => new(no, yes),
        };
    }

    private static string Like(string pattern, string word) => char.IsLower(pattern[0]) ? word
        : char.IsUpper(pattern[^1]) ? word.ToUpperInvariant()
        : CultureInfo.InvariantCulture.TextInfo.ToTitleCase(word);
}
