using System.Numerics;
using Vae.Core.Data;
using Vae.Core.Scoring;
using Vae.MLNet.Columns;
using Vae.MLNet.Columns.Values;

namespace Vae.MLNet.Training;

/// <summary>Looks for values that their column cannot have, and at labels: each row is counted once, however often the rows are read. For one reader at a time.</summary>
/// <param name="limits">What columns can have; null where everything goes.</param>
/// <param name="watch">Looks at columns of numbers; null (default) where nobody does.</param>
internal sealed class RowTally(ValueLimits? limits, ColumnWatch? watch = null)
{
    private readonly RefusedValues refused = new();
    private long rows;
    private long labels;
    private long normal;
    private long unlabelled;

    /// <summary>Looks at a row, and makes it NaN where it holds a value that its column cannot have.</summary>
    /// <param name="row">The row.</param>
    /// <param name="number">Its number, from 0.</param>
    public void Add<T>(Span<T> row, long number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var isNew = number >= rows;
        rows += isNew ? 1 : 0;
        if (isNew)
        {
            watch?.Add<T>(row);
        }

        if (limits?.Fault<T>(row) is { } fault)
        {
            row.Fill(T.NaN);
            if (isNew)
            {
                refused.Add(number, fault);
            }
        }
    }

    /// <summary>Looks at a label.</summary>
    /// <param name="label">0 for a normal row, NaN for none.</param>
    /// <param name="number">Number of the row, from 0.</param>
    public void AddLabel(float label, long number)
    {
        if (number < labels)
        {
            return;
        }

        labels++;
        normal += label == 0 ? 1 : 0;
        unlabelled += float.IsNaN(label) ? 1 : 0;
    }

    /// <summary>What was left out of a training on normal rows, in a sentence; null where no labels were read.</summary>
    /// <param name="label">The column of labels.</param>
    public string? LeftOut(string label) => labels == 0 ? null : Invariant(
        $"Trained on the {normal} normal rows of {labels} alone, by column '{label}': {labels - normal - unlabelled} anomalies and {unlabelled} rows without a label were left out.");

    /// <summary>What there is to warn of.</summary>
    /// <param name="outcome">What became of rows with a value that their column cannot have, after "hold a value that cannot be read and".</param>
    /// <param name="label">The column of labels of normal rows; null where there is none.</param>
    public IEnumerable<DataWarning> Warnings(string outcome, string? label = null)
    {
        IEnumerable<DataWarning> ofLabels = label is null ? [] : LabelWarnings.Of(label, labels - unlabelled, normal);
        IEnumerable<DataWarning> ofColumns = watch is null || rows == 0 ? [] : watch.Warnings();
        return (refused.Warning(rows, outcome) is { } warning ? ofLabels.Prepend(warning) : ofLabels).Concat(ofColumns);
    }
}
