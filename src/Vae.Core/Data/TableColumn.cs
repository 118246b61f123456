using System.Collections.Immutable;
using System.Text;
using Vae.Core.Data.Texts;

namespace Vae.Core.Data;

/// <summary>A column of a table: its name, what its values mean and, where it is categorical, its levels. Immutable.</summary>
/// <remarks>Two columns are equal where name, kind and levels are, the levels in the same order.</remarks>
public sealed record TableColumn
{
    /// <summary>The most levels of a categorical column: 65,536.</summary>
    public const int MaximumLevels = 1 << 16;

    /// <summary>The most characters of a column's name or of a level: 1,024.</summary>
    public const int MaximumTextLength = 1024;

    /// <summary>Describes a column.</summary>
    /// <param name="name">What it is called; 1 to <see cref="MaximumTextLength"/> characters.</param>
    /// <param name="kind">What its values mean.</param>
    /// <param name="levels">
    /// Of a categorical column its levels, 1 to <see cref="MaximumLevels"/> texts of 1 to <see cref="MaximumTextLength"/> characters that
    /// all differ; a level's place is its feature's. Of another column none.
    /// </param>
    /// <exception cref="ArgumentException">The parts are not so; the message names the column and what is wrong.</exception>
    public TableColumn(string name, ColumnKind kind, ImmutableArray<string> levels = default)
    {
        ThrowUnlessText(name, "A column's name");
        Require.Defined(kind, $"Column '{CellText.Excerpt(name)}': kind");
        Name = name;
        Kind = kind;
        Levels = levels.IsDefault ? [] : levels;
        ValidateLevels();
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>What its values mean.</summary>
    public ColumnKind Kind { get; }

    /// <summary>The levels of a categorical column in the order of their features; empty where it is of another kind.</summary>
    public ImmutableArray<string> Levels { get; }

    /// <summary>Features that it takes of a row: the number of levels where it is categorical, 1 where it is not.</summary>
    public int Width => Kind == ColumnKind.Categorical ? Levels.Length : 1;

    /// <summary>A column of measured numbers.</summary>
    /// <param name="name">What it is called.</param>
    public static TableColumn Numeric(string name) => new(name, ColumnKind.Numeric);

    /// <summary>A column of zeros and ones.</summary>
    /// <param name="name">What it is called.</param>
    public static TableColumn Binary(string name) => new(name, ColumnKind.Binary);

    /// <summary>A column of counts.</summary>
    /// <param name="name">What it is called.</param>
    public static TableColumn Count(string name) => new(name, ColumnKind.Count);

    /// <summary>A column of named levels.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="levels">Its levels, as in the constructor.</param>
    public static TableColumn Categorical(string name, params ImmutableArray<string> levels) => new(name, ColumnKind.Categorical, levels);

    /// <inheritdoc/>
    public bool Equals(TableColumn? other) =>
        other is not null && Name == other.Name && Kind == other.Kind && Levels.AsSpan().SequenceEqual(other.Levels.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Name);
        hash.Add(Kind);
        foreach (var level in Levels)
        {
            hash.Add(level);
        }

        return hash.ToHashCode();
    }

    // The texts go into JSON and into ONNX, both UTF-8: what has no UTF-8 form would not come back as it was.
    private static bool HasUtf8Form(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }

    private static void ThrowUnlessText(string? text, string what)
    {
        if (string.IsNullOrEmpty(text))
        {
            throw new ArgumentException($"{what} is {(text is null ? "null" : "empty")}; give it at least one character.");
        }

        if (text.Length > MaximumTextLength)
        {
            throw new ArgumentException(
                $"{what} '{CellText.Excerpt(text)}' has {text.Length} characters, at most {MaximumTextLength} are possible; shorten it.");
        }

        if (!HasUtf8Form(text))
        {
            throw new ArgumentException($"{what} '{CellText.Excerpt(text)}' holds half a surrogate pair, which is no text; mend it.");
        }
    }

    private void ValidateLevels()
    {
        var column = $"column '{CellText.Excerpt(Name)}'";
        if (Kind != ColumnKind.Categorical)
        {
            if (Levels.Length > 0)
            {
                throw new ArgumentException($"The {column} is {Kind} but has {Levels.Length} levels; leave them out or make it Categorical.");
            }

            return;
        }

        if (Levels.Length is < 1 or > MaximumLevels)
        {
            throw new ArgumentException(
                $"The categorical {column} has {Levels.Length} levels, 1 to {MaximumLevels} are possible; name its levels, or fold the rare ones.");
        }

        var seen = new HashSet<string>(Levels.Length, StringComparer.Ordinal);
        foreach (var level in Levels)
        {
            ThrowUnlessText(level, $"A level of {column}");
            if (!seen.Add(level))
            {
                throw new ArgumentException($"The categorical {column} has the level '{CellText.Excerpt(level)}' twice; name every level once.");
            }
        }
    }
}
