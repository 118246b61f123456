using System.Text;
using CsvHelper;

namespace Vae.Data;

/// <summary>What the first line of a CSV file and the options say of its columns.</summary>
internal sealed class CsvLayout
{
    /// <summary>The target of the field that is the label.</summary>
    public const int Label = -1;

    /// <summary>The target of a field that is not looked at.</summary>
    public const int Ignored = -2;

    private const int MostNamesInAnError = 20;

    private readonly string[] _names;

    private CsvLayout(bool hasHeader, string[] names, int[] targets, bool mayDeclare)
    {
        HasHeader = hasHeader;
        MayDeclare = mayDeclare;
        _names = names;
        Targets = targets;
        int label = Array.IndexOf(targets, Label);
        LabelName = label < 0 ? null : names[label];
        ColumnNames = [.. names.Where((_, field) => targets[field] >= 0)];
        FeatureNames = ColumnNames;
    }

    private CsvLayout(CsvLayout numbers, TableEncoder encoder)
    {
        HasHeader = numbers.HasHeader;
        MayDeclare = numbers.MayDeclare;
        _names = numbers._names;
        Targets = numbers.Targets;
        LabelName = numbers.LabelName;
        ColumnNames = numbers.ColumnNames;
        Encoder = encoder;
        FeatureNames = encoder.Schema.FeatureNames;
    }

    public bool HasHeader { get; }

    /// <summary>Whether whoever opens the file may say what kind a column is of.</summary>
    public bool MayDeclare { get; }

    /// <summary>One entry a field: the number of the column that it is among those that hold features, or one of the constants.</summary>
    public int[] Targets { get; }

    /// <summary>One name a column that holds features; numbers as texts where there is no header.</summary>
    public string[] ColumnNames { get; }

    /// <summary>One name a feature: the columns' names, or those of their expansion.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>How columns that are not all numbers become features; null where each column is one number.</summary>
    public TableEncoder? Encoder { get; }

    public string? LabelName { get; }

    /// <summary>Reads the layout off the first record.</summary>
    /// <exception cref="VaeDataException">The columns cannot be told, or one that was asked for is not there.</exception>
    public static CsvLayout Of(CsvReader firstRecord, string path, CsvOptions options)
    {
        byte[][] first = [.. Enumerable.Range(0, firstRecord.FieldCount).Select(field => firstRecord.GetSpan(field).ToArray())];
        bool hasHeader = options.Header == CsvHeader.Present || (options.Header == CsvHeader.Detect && LooksLikeNames(first, firstRecord, path, options));
        string[] names = new string[first.Length];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = hasHeader ? Name(first[i], i, path) : Invariant($"{i + 1}");
        }

        ThrowIfRepeated(names, path);
        int[] targets = new int[names.Length];
        if (options.LabelColumn is { } label)
        {
            targets[Find(label, names, hasHeader, path, "label")] = Label;
        }

        foreach (string ignored in options.IgnoredColumns)
        {
            int field = Find(ignored, names, hasHeader, path, "ignored");
            if (targets[field] == Label)
            {
                throw new VaeDataException($"'{path}': column '{ignored}' is asked for as the label and ignored; choose one.");
            }

            targets[field] = Ignored;
        }

        int features = 0;
        foreach (ref int target in targets.AsSpan())
        {
            target = target == 0 ? features++ : target;
        }

        return features > 0
            ? new CsvLayout(hasHeader, names, targets, options.Inference is not null && options.Columns is null)
            : throw new VaeDataException($"'{path}' has no feature left: its columns are the label or ignored. Leave at least one.");
    }

    /// <summary>The same columns, expanded as a table's.</summary>
    /// <exception cref="VaeDataException">The file has other columns than the table, or in another order.</exception>
    public CsvLayout Expand(TableSchema schema, bool marksMissing, string path)
    {
        string[] wanted = [.. schema.Columns.Select(column => column.Name)];
        if (wanted.Length != ColumnNames.Length)
        {
            throw new VaeDataException(
                $"'{path}' has {ColumnNames.Length} columns of features but {wanted.Length} were wanted{Difference(wanted)}; feed the columns that the model was trained on, "
                + "and leave the others and the label out.");
        }

        // Columns are taken by their place where one of the two has no names.
        bool hasNames = HasHeader && !wanted.All(name => int.TryParse(name, out _));
        for (int i = 0; hasNames && i < wanted.Length; i++)
        {
            if (wanted[i] != ColumnNames[i])
            {
                throw new VaeDataException(
                    Invariant($"Column {i + 1} of '{path}' that holds features is '{CellText.Excerpt(ColumnNames[i])}' but '{CellText.Excerpt(wanted[i])}' was wanted ")
                    + $"there{Difference(wanted)}; feed the columns that the model was trained on, in the same order.");
            }
        }

        return schema.IsNumeric ? this : new CsvLayout(this, new TableEncoder(schema, marksMissing));
    }

    /// <summary>The number of a column that holds features, by its name.</summary>
    /// <exception cref="VaeDataException">There is none of this name.</exception>
    public int FindFeature(string name, string path, ColumnKind kind)
    {
        string role = kind.ToString().ToLowerInvariant();
        int target = Targets[Find(name, _names, HasHeader, path, role)];
        return target >= 0
            ? target
            : throw new VaeDataException(
                $"'{path}': column '{CellText.Excerpt(name)}' is declared {role} but is {(target == Label ? "the label" : "ignored")}; choose one.");
    }

    /// <summary>Moves a reader behind the line of names, where there is one.</summary>
    public void SkipHeader(CsvReader csv, string path)
    {
        if (HasHeader && CsvRowReader.ReadRecord(csv, path))
        {
            ThrowIfRagged(csv, path);
        }
    }

    public void ThrowIfRagged(CsvReader csv, string path)
    {
        if (csv.FieldCount != Targets.Length)
        {
            throw new VaeDataException(
                Invariant($"'{path}', line {csv.LineNumber}: found {csv.FieldCount} fields where the first line has {Targets.Length}; ")
                + "look for a missing field, or for a delimiter inside a value that is not quoted.");
        }
    }

    /// <summary>A field's column for an error message, with its number where a name alone is hard to find.</summary>
    public string Describe(int field) =>
        HasHeader ? Invariant($"column '{CellText.Excerpt(_names[field])}' (number {field + 1})") : Invariant($"column {field + 1}");

    private static bool LooksLikeNames(byte[][] first, CsvReader csv, string path, CsvOptions options)
    {
        if (!Array.Exists(first, IsText))
        {
            return false;
        }

        // Text stands in a line of names, but in a table that may hold text elsewhere too: there the first line is a row like the next where it holds numbers
        // and its texts stand above texts.
        bool mayHoldText = options.Columns is { IsNumeric: false } || options.Inference is not null;
        if (!mayHoldText || Array.TrueForAll(first, field => !CellText.IsNumber(field)) || !CsvRowReader.ReadRecord(csv, path))
        {
            return true;
        }

        for (int i = 0; i < first.Length && csv.FieldCount == first.Length; i++)
        {
            if (IsText(first[i]) && !IsText(csv.GetSpan(i).ToArray()))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsText(byte[] field) => !CellText.IsNumber(field) && !CellText.IsMissing(field);

    private string Difference(string[] wanted)
    {
        if (!HasHeader)
        {
            return "";
        }

        string[] missing = [.. wanted.Except(ColumnNames)];
        string[] extra = [.. ColumnNames.Except(wanted)];
        return (extra.Length > 0 ? $", {Shown(extra)} not among them" : "") + (missing.Length > 0 ? $", and {Shown(missing)} is missing" : "");
    }

    private static string Shown(string[] names) =>
        string.Join(", ", names.Take(5).Select(name => $"'{CellText.Excerpt(name)}'")) + (names.Length > 5 ? Invariant($" and {names.Length - 5} more") : "");

    private static string Name(ReadOnlySpan<byte> field, int index, string path)
    {
        string name;
        try
        {
            name = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(field).Trim();
        }
        catch (DecoderFallbackException error)
        {
            throw new VaeDataException(
                Invariant($"'{path}': the name of column {index + 1} is not UTF-8 text, found '{CellText.Excerpt(field)}'; save the file as UTF-8."),
                error);
        }

        return name.Length > 0 ? name : Invariant($"column{index + 1}");
    }

    private static void ThrowIfRepeated(string[] names, string path)
    {
        var fields = new Dictionary<string, int>(names.Length);
        for (int i = 0; i < names.Length; i++)
        {
            if (!fields.TryAdd(names[i], i))
            {
                throw new VaeDataException(
                    Invariant($"'{path}': columns {fields[names[i]] + 1} and {i + 1} are both named '{CellText.Excerpt(names[i])}'; give ")
                    + "every column a name of its own.");
            }
        }
    }

    private static int Find(string wanted, string[] names, bool hasHeader, string path, string role)
    {
        int field = Array.IndexOf(names, wanted);
        if (field >= 0)
        {
            return field;
        }

        if (!hasHeader)
        {
            throw new VaeDataException(
                $"'{path}' has no {role} column '{wanted}': its first line names no columns, so they are numbered 1 to {names.Length}. "
                + "Ask for a number, or add a line of names.");
        }

        IEnumerable<string> shown = names.Take(MostNamesInAnError).Select(name => $"'{CellText.Excerpt(name)}'");
        string more = names.Length > MostNamesInAnError ? Invariant($" and {names.Length - MostNamesInAnError} more") : "";
        throw new VaeDataException(
            $"'{path}' has no {role} column '{wanted}'; it has {string.Join(", ", shown)}{more}. Ask for one of these, spelled as here.");
    }
}
