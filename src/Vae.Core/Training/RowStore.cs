namespace Vae.Core.Training;

/// <summary>Rows in memory, growing as they come.</summary>
internal sealed class RowStore(int width, long mostRows, long expectedRows)
{
    private float[] values = new float[Math.Max(1, Math.Min(expectedRows, mostRows)) * width];

    public int Count { get; private set; }

    public Span<float> Rows => values.AsSpan(0, Count * width);

    public ReadOnlyMemory<float> Memory => values.AsMemory(0, Count * width);

    public void Add(ReadOnlySpan<float> row)
    {
        var end = ((long)Count + 1) * width;
        if (end > values.Length)
        {
            // One row beyond the budget must fit, so that the caller notices there are too many.
            var most = Math.Min(Array.MaxLength, (mostRows + 1) * width);
            Array.Resize(ref values, (int)Math.Min(most, Math.Max(end, values.Length * 2L)));
        }

        row.CopyTo(values.AsSpan(Count * width));
        Count++;
    }

    public ReadOnlySpan<float> RemoveLast()
    {
        Count--;
        return values.AsSpan(Count * width, width);
    }
}
