using System.Collections.Immutable;
using System.Globalization;
using Vae.Data.Options;
using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <summary>Which fields of a table are features, in which order, which is the label, and which are left out.</summary>
internal sealed class ColumnLayout
{
    private const int MostNames = 5;

    private readonly int[] fields;

    private ColumnLayout(ITable table, FieldNames names, int labelField, int weightField, ImmutableArray<FeatureField> features, ImmutableArray<DataWarning> warnings)
    {
        Table = table;
        Names = names;
        LabelField = labelField;
        WeightField = weightField;
        Features = features;
        Warnings = warnings;
        fields = [.. features.Select(feature => feature.Field).Concat(labelField < 0 ? [] : [labelField]).Concat(weightField < 0 ? [] : [weightField]).Distinct().Order()];
    }

    public ITable Table { get; }

    public FieldNames Names { get; }

    /// <summary>The field of the label; -1 where there is none.</summary>
    public int LabelField { get; }

    /// <summary>The field of the row's weight; -1 where there is none.</summary>
    public int WeightField { get; }

    /// <summary>The columns that hold features.</summary>
    public ImmutableArray<FeatureField> Features { get; }

    /// <summary>How many of the last of them are context.</summary>
    public int ContextCount { get; private init; }

    public ImmutableArray<DataWarning> Warnings { get; }

    public string? LabelName => LabelField < 0 ? null : Names.All[LabelField];

    public string? WeightName => WeightField < 0 ? null : Names.All[WeightField];

    /// <summary>Lays a table out as the options say.</summary>
    /// <exception cref="VaeDataException">A column that was asked for is not there, or none is left.</exception>
    public static ColumnLayout Of(ITable table, TableOptions options)
    {
        var warnings = new List<DataWarning>(table.Warnings);
        var names = new FieldNames(table.Path, table.Names, table.FieldCount, table.ListOf);
        var ignored = new HashSet<int>();
        foreach (var wanted in options.IgnoredColumns)
        {
            ignored.UnionWith(names.Find(wanted, "ignored", warnings));
        }

        LeaveOutBlanks(table, names, options, ignored, warnings);
        names.Part(field => !ignored.Contains(field), warnings);
        var label = options.LabelColumn is { } asked ? FindRole(table, names, asked, "label", -1, ignored, warnings) : -1;
        var weight = options.WeightColumn is { } wantedWeight ? FindRole(table, names, wantedWeight, "weight", label, ignored, warnings) : -1;
        var free = Enumerable.Range(0, table.FieldCount).Where(field => field != label && field != weight && !ignored.Contains(field)).ToArray();
        int[] context = options.Columns is null ? [.. options.ContextColumns.Select(wanted => FindContext(table, names, wanted, weight, free, warnings)).Distinct()] : [];
        int[] ordered = [.. free.Except(context), .. context];
        var features = options.Columns is { } columns
            ? Wanted(table, names, columns, options.ContextColumns, free, warnings)
            : All(table, names, options, ordered);
        if (features.IsEmpty)
        {
            throw new VaeDataException($"'{table.Path}' has no feature left: its columns are the label{(weight < 0 ? "" : ", the weight")} or ignored. Leave at least one.");
        }

        HashSet<int> read = [label, weight, .. features.Select(feature => feature.Field)];
        warnings.RemoveAll(warning => table.Warnings.Contains(warning) && IsOfAnother(warning, table.Names ?? [], read));
        var layout = new ColumnLayout(table, names, label, weight, features, [.. warnings]) { ContextCount = features.Count(feature => context.Contains(feature.Field)) };
        if (layout.ContextCount == features.Length)
        {
            throw new VaeDataException($"'{table.Path}' has no column left that is no context: leave at least one to score (TableOptions.ContextColumns).");
        }

        layout.ThrowIfRefused();
        return layout;
    }

    /// <summary>Starts a pass over the fields that are features or the label.</summary>
    public ITableReader OpenTable() => Table.Open(fields);

    /// <summary>The number of a column that holds features and whose kind is declared.</summary>
    /// <exception cref="VaeDataException">There is none of this name.</exception>
    public int FindDeclared(string name, ColumnKind kind)
    {
        var role = kind.ToString().ToLowerInvariant();
        var field = Names.FindOne(name, role, []);
        for (var column = 0; column < Features.Length; column++)
        {
            if (Features[column].Field == field && Features[column].Date is null)
            {
                return column;
            }
        }

        throw new VaeDataException(
            $"'{Table.Path}': column '{CellText.Excerpt(name)}' is declared {role} but is {(field == LabelField ? "the label" : field == WeightField ? "the weight" : "ignored")}; choose one.");
    }

    /// <summary>Of each column that holds features whether texts that mark missing values are names in it.</summary>
    public bool[] MarkersAreNames(TableOptions options)
    {
        var are = new bool[Features.Length];
        foreach (var name in options.Inference?.MarkersAreNames ?? [])
        {
            are[FindDeclared(name, ColumnKind.Categorical)] = true;
        }

        return are;
    }

    private void ThrowIfRefused()
    {
        foreach (var feature in Features)
        {
            if (feature.Name.Length > TableColumn.MaximumTextLength)
            {
                throw new VaeDataException(Invariant($"'{Table.Path}', {Names.Describe(feature.Field)}: its name has {feature.Name.Length} characters, and at most {TableColumn.MaximumTextLength} are possible; shorten it, or leave the column out (TableOptions.IgnoredColumns)."));
            }
        }

        foreach (var field in fields)
        {
            if (Table.Refusal(field) is { } refusal)
            {
                throw new VaeDataException($"'{Table.Path}', {Names.Describe(field)}: {refusal}, or leave the column out (TableOptions.IgnoredColumns).");
            }
        }
    }

    // Fields without a name that hold nothing, as delimiters behind the last column make or a blank column of a spreadsheet, unless they are asked for.
    private static void LeaveOutBlanks(ITable table, FieldNames names, TableOptions options, HashSet<int> ignored, List<DataWarning> warnings)
    {
        string?[] asked = [options.LabelColumn, options.WeightColumn, .. options.ContextColumns, .. options.Dates.Keys, .. options.Columns?.Columns.Select(column => column.Name) ?? [], .. options.Inference?.Kinds.Keys ?? []];
        int[] blanks = [.. Enumerable.Range(0, table.FieldCount).Where(field => table.IsBlank(field) && !ignored.Contains(field) && !asked.Contains(names.Given[field]))];
        if (blanks.Length is 0 || blanks.Length == table.FieldCount)
        {
            return;
        }

        ignored.UnionWith(blanks);
        var shown = string.Join(", ", blanks.Take(MostNames).Select(field => Invariant($"{field + 1}"))) + (blanks.Length > MostNames ? Invariant($" and {blanks.Length - MostNames} more") : "");
        warnings.Add(new DataWarning("blank-columns", null, $"'{table.Path}': {(blanks.Length == 1 ? $"column {shown} has no name and holds" : $"columns {shown} have no names and hold")} nothing, as where delimiters stand behind the last column, and {(blanks.Length == 1 ? "is" : "are")} left out."));
    }

    // Whether a warning is about a column that is not read.
    private static bool IsOfAnother(DataWarning warning, IReadOnlyList<string> names, HashSet<int> read) =>
        warning.Column is { } column && names.Contains(column) && !read.Any(field => field >= 0 && names[field] == column);

    // The column of labels or of weights; that of labels is found first.
    private static int FindRole(ITable table, FieldNames names, string asked, string role, int label, HashSet<int> ignored, List<DataWarning> warnings)
    {
        var field = names.FindOne(asked, role, warnings);
        return ignored.Contains(field) || field == label
            ? throw new VaeDataException($"'{table.Path}': column '{asked}' is asked for as the {role} and {(field == label ? "as the label" : "ignored")}; choose one.")
            : field;
    }

    private static int FindContext(ITable table, FieldNames names, string asked, int weight, int[] free, List<DataWarning> warnings)
    {
        var field = names.FindOne(asked, "context", warnings);
        return free.Contains(field)
            ? field
            : throw new VaeDataException($"'{table.Path}': column '{CellText.Excerpt(asked)}' is asked for as context and is {(field == weight ? "the weight" : "the label or ignored")}; choose one.");
    }

    private static ImmutableArray<FeatureField> All(ITable table, FieldNames names, TableOptions options, int[] free)
    {
        var dates = options.Dates.ToDictionary(date => names.FindOne(date.Key, "date", []), date => date.Value);
        var features = ImmutableArray.CreateBuilder<FeatureField>();
        foreach (var field in free)
        {
            if (dates.Remove(field, out var parts))
            {
                features.AddRange(parts.SelectMany(part => DateFeature.Both(names.All[field], part)).Select(date => new FeatureField(date.Name, field, date)));
            }
            else
            {
                features.Add(new FeatureField(names.All[field], field));
            }
        }

        return dates.Count == 0
            ? features.ToImmutable()
            : throw new VaeDataException($"'{table.Path}': column '{CellText.Excerpt(names.All[dates.Keys.First()])}' is asked for as a date but is the label, the weight or ignored; choose one.");
    }

    private static ImmutableArray<FeatureField> Wanted(
        ITable table, FieldNames names, TableSchema schema, IReadOnlyList<string> context, int[] free, List<DataWarning> warnings)
    {
        string[] wanted = [.. schema.Columns.Select(column => column.Name)];
        var areNumbers = Enumerable.Range(1, wanted.Length).Select(number => Invariant($"{number}")).ToHashSet().SetEquals(wanted);
        if (!names.AreThere || (areNumbers && !wanted.ToHashSet().IsSubsetOf(free.Select(field => names.All[field]))))
        {
            if (!names.AreThere && wanted.Select(DateFeature.Parse).OfType<DateFeature>().FirstOrDefault() is { } time)
            {
                throw new VaeDataException($"'{table.Path}' does not name its columns, and those of the model cannot be taken by their place, for it learned from parts of the times in '{CellText.Excerpt(time.Source)}'; name the columns in the file.");
            }

            if (wanted.Length != free.Length)
            {
                throw new VaeDataException(
                    $"'{table.Path}' has {free.Length} columns of features but {wanted.Length} were wanted{(names.AreThere ? Difference(wanted, names, free) : "")}; feed the columns that the model was "
                    + "trained on, name the label and leave others out (TableOptions.IgnoredColumns). Columns are taken by their place, for the file or the model has no names.");
            }

            ImmutableArray<FeatureField> placed = [.. wanted.Zip(context.Count == 0 ? free : ByNumber(table, wanted, context, free), (name, field) => new FeatureField(name, field))];
            if (wanted.Length > 1 && (names.AreThere || wanted.Any(name => Number(name) == 0)))
            {
                warnings.Add(ByPlace(table, names, placed));
            }

            return placed;
        }

        var byName = free.ToDictionary(field => names.All[field]);
        var features = ImmutableArray.CreateBuilder<FeatureField>(wanted.Length);
        var used = new HashSet<int>();
        foreach (var name in wanted)
        {
            if (byName.TryGetValue(name, out var field))
            {
                features.Add(new FeatureField(name, field));
            }
            else if (DateFeature.Parse(name) is { } date && byName.TryGetValue(date.Source, out field))
            {
                features.Add(new FeatureField(name, field, date));
            }
            else if (names.All.Contains(name))
            {
                throw new VaeDataException(
                    $"'{table.Path}': the model was trained on column '{CellText.Excerpt(name)}' as a feature, but here it is named as the label or the weight, or ignored; read it as a feature here, or train a new model without it among the features.");
            }
            else
            {
                throw new VaeDataException(
                    $"'{table.Path}' {Difference(wanted, names, free)}; feed the columns that the model was trained on, in whatever order.");
            }

            used.Add(field);
        }

        if (used.Count < free.Length)
        {
            var left = free.Where(field => !used.Contains(field)).Select(field => names.All[field]).ToArray();
            warnings.Add(new DataWarning(
                "columns-left-out", null,
                $"'{table.Path}': {Shown(left)} {(left.Length == 1 ? "is no column" : "are no columns")} of the model and {(left.Length == 1 ? "is" : "are")} left out; name the label (TableOptions.LabelColumn) and what to ignore "
                + "(TableOptions.IgnoredColumns)."));
        }

        return features.ToImmutable();
    }

    // One side has names and the other has none, so that nothing tells whether the order is the same.
    private static DataWarning ByPlace(ITable table, FieldNames names, ImmutableArray<FeatureField> placed) => names.AreThere
        ? new DataWarning("by-place", null,
            $"'{table.Path}' names its columns, and the model was trained on a table without names: they are taken by their place, {Shown([.. placed.Select(feature => names.All[feature.Field])])} for those that it was trained on in this order; train it on a file with names, by which columns are found in any order.")
        : new DataWarning("by-place", null,
            $"'{table.Path}' does not name its columns: they are taken by their place for those of the model, {Shown([.. placed.Select(feature => feature.Name)])} in this order; name them in the file, by which they are found in any order.");

    /// <summary>The field of each wanted column where these are called by numbers, among which a context was moved to the end.</summary>
    private static IEnumerable<int> ByNumber(ITable table, string[] wanted, IReadOnlyList<string> context, int[] free)
    {
        int[] numbers = [.. wanted.Select(Number)];
        if (numbers.Contains(0))
        {
            throw new VaeDataException(
                $"'{table.Path}' does not name its columns, and those of the model cannot be taken by their place, for its context, {Shown([.. context])}, stands behind the others; name the columns in the file.");
        }

        int[] rising = [.. numbers.Order()];
        return numbers.Select(number => free[Array.IndexOf(rising, number)]);
    }

    // The number that a column without a name is called by; 0 where it has a name.
    private static int Number(string name) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Difference(string[] wanted, FieldNames names, int[] free)
    {
        string[] found = [.. free.Select(field => names.All[field])];
        string[] sources = [.. wanted.Select(name => found.Contains(name) ? name : SourceOf(name)).Distinct()];
        string[] missing = [.. sources.Except(found)];
        string[] extra = [.. found.Except(sources)];
        var alike = missing.Select(name => (Wanted: name, Found: FieldNames.Alike(name, extra))).FirstOrDefault(pair => pair.Found is not null);
        return $"has no {(missing.Length == 1 ? "column" : "columns")} {Shown(missing)}, which the model was trained on" + (extra.Length > 0 ? $", and has {Shown(extra)}, which {(extra.Length == 1 ? "is no column" : "are no columns")} of the model" : "")
            + (alike.Found is { } like ? $" ('{CellText.Excerpt(alike.Wanted)}' and '{CellText.Excerpt(like)}' differ by case, blanks, _ or - alone)" : "");
    }

    // The column that a feature is made of: itself, or that of the times.
    private static string SourceOf(string name) => DateFeature.Parse(name)?.Source ?? name;

    private static string Shown(string[] names) =>
        string.Join(", ", names.Take(MostNames).Select(name => $"'{CellText.Excerpt(name)}'")) + (names.Length > MostNames ? Invariant($" and {names.Length - MostNames} more") : "");
}
