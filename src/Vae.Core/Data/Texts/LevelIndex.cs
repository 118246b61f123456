using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Vae.Core.Data.Texts;

/// <summary>
/// Finds the level that a text means. Texts are compared in Unicode's normal form C and without blanks around them; where all levels are numbers, they are compared as numbers, so that 80, 80.0 and 8e1 are one level.
/// Immutable; safe to use from many threads at once.
/// </summary>
internal sealed class LevelIndex
{
    private readonly Dictionary<byte[], int> texts;
    private readonly Dictionary<double, int>? numbers;

    public LevelIndex(ImmutableArray<string> levels)
    {
        Count = levels.Length;
        texts = new Dictionary<byte[], int>(levels.Length, Utf8TextComparer.Instance);
        for (var i = 0; i < levels.Length; i++)
        {
            texts[Encoding.UTF8.GetBytes(levels[i])] = i;
            texts.TryAdd(Encoding.UTF8.GetBytes(NormalForm.Compose(levels[i])), i);
        }

        if (levels.All(level => TryReadNumber(Encoding.UTF8.GetBytes(level), out _)))
        {
            numbers = [];
            for (var i = 0; i < levels.Length; i++)
            {
                TryReadNumber(Encoding.UTF8.GetBytes(levels[i]), out var number);
                numbers.TryAdd(number, i);
            }
        }
    }

    /// <summary>Levels of the column.</summary>
    public int Count { get; }

    /// <summary>Whether the levels are compared as numbers.</summary>
    public bool IsNumeric => numbers is not null;

    /// <summary>The level of a number; -1 where it is none.</summary>
    public int Find(double number) => numbers is not null && numbers.TryGetValue(number + 0.0, out var level) ? level : -1;

    /// <summary>The level of a text of UTF-8; -1 where it is none.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        if (texts.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(text, out var level))
        {
            return level;
        }

        if (numbers is not null)
        {
            return TryReadNumber(text, out var number) ? Find(number) : -1;
        }

        if (!Ascii.IsValid(text) && texts.TryGetValue(Normal(text), out level))
        {
            return level;
        }

        var trimmed = text.Trim(" \t"u8);
        return trimmed.Length < text.Length ? Find(trimmed) : -1;
    }

    /// <summary>A text in the form in which levels are compared, but for numbers.</summary>
    public static byte[] Normal(ReadOnlySpan<byte> text) =>
        Ascii.IsValid(text) ? text.ToArray() : Encoding.UTF8.GetBytes(NormalForm.Compose(Encoding.UTF8.GetString(text)));

    /// <summary>Reads a finite number; of zeros there is one.</summary>
    public static bool TryReadNumber(ReadOnlySpan<byte> text, out double number)
    {
        var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
        number += 0.0; // -0 becomes 0
        return isNumber;
    }
}
