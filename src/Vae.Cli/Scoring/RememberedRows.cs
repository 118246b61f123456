namespace Vae.Cli.Scoring;

/// <summary>The rows of a pass and their labels, for figures that look at them again: as long as they are no more than 256 MiB, so that only larger files are read again.</summary>
internal sealed class RememberedRows
{
    private const int MostValues = 1 << 26;

    private float[] rows = [];
    private float[] labels = [];
    private int values;
    private int count;

    /// <summary>Whether all rows are here.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>The rows, row-major.</summary>
    public ReadOnlySpan<float> Rows => rows.AsSpan(0, values);

    /// <summary>One label a row.</summary>
    public ReadOnlySpan<float> Labels => labels.AsSpan(0, count);

    /// <summary>Adds a batch.</summary>
    public void Add(ReadOnlySpan<float> batch, ReadOnlySpan<float> batchLabels)
    {
        if (IsWhole && values + batch.Length > MostValues)
        {
            (IsWhole, rows, labels, values, count) = (false, [], [], 0, 0);
        }

        if (IsWhole)
        {
            Append(ref rows, values, batch);
            Append(ref labels, count, batchLabels);
            values += batch.Length;
            count += batchLabels.Length;
        }
    }

    private static void Append(ref float[] to, int at, ReadOnlySpan<float> from)
    {
        if (at + from.Length > to.Length)
        {
            Array.Resize(ref to, Math.Max(at + from.Length, 2 * to.Length));
        }

        from.CopyTo(to.AsSpan(at));
    }
}
