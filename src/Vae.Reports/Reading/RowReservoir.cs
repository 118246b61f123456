using Vae.Core.Randomness;

namespace Vae.Reports.Reading;

/// <summary>A uniform sample of rows with their numbers, of bounded size (Vitter 1985, algorithm R); all of them while they fit. The same rows in the same order give the same sample.</summary>
/// <param name="width">Features a row.</param>
/// <param name="capacity">Most rows, 1 or more.</param>
/// <param name="seed">Which sample.</param>
internal sealed class RowReservoir(int width, int capacity, int seed)
{
    private readonly Philox stream = new(seed, RandomPurpose.Reservoir);
    private readonly List<int> numbers = [];
    private float[] values = new float[Math.Min(capacity, 256) * width];
    private long offered;

    /// <summary>Rows held.</summary>
    public int Count => numbers.Count;

    /// <summary>Their numbers, from 0, in no order.</summary>
    public IReadOnlyList<int> Numbers => numbers;

    /// <summary>The rows, row-major, in the order of <see cref="Numbers"/>.</summary>
    public ReadOnlySpan<float> Rows => values.AsSpan(0, numbers.Count * width);

    /// <summary>One of the rows.</summary>
    public ReadOnlySpan<float> Row(int index) => values.AsSpan(index * width, width);

    /// <summary>Offers a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="number">Its number.</param>
    public void Offer(ReadOnlySpan<float> row, int number)
    {
        var place = offered < capacity ? offered : (long)(stream.UniformAt((ulong)offered) * (offered + 1));
        offered++;
        if (place >= capacity)
        {
            return;
        }

        if (place == numbers.Count)
        {
            numbers.Add(number);
            if (numbers.Count * width > values.Length)
            {
                Array.Resize(ref values, (int)Math.Min((long)capacity * width, values.Length * 2L));
            }
        }
        else
        {
            numbers[(int)place] = number;
        }

        row.CopyTo(values.AsSpan((int)place * width));
    }
}
