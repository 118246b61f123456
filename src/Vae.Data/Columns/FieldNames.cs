using System.Globalization;

namespace Vae.Data.Columns;

/// <summary>What the fields of a table are called, and how they are asked for.</summary>
internal sealed class FieldNames
{
    private const int MostNamesInAnError = 20;

    private readonly string path;
    private readonly Func<int, string?> listOf;

    /// <param name="path">The file.</param>
    /// <param name="names">The names as the file has them; null where it has none.</param>
    /// <param name="count">Number of fields.</param>
    /// <param name="listOf">The name of the list that a field is an item of, or null.</param>
    public FieldNames(string path, IReadOnlyList<string>? names, int count, Func<int, string?> listOf)
    {
        this.path = path;
        this.listOf = listOf;
        AreThere = names is not null;
        Given = new string[count];
        for (var field = 0; field < count; field++)
        {
            var name = names is null ? "" : NormalForm.Compose(names[field].Trim().TrimStart('\uFEFF'));
            Given[field] = name.Length > 0 ? name : names is null ? Number(field) : $"column{Number(field)}";
        }

        All = [.. Given];
    }

    /// <summary>Whether the file names its columns.</summary>
    public bool AreThere { get; }

    /// <summary>One name a field, as the file has it.</summary>
    public string[] Given { get; }

    /// <summary>One name a field, all different once <see cref="Part"/> was called.</summary>
    public string[] All { get; }

    /// <summary>Gives the columns that are read names of their own where the file has one twice: the second of two named b is b.1.</summary>
    /// <param name="isRead">Whether a field is read.</param>
    /// <param name="warnings">Receives what was done.</param>
    public void Part(Func<int, bool> isRead, List<DataWarning> warnings)
    {
        var taken = new Dictionary<string, int>();
        for (var field = 0; field < All.Length; field++)
        {
            if (!isRead(field))
            {
                continue;
            }

            if (taken.TryAdd(All[field], field))
            {
                continue;
            }

            var first = taken[All[field]];
            var copy = 1;
            while (taken.ContainsKey(Invariant($"{Given[field]}.{copy}")) || Array.IndexOf(Given, Invariant($"{Given[field]}.{copy}")) >= 0)
            {
                copy++;
            }

            taken.Add(Invariant($"{Given[field]}.{copy}"), field);
            All[field] = Invariant($"{Given[field]}.{copy}");
            warnings.Add(new DataWarning(
                "name-twice", All[field],
                Invariant($"'{path}': columns {first + 1} and {field + 1} are both named '{CellText.Excerpt(Given[field])}'; the second is called '{CellText.Excerpt(All[field])}' here. Give every column a name of ")
                + "its own, or leave one out by its number (TableOptions.IgnoredColumns)."));
        }
    }

    /// <summary>The fields of a name, which may be that of a list, or, where no field has that name, the one of a number from 1.</summary>
    /// <param name="wanted">The name or number.</param>
    /// <param name="role">What it is wanted as, for the error.</param>
    /// <param name="warnings">Receives what is doubtful: a name that is another column's number.</param>
    /// <exception cref="VaeDataException">There is none.</exception>
    public List<int> Find(string wanted, string role, List<DataWarning> warnings)
    {
        var name = NormalForm.Compose(wanted.Trim());
        var found = Enumerable.Range(0, Given.Length).Where(field => Given[field] == name || All[field] == name).ToList();
        var number = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed >= 1 && parsed <= Given.Length ? parsed - 1 : -1;
        if (found.Count == 0)
        {
            found = [.. Enumerable.Range(0, Given.Length).Where(field => listOf(field) is { } list && NormalForm.Compose(list.Trim()) == name)];
        }

        if (found.Count == 0)
        {
            return number >= 0 ? [number] : throw NotThere(wanted, role);
        }

        if (AreThere && number >= 0 && !found.Contains(number))
        {
            warnings.Add(new DataWarning(
                "name-or-number", name,
                Invariant($"'{path}': '{name}' is the name of column {found[0] + 1} and the number of column '{CellText.Excerpt(Given[number])}'; the one of this name was taken as {role}.")));
        }

        return found;
    }

    /// <summary>The one field of a name or number.</summary>
    /// <exception cref="VaeDataException">There is none, or several have the name.</exception>
    public int FindOne(string wanted, string role, List<DataWarning> warnings)
    {
        var found = Find(wanted, role, warnings);
        return found.Count == 1
            ? found[0]
            : throw new VaeDataException(
                $"'{path}': columns {string.Join(" and ", found.Select(field => field + 1))} are all named '{CellText.Excerpt(wanted)}'; ask for the {role} column by its number.");
    }

    /// <summary>A field's column for an error message, with its number where a name alone is hard to find.</summary>
    public string Describe(int field) => AreThere ? Invariant($"column '{CellText.Excerpt(All[field])}' (number {field + 1})") : Invariant($"column {field + 1}");

    /// <summary>The first of some names that differs from one by case or blanks alone; null where none does.</summary>
    public static string? Alike(string wanted, IEnumerable<string> names) => names.FirstOrDefault(name => Bare(name).Equals(Bare(wanted), StringComparison.OrdinalIgnoreCase));

    private static string Bare(string name) => string.Concat(name.Where(letter => !char.IsWhiteSpace(letter) && char.GetUnicodeCategory(letter) != UnicodeCategory.Format && letter is not ('_' or '-')));

    private static string Number(int field) => (field + 1).ToString(CultureInfo.InvariantCulture);

    private VaeDataException NotThere(string wanted, string role)
    {
        if (!AreThere)
        {
            return new VaeDataException(
                $"'{path}' has no {role} column '{wanted}': its first line names no columns, so they are numbered 1 to {Given.Length}. "
                + "Ask for a number, or add a line of names.");
        }

        IEnumerable<string> shown = Given.Take(MostNamesInAnError).Select(name => $"'{CellText.Excerpt(name)}'");
        string more = Given.Length > MostNamesInAnError ? Invariant($" and {Given.Length - MostNamesInAnError} more") : "";
        return new VaeDataException(
            $"'{path}' has no {role} column '{wanted}'; {(Alike(wanted, Given) is null && NearestName.Find(wanted, Given) is { } near ? $"did you mean '{CellText.Excerpt(near)}'? It has" : "it has")} {string.Join(", ", shown)}{more}{(Alike(wanted, Given) is { } like ? $"; '{CellText.Excerpt(like)}' differs by case, blanks, _ or - alone" : "")}. Ask for one of these, spelled as here, or for a number from 1 to {Given.Length}.");
    }
}
