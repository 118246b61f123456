using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Benchmarks;

/// <summary>Seeded buffers for kernels.</summary>
internal static class Buffers
{
    /// <summary>Numbers in [-1, 1), scaled.</summary>
    public static PinnedFloats Random(int length, int seed, float scale = 1)
    {
        var floats = new PinnedFloats(length);
        var random = new Random(seed);
        foreach (ref var value in floats.Span)
        {
            value = scale * ((2 * random.NextSingle()) - 1);
        }

        return floats;
    }

    /// <summary>The same number everywhere.</summary>
    public static PinnedFloats Filled(int length, float value)
    {
        var floats = new PinnedFloats(length);
        floats.Span.Fill(value);
        return floats;
    }
}
