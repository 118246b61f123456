using System.Runtime.CompilerServices;

namespace Vae.Core.Tests.Engines.Managed.Kernels;

/// <summary>Pinned floats between two fences, which tell of a kernel that wrote beyond its end. Not aligned to a vector, on purpose.</summary>
internal sealed unsafe class GuardedFloats
{
    private const int Fence = 67;
    private const float Post = 1.2345e33f;

    private readonly float[] storage;

    public GuardedFloats(int length)
    {
        storage = GC.AllocateArray<float>(length + (2 * Fence), pinned: true);
        storage.AsSpan().Fill(Post);
        Span.Clear();
    }

    public GuardedFloats(ReadOnlySpan<float> values)
        : this(values.Length) => values.CopyTo(Span);

    public float* Pointer => (float*)Unsafe.AsPointer(ref storage[0]) + Fence;

    public Span<float> Span => storage.AsSpan(Fence, storage.Length - (2 * Fence));

    public float this[int index] => Span[index];

    public static GuardedFloats Normal(int length, int seed, double scale = 1)
    {
        var random = new Random(seed);
        var made = new GuardedFloats(length);
        foreach (ref var value in made.Span)
        {
            value = (float)(scale * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return made;
    }

    public static GuardedFloats Uniform(int length, int seed, double from, double to)
    {
        var random = new Random(seed);
        var made = new GuardedFloats(length);
        foreach (ref var value in made.Span)
        {
            value = (float)(from + ((to - from) * random.NextDouble()));
        }

        return made;
    }

    public float[] ToArray() => Span.ToArray();

    public void AssertFences()
    {
        Assert.All(storage[..Fence], value => Assert.Equal(Post, value));
        Assert.All(storage[^Fence..], value => Assert.Equal(Post, value));
    }
}
