namespace Vae.Data.Options;

/// <summary>How an idx file is read.</summary>
public sealed record IdxOptions
{
    /// <summary>
    /// Whether unsigned bytes, which are grey levels, are divided by 255 and so lie in [0, 1]. Default true; other types are never
    /// scaled.
    /// </summary>
    public bool ScaleBytes { get; init; } = true;

    /// <summary>
    /// The idx file with one label a row; null (the default) for none. <see cref="IdxRowSource.FindLabelFile"/> finds the one that lies
    /// beside a file of pictures.
    /// </summary>
    public string? LabelPath { get; init; }

    /// <summary>
    /// The label of normal rows: it is read as 0, and every other as 1. Null (the default): labels are as the file has them, and 0 is that of a normal row.
    /// </summary>
    public float? NormalLabel { get; init; }
}
