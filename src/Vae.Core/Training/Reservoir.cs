using Vae.Core.Randomness;

namespace Vae.Core.Training;

/// <summary>A uniform sample of the rows offered, of bounded size (Vitter 1985, algorithm R).</summary>
internal sealed class Reservoir(int width, int capacity, int seed)
{
    private readonly Philox stream = new(seed, RandomPurpose.Reservoir);
    private float[] values = new float[Math.Min(capacity, 256) * width];

    public long Offered { get; private set; }

    public int Count => (int)Math.Min(Offered, capacity);

    public Span<float> Rows => values.AsSpan(0, Count * width);

    public ReadOnlyMemory<float> Memory => values.AsMemory(0, Count * width);

    public void Offer(ReadOnlySpan<float> row)
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
        }
    }
}
