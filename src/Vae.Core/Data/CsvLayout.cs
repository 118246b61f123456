using System.Text;
using CsvHelper;

namespace Vae.Core.Data;

/// <summary>What the first line of a CSV file and the options say of its columns.</summary>
internal sealed class CsvLayout
{
    /// <summary>The target of the field that is the label.</summary>
    public const int Label = -1;

    /// <summary>The target of a field that is not looked at.</summary>
    public const int Ignored = -2;

    private const int MostNamesInAnError = 20;

    private readonly string[] _names;

    private CsvLayout(bool hasHeader, string[] names, int[] targets)
    {
        HasHeader = hasHeader;
        _names = names;
        Targets = targets;
        int label = Array.IndexOf(targets, Label);
        LabelName = label < 0 ? null : names[label];
        FeatureNames = [.. names.Where((_, field) => targets[field] >= 0)];
    }

    public bool HasHeader { get; }

    /// <summary>One entry a field: the number of the feature that it is, or one of the constants.</summary>
    public int[] Targets { get; }

    /// <summary>One name a feature; numbers as texts where there is no header.</summary>
    public string[] FeatureNames { get; }

    public string? LabelName { get; }

    /// <summary>Reads the layout off the first record.</summary>
    /// <exception cref="VaeDataException">The columns cannot be told, or one that was asked for is not there.</exception>
    public static CsvLayout Of(CsvReader firstRecord, string path, CsvOptions options)
    {
        bool hasHeader = options.Header == CsvHeader.Present || (options.Header == CsvHeader.Detect && LooksLikeNames(firstRecord));
        string[] names = new string[firstRecord.FieldCount];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = hasHeader ? Name(firstRecord.GetSpan(i), i, path) : $"{i + 1}";
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
            ? new CsvLayout(hasHeader, names, targets)
            : throw new VaeDataException($"'{path}' has no feature left: its columns are the label or ignored. Leave at least one.");
    }

    /// <summary>A field's column for an error message, with its number where a name alone is hard to find.</summary>
    public string Describe(int field) =>
        HasHeader ? $"column '{CsvValue.Excerpt(_names[field])}' (number {field + 1})" : $"column {field + 1}";

    private static bool LooksLikeNames(CsvReader record)
    {
        for (int i = 0; i < record.FieldCount; i++)
        {
            ReadOnlySpan<byte> field = record.GetSpan(i);
            if (!CsvValue.IsNumber(field) && !CsvValue.IsMissing(field))
            {
                return true;
            }
        }

        return false;
    }

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
                $"'{path}': the name of column {index + 1} is not UTF-8 text, found '{CsvValue.Excerpt(field)}'; save the file as UTF-8.",
                error);
        }

        return name.Length > 0 ? name : $"column{index + 1}";
    }

    private static void ThrowIfRepeated(string[] names, string path)
    {
        var fields = new Dictionary<string, int>(names.Length);
        for (int i = 0; i < names.Length; i++)
        {
            if (!fields.TryAdd(names[i], i))
            {
                throw new VaeDataException(
                    $"'{path}': columns {fields[names[i]] + 1} and {i + 1} are both named '{CsvValue.Excerpt(names[i])}'; give "
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

        IEnumerable<string> shown = names.Take(MostNamesInAnError).Select(name => $"'{CsvValue.Excerpt(name)}'");
        string more = names.Length > MostNamesInAnError ? $" and {names.Length - MostNamesInAnError} more" : "";
        throw new VaeDataException(
            $"'{path}' has no {role} column '{wanted}'; it has {string.Join(", ", shown)}{more}. Ask for one of these, spelled as here.");
    }
}
