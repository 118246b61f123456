namespace Vae.Torch.Rows;

/// <summary>Rows of which values were not observed, NaN where they are missing.</summary>
internal static class ObservedRows
{
    /// <summary>What the encoder sees of rows: 0, the middle of a scaled column, in the place of NaN.</summary>
    /// <param name="rows">[rows, features].</param>
    /// <param name="allowsMissing">Whether there may be NaN; else the rows themselves.</param>
    public static Tensor Seen(Tensor rows, bool allowsMissing) => allowsMissing ? Seen(rows, rows) : rows;

    /// <summary>Other values of the rows, and 0 where the rows are NaN.</summary>
    public static Tensor Seen(Tensor values, Tensor rows)
    {
        using var zero = 0f.ToScalar();
        return values.masked_fill(rows.isnan(), zero);
    }
}
