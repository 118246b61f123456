using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Vae.Data;

/// <summary>Counts how often each text of a column occurs. What it holds is bounded by the callers' <see cref="LevelBudget"/>.</summary>
internal sealed class LevelCounter(LevelBudget budget)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly Dictionary<byte[], long> _counts = new(Utf8TextComparer.Instance);

    /// <summary>Different texts so far.</summary>
    public int Count => _counts.Count;

    /// <summary>Counts a text.</summary>
    /// <returns>False where the text is new and does not fit the budget.</returns>
    public bool TryAdd(ReadOnlySpan<byte> text)
    {
        var lookup = _counts.GetAlternateLookup<ReadOnlySpan<byte>>();
        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(lookup, text);
        if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref count))
        {
            count++;
            return true;
        }

        if (!budget.TryTake(text.Length))
        {
            return false;
        }

        lookup[text] = 1;
        return true;
    }

    /// <summary>The texts that occur often enough, the most frequent first, equally frequent ones by their UTF-16 codes.</summary>
    /// <exception cref="DecoderFallbackException">A text is not UTF-8.</exception>
    public ImmutableArray<string> Levels(long minimumCount) =>
    [
        .. _counts
            .Where(pair => pair.Value >= minimumCount)
            .Select(pair => (Level: Strict.GetString(pair.Key), pair.Value))
            .OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Level, StringComparer.Ordinal)
            .Select(pair => pair.Level),
    ];
}
