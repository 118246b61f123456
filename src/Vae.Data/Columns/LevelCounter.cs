using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Vae.Data.Columns;

/// <summary>Counts how often each text of a column occurs. What it holds is bounded by the callers' <see cref="LevelBudget"/>.</summary>
internal sealed class LevelCounter(LevelBudget budget)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly Dictionary<byte[], (long Count, int Order)> counts = new(Utf8TextComparer.Instance);

    /// <summary>Different texts so far.</summary>
    public int Count => counts.Count;

    /// <summary>Counts a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="order">How many different texts came before it for the first time.</param>
    /// <returns>False where the text is new and does not fit the budget.</returns>
    public bool TryAdd(ReadOnlySpan<byte> text, out int order)
    {
        order = counts.Count;
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<byte>>();
        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(lookup, text);
        if (!Unsafe.IsNullRef(ref count))
        {
            count.Count++;
            order = count.Order;
            return true;
        }

        if (!budget.TryTake(text.Length))
        {
            return false;
        }

        lookup[text] = (1, order);
        return true;
    }

    /// <summary>
    /// The levels that these texts mean and how often each is there, the most frequent first, equally frequent ones by their UTF-16 codes. Texts that are the same in Unicode's normal form C are
    /// one level and, where all are numbers, texts that are the same number, called as it is written most often.
    /// </summary>
    /// <exception cref="DecoderFallbackException">A text is not UTF-8.</exception>
    public ImmutableArray<(string Level, long Count)> Levels()
    {
        var areNumbers = counts.Keys.All(text => LevelIndex.TryReadNumber(text, out _));
        return
        [
            .. counts
                .Select(pair => (Text: Encoding.UTF8.GetString(LevelIndex.Normal(Checked(pair.Key))), pair.Value.Count))
                .GroupBy(pair => areNumbers ? (object)Number(pair.Text) : pair.Text)
                .Select(same => (Level: same.OrderByDescending(pair => pair.Count).ThenBy(pair => pair.Text, StringComparer.Ordinal).First().Text, Count: same.Sum(pair => pair.Count)))
                .OrderByDescending(level => level.Count)
                .ThenBy(level => level.Level, StringComparer.Ordinal),
        ];
    }

    /// <summary>The same; none where a text is not UTF-8, which is refused elsewhere.</summary>
    public ImmutableArray<(string Level, long Count)> LevelsOrNone()
    {
        try
        {
            return Levels();
        }
        catch (DecoderFallbackException)
        {
            return [];
        }
    }

    private static byte[] Checked(byte[] text)
    {
        Strict.GetCharCount(text);
        return text;
    }

    private static double Number(string text) => LevelIndex.TryReadNumber(Encoding.UTF8.GetBytes(text), out var number) ? number : double.NaN;
}
