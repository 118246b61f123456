namespace Vae.Data.Columns;

/// <summary>Names that columns of labels mostly have.</summary>
internal static class LabelName
{
    /// <summary>Whether a column of this name is most likely a label, and no feature.</summary>
    public static bool IsLikely(string name) => name.Trim().ToUpperInvariant() is "LABEL" or "CLASS" or "TARGET" or "OUTLIER" or "ANOMALY";
}
