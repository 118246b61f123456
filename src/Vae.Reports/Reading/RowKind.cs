namespace Vae.Reports.Reading;

/// <summary>What the label of a row says.</summary>
internal enum RowKind : byte
{
    /// <summary>Nothing: it has none.</summary>
    Unknown,

    /// <summary>A normal row, label 0.</summary>
    Normal,

    /// <summary>An anomaly, any other label.</summary>
    Anomaly,
}
