namespace Vae.Core.Randomness;

/// <summary>Seeded orders of indices.</summary>
internal static class Permutation
{
    /// <summary>Shuffles in place (Fisher and Yates), the same way for the same stream and round.</summary>
    public static void Shuffle(Span<int> values, in Philox stream, uint round)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var words = stream.At((uint)i, round, 0, 0);
            var j = (int)(((ulong)words.X * (ulong)(i + 1)) >> 32);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
