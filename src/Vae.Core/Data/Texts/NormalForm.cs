using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Vae.Core.Data.Texts;

/// <summary>
/// Texts in Unicode's normal form C, so that the same letters are the same text however they were typed. The tables are our own, for the runtime has none where it is
/// globalisation-invariant, and elsewhere those of whatever ICU the machine has.
/// </summary>
/// <remarks>Unicode Standard Annex 15; chapter 3.12 of the Unicode Standard for Hangul.</remarks>
internal static class NormalForm
{
    private const int FirstSyllable = 0xAC00;
    private const int LastSyllable = 0xD7A3;
    private const int FirstLeading = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int BeforeTrailing = 0x11A7;
    private const int Vowels = 21;
    private const int Trailings = 28;
    private const int Leadings = 19;

    // Below this every character is in form C by itself and combines with nothing before it.
    private const char FirstThatMayCombine = '\u0300';

    private static readonly Lazy<Tables> Data = new(Tables.Read);

    /// <summary>The text in form C; the same text where it is so already.</summary>
    /// <param name="text">A text without lone surrogates.</param>
    public static string Compose(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', (char)(FirstThatMayCombine - 1)))
        {
            return text;
        }

        var characters = Decompose(text, Data.Value);
        Order(characters);
        Combine(characters, Data.Value);
        var composed = new StringBuilder(text.Length);
        foreach (var (rune, _) in characters)
        {
            composed.Append(new Rune(rune));
        }

        return composed.ToString();
    }

    /// <summary>The text without accents and other marks, for comparing: its letters in form D.</summary>
    /// <param name="text">A text without lone surrogates.</param>
    public static string WithoutMarks(string text) => Ascii.IsValid(text) ? text
        : string.Concat(Decompose(text, Data.Value).Where(character => character.Class == 0).Select(character => new Rune(character.Rune)));

    private static List<(int Rune, int Class)> Decompose(string text, Tables tables)
    {
        var characters = new List<(int Rune, int Class)>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var value = rune.Value;
            if (value is >= FirstSyllable and <= LastSyllable)
            {
                var syllable = value - FirstSyllable;
                characters.Add((FirstLeading + (syllable / (Vowels * Trailings)), 0));
                characters.Add((FirstVowel + (syllable % (Vowels * Trailings) / Trailings), 0));
                if (syllable % Trailings > 0)
                {
                    characters.Add((BeforeTrailing + (syllable % Trailings), 0));
                }
            }
            else if (tables.Decompositions.TryGetValue(value, out var parts))
            {
                characters.AddRange(parts.Select(part => (part, tables.ClassOf(part))));
            }
            else
            {
                characters.Add((value, tables.ClassOf(value)));
            }
        }

        return characters;
    }

    /// <summary>Marks that follow one another stand in the order of their classes; those of one class keep theirs.</summary>
    private static void Order(List<(int Rune, int Class)> characters)
    {
        for (var i = 1; i < characters.Count; i++)
        {
            for (var j = i; j > 0 && characters[j].Class > 0 && characters[j - 1].Class > characters[j].Class; j--)
            {
                (characters[j - 1], characters[j]) = (characters[j], characters[j - 1]);
            }
        }
    }

    private static void Combine(List<(int Rune, int Class)> characters, Tables tables)
    {
        var starter = -1;
        var kept = 0;
        var lastClass = -1;
        for (var i = 0; i < characters.Count; i++)
        {
            var (rune, own) = characters[i];

            // A mark is blocked from its starter by one of its own class or above between them.
            if (starter >= 0 && lastClass < own && Pair(characters[starter].Rune, rune, tables) is > 0 and var composite)
            {
                characters[starter] = (composite, 0);
                continue;
            }

            if (own == 0)
            {
                starter = kept;
            }

            lastClass = own == 0 ? -1 : own;
            characters[kept++] = (rune, own);
        }

        characters.RemoveRange(kept, characters.Count - kept);
    }

    private static int Pair(int first, int second, Tables tables)
    {
        if (first is >= FirstLeading and < FirstLeading + Leadings && second is >= FirstVowel and < FirstVowel + Vowels)
        {
            return FirstSyllable + ((((first - FirstLeading) * Vowels) + second - FirstVowel) * Trailings);
        }

        if (first is >= FirstSyllable and <= LastSyllable && (first - FirstSyllable) % Trailings == 0 && second is > BeforeTrailing and < BeforeTrailing + Trailings)
        {
            return first + second - BeforeTrailing;
        }

        return tables.Composites.GetValueOrDefault((first, second));
    }

    private sealed record Tables(
        FrozenDictionary<int, int[]> Decompositions, FrozenDictionary<int, int> Classes, FrozenDictionary<(int First, int Second), int> Composites)
    {
        public int ClassOf(int rune) => Classes.GetValueOrDefault(rune);

        public static Tables Read()
        {
            var decompositions = new Dictionary<int, int[]>();
            var classes = new Dictionary<int, int>();
            var composites = new Dictionary<(int, int), int>();
            using var reader = new StreamReader(typeof(NormalForm).Assembly.GetManifestResourceStream("Vae.Core.Data.Texts.normal-form.txt")!);
            while (reader.ReadLine() is { } line)
            {
                if (line[0] == '#')
                {
                    continue;
                }

                var parts = line.Split(' ');
                switch (parts[0])
                {
                    case "D":
                        decompositions.Add(Hexadecimal(parts[1]), [.. parts[2..].Select(Hexadecimal)]);
                        break;
                    case "C":
                        for (var rune = Hexadecimal(parts[1]); rune <= Hexadecimal(parts[2]); rune++)
                        {
                            classes.Add(rune, int.Parse(parts[3], CultureInfo.InvariantCulture));
                        }

                        break;
                    default:
                        composites.Add((Hexadecimal(parts[1]), Hexadecimal(parts[2])), Hexadecimal(parts[3]));
                        break;
                }
            }

            return new Tables(decompositions.ToFrozenDictionary(), classes.ToFrozenDictionary(), composites.ToFrozenDictionary());
        }

        private static int Hexadecimal(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
