
namespace Vae.Data.Columns;

/// <summary>How often each label is there.</summary>
internal sealed class LabelCount
{
    private const int MostLabels = 1024;

    private readonly SortedDictionary<float, long> labels = [];

    /// <summary>Rows with a label, and without one.</summary>
    public long Labelled { get; private set; }

    public long Unlabelled { get; private set; }

    public long Normal => labels.GetValueOrDefault(0);

    public void Add(float label)
    {
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
        if (Labelled == 0)
        {
            yield return new DataWarning("no-label", column, Invariant($"'{path}': not one of {Unlabelled} rows has a label in column '{CellText.Excerpt(column)}'."));
        }
        else if (Normal == 0)
        {
            yield return new DataWarning(
                "no-normal-label", column,
                $"'{path}': no row has the label 0 of normal rows; column '{CellText.Excerpt(column)}' holds {Shown()}. Say which one is normal (TableOptions.NormalLabel).");
        }
        else if (2 * Normal < Labelled)
        {
            yield return new DataWarning(
                "few-normal", column,
                Invariant($"'{path}': label 0, the normal one, is {Normal} of {Labelled} rows; column '{CellText.Excerpt(column)}' holds {Shown()}. If another is normal, say so (TableOptions.NormalLabel)."));
        }
    }

    private string Shown() => string.Join(", ", labels.Take(6).Select(label => Invariant($"{LabelReader.Show(label.Key)} in {label.Value} rows"))) + (labels.Count > 6 ? " and others" : "");
}
