using Vae.Core.Data;

namespace Vae.Core.Scoring;

/// <summary>What the labels of rows, and the scores beside them, give reason to warn of: that the wrong label may have been taken for the normal one.</summary>
public static class LabelWarnings
{
    /// <summary>Tells what there is to warn of.</summary>
    /// <param name="label">What the label is called.</param>
    /// <param name="labelled">Rows with a label.</param>
    /// <param name="normal">Those of them whose label is 0, a normal row's.</param>
    /// <param name="areaUnderRoc">The area under ROC of the scores (<see cref="DetectionMetrics.AreaUnderRoc(ReadOnlySpan{float}, ReadOnlySpan{bool})"/>); null (default) where there is none.</param>
    /// <returns>
    /// <c>few-normal</c> where fewer than half of the rows with a label are normal, but some are, and <c>ranks-backwards</c> where the area is below one half.
    /// </returns>
    public static IEnumerable<DataWarning> Of(string label, long labelled, long normal, double? areaUnderRoc = null)
    {
        if (normal > 0 && 2 * normal < labelled)
        {
            yield return new DataWarning("few-normal", label, Invariant($"Label 0, the normal one, is {normal} of {labelled} rows; if another is normal, say so (TableOptions.NormalLabel)."));
        }

        if (areaUnderRoc is < 0.5 and var area)
        {
            yield return new DataWarning("ranks-backwards", label, Invariant(
                $"The area under ROC is {area:F4}, below one half: the model takes the anomalies for more normal than the normal rows. Is 0 the label of normal rows (TableOptions.NormalLabel)?"));
        }
    }
}
