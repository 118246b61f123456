using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Columns;
using Vae.Data.Options;

namespace Vae.MLNet.Columns;

/// <summary>Counts the texts of one column; what it holds is bounded.</summary>
/// <param name="column">The column.</param>
/// <param name="inference">Limits of levels.</param>
/// <param name="budget">Bounds the texts of all columns together.</param>
/// <param name="known">The texts that can be levels; null (default) where all can.</param>
internal sealed class TextCounter(string column, ColumnInference inference, LevelBudget budget, HashSet<string>? known = null)
{
    private readonly Dictionary<string, long> counts = [];
    private long rows;

    /// <summary>The different texts, and how often each is there.</summary>
    public IReadOnlyDictionary<string, long> Counts => counts;

    /// <summary>Counts a text; an empty one is missing and no level.</summary>
    /// <exception cref="VaeDataException">It is too long for a level, or there are too many different ones.</exception>
    public void Add(ReadOnlySpan<char> text)
    {
        rows++;
        if (text.IsEmpty || known?.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text) == false)
        {
            return;
        }

        if (text.Length > TableColumn.MaximumTextLength)
        {
            throw new VaeDataException(
                string.Create(CultureInfo.InvariantCulture, $"Column '{column}', value {rows}: found a text of {text.Length} characters, '{text[..40]}...', which is no level of a category; leave the column out, or shorten ")
                + "its texts.");
        }

        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(lookup, text);
        if (!Unsafe.IsNullRef(ref count))
        {
            count++;
            return;
        }

        if (HasHalfASurrogatePair(text))
        {
            throw new VaeDataException(
                Invariant($"Column '{column}', value {rows}: found a text with half of a surrogate pair, which is no character and cannot be kept in a model's file; the text was cut in the middle of one. ")
                + "Correct it, or leave the column out.");
        }

        if (!budget.TryTake(sizeof(char) * text.Length))
        {
            throw new VaeDataException(
                Invariant($"Column '{column}' and the other inputs of text hold more different texts than can be counted (64 MiB, full at value {rows}); leave out columns that are free text ")
                + "or ids.");
        }

        lookup[text] = 1;
        if (inference.MinimumLevelCount == 1 && counts.Count > inference.MaximumLevels)
        {
            throw TooMany(Invariant($"more than {inference.MaximumLevels} different texts up to value {rows}"));
        }
    }

    /// <summary>The texts that occur often enough, the most frequent first, equally frequent ones by their characters' codes.</summary>
    /// <exception cref="VaeDataException">There are too many, or none.</exception>
    public ImmutableArray<string> Levels()
    {
        ImmutableArray<string> levels =
        [
            .. counts.Where(pair => pair.Value >= inference.MinimumLevelCount)
                .OrderByDescending(pair => pair.Value)
                .ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => pair.Key),
        ];
        if (levels.IsEmpty)
        {
            throw new VaeDataException(rows == 0
                ? $"Column '{column}' is categorical, but there is no row to find its levels in; training needs rows: check that the source is not empty, and that not all rows are left out by their label or weight."
                : counts.Count == 0 ? $"Column '{column}' is categorical but holds nothing but missing values; leave it out."
                : Invariant($"Column '{column}' holds {counts.Count} different texts but none of them {inference.MinimumLevelCount} times, the least count of a level; ask for fewer, or leave it ")
                + "out.");
        }

        return levels.Length <= inference.MaximumLevels
            ? levels
            : throw TooMany(Invariant($"{levels.Length} different texts that occur {inference.MinimumLevelCount} times or more"));
    }

    private static bool HasHalfASurrogatePair(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAnyInRange('\uD800', '\uDFFF') is >= 0 and var at)
        {
            if (Rune.DecodeFromUtf16(text[at..], out _, out var length) != OperationStatus.Done)
            {
                return true;
            }

            text = text[(at + length)..];
        }

        return false;
    }

    private VaeDataException TooMany(string found) => new(
        Invariant($"Column '{column}' has {found}, at most {inference.MaximumLevels} levels are allowed. If it is an id or free text, leave it out; otherwise fold rare levels into unseen ones ")
        + "(ColumnInference.MinimumLevelCount), or allow more (ColumnInference.MaximumLevels).");
}
