using System.Text;

namespace Vae.Cli.Flags.Values;

/// <summary>Value of a flag that takes names between commas, such as <c>id,time</c>; a name that holds a comma stands between quotes, as in a CSV file.</summary>
internal static class NameList
{
    /// <summary>The names, without blanks around them; those that are empty are left out.</summary>
    /// <exception cref="FormatException">A quote is not closed; the message continues "--flag ".</exception>
    public static IReadOnlyList<string> Parse(string text)
    {
        var names = new List<string>();
        var name = new StringBuilder();
        var (isQuoted, wasQuoted) = (false, false);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && !isQuoted))
            {
                Add();
            }
            else if (text[i] != '"')
            {
                name.Append(text[i]);
            }
            else if (isQuoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                name.Append('"');
                i++;
            }
            else if (isQuoted || string.IsNullOrWhiteSpace(name.ToString()))
            {
                (isQuoted, wasQuoted) = (!isQuoted, true);
            }
            else
            {
                name.Append('"');
            }
        }

        return isQuoted ? throw new FormatException($"'{text}' has a quote that is not closed; a name with a comma stands between two quotes, as in '\"id, no\",time'") : names;

        void Add()
        {
            var trimmed = name.ToString().Trim();
            if (trimmed.Length > 0 || wasQuoted)
            {
                names.Add(trimmed);
            }

            name.Clear();
            wasQuoted = false;
        }
    }
}
