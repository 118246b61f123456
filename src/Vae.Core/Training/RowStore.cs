namespace Vae.Core.Training;

/// <summary>Rows in memory, growing as they come.</summary>
/// <param name="width">Values a row.</param>
/// <param name="mostRows">Rows that are wanted at most; one more has room, so that the caller notices there are too many.</param>
/// <param name="expectedRows">Rows for which there is room from the start.</param>
internal sealed class RowStore(int width, long mostRows, long expectedRows)
{
    // 64 MiB. What has grown so far is moved once more, to where all rows that may come have room: twice the memory is never in use, and what stays empty is not touched.
    private const int LargeValues = 1 << 24;

    private float[] values = GC.AllocateUninitializedArray<float>((int)(Math.Max(1, Math.Min(expectedRows, mostRows)) * width));

    public int Count { get; private set; }

    public Span<float> Rows => values.AsSpan(0, Count * width);

    public ReadOnlyMemory<float> Memory => values.AsMemory(0, Count * width);

    public void Add(ReadOnlySpan<float> row)
    {
        var end = ((long)Count + 1) * width;
        if (end > values.Length)
        {
            Grow(end);
        }

        row.CopyTo(values.AsSpan(Count * width));
        Count++;
    }

    public ReadOnlySpan<float> RemoveLast()
    {
        Count--;
        return values.AsSpan(Count * width, width);
    }

    private void Grow(long least)
    {
        var most = Math.Max(least, Math.Min(Array.MaxLength, (mostRows + 1) * width));
        var doubled = Math.Min(most, Math.Max(least, values.Length * 2L));
        if (doubled > LargeValues)
        {
            try
            {
                MoveTo(most);
                return;
            }
            catch (OutOfMemoryException)
            {
                // A container may promise less than the budget; the rows may need less too.
            }
        }

        MoveTo(doubled);
    }

    private void MoveTo(long length)
    {
        var larger = GC.AllocateUninitializedArray<float>((int)length);
        values.AsSpan(0, Count * width).CopyTo(larger);
        values = larger;
    }
}
