namespace Vae.Core.Randomness;

/// <summary>The generator of Steele, Lea and Flood (2014): a counter that goes on by one odd number, and a finaliser by which every bit of it changes half of the bits of the outcome.</summary>
/// <remarks>For orders and weights that have to be the same always, where no seed is asked for; what is drawn from a seed comes from <see cref="Philox"/>.</remarks>
internal static class SplitMix64
{
    /// <summary>By how much the state goes on: 2^64 over the golden ratio, made odd.</summary>
    private const ulong Step = 0x9E3779B97F4A7C15;

    /// <summary>The next number.</summary>
    /// <param name="state">The seed at first; moved on.</param>
    public static ulong Next(ref ulong state)
    {
        state += Step;
        return Finish(state);
    }

    /// <summary>The number at a place, counted from 0, of those from seed 0.</summary>
    public static ulong At(long place) => Finish(((ulong)place + 1) * Step);

    private static ulong Finish(ulong state)
    {
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
        return state ^ (state >> 31);
    }
}
