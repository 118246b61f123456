using System.Runtime.InteropServices;
using Vae.Core.Randomness;

namespace Vae.Core.Training;

/// <summary>A uniform sample of the rows offered, of bounded size (Vitter 1985, algorithm R).</summary>
internal sealed class Reservoir(int width, int capacity, int seed)
{
    private readonly Philox stream = new(seed, RandomPurpose.Reservoir);
    private readonly List<float> weights = [];
    private float[] values = new float[Math.Min(capacity, 256) * width];

    public long Offered { get; private set; }

    public int Count => (int)Math.Min(Offered, capacity);

    public Span<float> Rows => values.AsSpan(0, Count * width);

    public ReadOnlyMemory<float> Memory => values.AsMemory(0, Count * width);

    /// <summary>Of each row held its weight, where they were given; weights do not count in the choice.</summary>
    public ReadOnlySpan<float> Weights => CollectionsMarshal.AsSpan(weights);

    /// <summary>Offers a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="weight">Its weight, always or never; null for none.</param>
    public void Offer(ReadOnlySpan<float> row, float? weight = null)
    {
        var place = Offered;
        if (Offered >= capacity)
        {
            place = (long)(stream.UniformAt((ulong)Offered) * (Offered + 1));
        }
        else if ((Offered + 1) * width > values.Length)
        {
            Array.Resize(ref values, (int)Math.Min((long)capacity * width, values.Length * 2L));
        }

        Offered++;
        if (place < capacity)
        {
            row.CopyTo(values.AsSpan((int)place * width));
            if (weight is { } given)
            {
                CollectionsMarshal.SetCount(weights, Count);
                weights[(int)place] = given;
            }
        }
    }
}
