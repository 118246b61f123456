namespace Vae.Data.Columns;

/// <summary>Names that columns of labels mostly have.</summary>
internal static class LabelName
{
    /// <summary>Whether a column of this name is most likely a label, and no feature.</summary>
    public static bool IsLikely(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant()
        is "LABEL" or "LABELS" or "CLASS" or "CLASSLABEL" or "TRUELABEL" or "TARGET" or "OUTLIER" or "ISOUTLIER" or "ANOMALY" or "ATTACK" or "ISATTACK" or "FRAUD" or "ISFRAUD" or "GROUNDTRUTH" or "YTRUE";
}
