
namespace Vae.Data.Columns;

/// <summary>How often each label is there.</summary>
/// <param name="normal">The label of normal rows as it was named; null where that is 0.</param>
internal sealed class LabelCount(string? normal)
{
    /// <summary>Codes of warnings that leave no normal row.</summary>
    public const string NoLabel = "no-label";

    /// <inheritdoc cref="NoLabel"/>
    public const string NoNormalLabel = "no-normal-label";

    /// <summary>Code of the warning that the normal rows are the minority.</summary>
    public const string FewNormal = "few-normal";

    private const int MostLabels = 1024;

    private readonly SortedDictionary<float, long> labels = [];

    /// <summary>The labels as they are written, where one of them was named.</summary>
    private readonly Dictionary<string, long> texts = new(StringComparer.Ordinal);

    /// <summary>Rows with a label, and without one.</summary>
    public long Labelled { get; private set; }

    public long Unlabelled { get; private set; }

    public long Normal => labels.GetValueOrDefault(0);

    /// <summary>Counts a label.</summary>
    /// <param name="label">As a number.</param>
    /// <param name="text">As it is written, where the normal one was named.</param>
    public void Add(float label, string? text)
    {
        if (text is not null && !float.IsNaN(label) && (texts.ContainsKey(text) || texts.Count < MostLabels))
        {
            texts[text] = texts.GetValueOrDefault(text) + 1;
        }

        if (float.IsNaN(label))
        {
            Unlabelled++;
            return;
        }

        Labelled++;
        label += 0f; // -0 is 0
        if (labels.TryGetValue(label, out var count))
        {
            labels[label] = count + 1;
        }
        else if (labels.Count < MostLabels)
        {
            labels.Add(label, 1);
        }
    }

    /// <summary>What labels alone give reason to warn of.</summary>
    public IEnumerable<DataWarning> Warnings(string path, string column)
    {
        if (Labelled + Unlabelled == 0)
        {
            yield break; // none could be read, which is told of by itself
        }

        if (Labelled == 0)
        {
            yield return new DataWarning(NoLabel, column, Invariant($"'{path}': not one of {Unlabelled} rows has a label in column '{CellText.Excerpt(column)}'."));
        }
        else if (Normal == 0)
        {
            yield return new DataWarning(
                NoNormalLabel, column,
                $"'{path}': no row has the label {Named} of normal rows; column '{CellText.Excerpt(column)}' holds {Shown()}. Say which one is normal (TableOptions.NormalLabel).");
        }
        else if (2 * Normal < Labelled)
        {
            yield return new DataWarning(
                FewNormal, column,
                Invariant($"'{path}': label {Named}, the normal one, is {Normal} of {Labelled} rows, and the others count as anomalies; column '{CellText.Excerpt(column)}' holds {Shown()}. If another is normal, say so (TableOptions.NormalLabel){(MayBeClasses ? "; if these are classes, none of them of anomalies, leave the column out (TableOptions.IgnoredColumns)" : "")}."));
        }
        else if (normal is null && labels.Count == 3 && labels.TryGetValue(1, out var anomalies) && labels.First(label => label.Key is not 0 and not 1) is { Key: -1 or 9 or 99 or 999 or -9 or -99 or -999 } unknown && (unknown.Key != -1 || unknown.Value >= 2 * anomalies))
        {
            yield return new DataWarning(
                "odd-label", column,
                Invariant($"'{path}': column '{CellText.Excerpt(column)}' holds the label {unknown.Key} in {unknown.Value} rows, beside 0 and 1, as where it is unknown; it counts as that of an anomaly: leave the field empty if nobody knows it."));
        }

        var alike = texts.Where(text => normal is not null && text.Key != normal.Trim() && string.Equals(text.Key, normal.Trim(), StringComparison.OrdinalIgnoreCase) && !bool.TryParse(text.Key, out _)).ToArray();
        if (alike.Length > 0)
        {
            yield return new DataWarning(
                "label-case", column,
                Invariant($"'{path}': {alike.Sum(text => text.Value)} rows have in column '{CellText.Excerpt(column)}' the label '{alike[0].Key}', which is not the normal one, {Named}, though it differs from it by upper and lower case alone: they count as anomalies. Write them alike."));
        }
    }

    /// <summary>Whether there are more labels than two, as a kind of row each.</summary>
    private bool MayBeClasses => Math.Max(texts.Count, labels.Count) > 2;

    private string Named => normal is null ? "0" : $"'{CellText.Excerpt(normal)}'";

    private string Shown() => texts.Count > 0
        ? string.Join(", ", texts.OrderByDescending(text => text.Value).ThenBy(text => text.Key, StringComparer.Ordinal).Take(6).Select(text => Invariant($"'{text.Key}' in {text.Value} rows"))) + (texts.Count > 6 ? " and others" : "")
        : string.Join(", ", labels.Take(6).Select(label => Invariant($"{LabelReader.Show(label.Key)} in {label.Value} rows"))) + (labels.Count > 6 ? " and others" : "");
}
