using Vae.Data.Options;


namespace Vae.Cli.Flags.Values;

/// <summary>Value of a flag that takes columns of times with their parts, such as <c>when=hour,weekday</c>, more than one between semicolons.</summary>
internal static class DateList
{
    /// <exception cref="FormatException">The text is no such list; the message continues "--flag ".</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<DatePart>> Parse(string text)
    {
        var dates = new Dictionary<string, IReadOnlyList<DatePart>>();
        foreach (var column in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = column.LastIndexOf('=');
            var parts = equals > 0 && equals < column.Length - 1 ? column[(equals + 1)..].Split(',', StringSplitOptions.TrimEntries) : [];
            var known = string.Join(", ", Enum.GetNames<DatePart>()).ToLowerInvariant();
            if (parts.Length == 0)
            {
                throw new FormatException($"'{column}' does not say which parts of a time to learn; write {column.TrimEnd('=')}=hour,weekday, for example, with parts of {known}");
            }

            if (!parts.All(part => Enum.TryParse<DatePart>(part, ignoreCase: true, out _) && !char.IsDigit(part[0])))
            {
                throw new FormatException(
                    $"'{column}' names a part of a time that there is not; name some of {known}, such as {column[..equals]}=hour,weekday");
            }

            dates[column[..equals].Trim().Trim('"')] = [.. parts.Select(part => Enum.Parse<DatePart>(part, ignoreCase: true)).Distinct()];
        }

        return dates;
    }
}
