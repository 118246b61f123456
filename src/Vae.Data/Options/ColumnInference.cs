using System.Collections.Frozen;

namespace Vae.Data.Options;

/// <summary>How the kinds of a CSV file's columns, and the levels of those that hold text, are told from the file itself.</summary>
/// <remarks>
/// The first 10,000 rows are looked at: a column in which every value is a number is numeric, one in which every value is true or false is
/// binary, and any other is categorical. Where there are categorical columns one more pass over the whole file finds their levels, which are put
/// in order by how often they occur, the most frequent first, and where that is equal by their characters' codes. Missing values are no level.
/// </remarks>
public sealed record ColumnInference
{
    /// <summary>Columns whose kind is given and not told from the file: the kind by the column's name or, in a file without a header, its number from 1. Default none.</summary>
    public IReadOnlyDictionary<string, ColumnKind> Kinds { get; init; } = FrozenDictionary<string, ColumnKind>.Empty;

    /// <summary>
    /// Columns in which the texts that mark a missing value of themselves (<c>NA</c>, <c>N/A</c>, <c>null</c>, <c>NaN</c> and <c>?</c>) are names like others, as NA is among codes of countries: by name or number, as
    /// <see cref="Kinds"/> are, and categorical. An empty field and the texts of <see cref="TableOptions.MissingTexts"/> stay missing. Rows that are read for a model need no word of it: what is a level of its column
    /// counts as that. Default none.
    /// </summary>
    public IReadOnlyList<string> MarkersAreNames { get; init; } = [];

    /// <summary>The most levels a column may have before the file is refused, 1 to <see cref="TableColumn.MaximumLevels"/>. Default 256.</summary>
    public int MaximumLevels { get; init; } = 256;

    /// <summary>A level that occurs fewer times than this is left out, so that rows that hold it hold an unseen level; 1 or more. Default 1: none is.</summary>
    public int MinimumLevelCount { get; init; } = 1;

    /// <summary>
    /// Whether levels are those of the rows with label 0 alone, for a model that trains on them alone: what only occurs among anomalies stays unseen. Default
    /// false.
    /// </summary>
    public bool NormalRowsOnly { get; init; }

    /// <summary>Checks every value against its range.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it and what is allowed.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Kinds);
        ArgumentNullException.ThrowIfNull(MarkersAreNames);
        if (MarkersAreNames.FirstOrDefault(name => Kinds.TryGetValue(name, out var kind) && kind != ColumnKind.Categorical) is { } other)
        {
            throw new ArgumentException($"ColumnInference.MarkersAreNames names the column '{CellText.Excerpt(other)}', which is declared {Kinds[other].ToString().ToLowerInvariant()} (ColumnInference.Kinds) and so holds no names; leave out one of them.");
        }

        Require.InRange(MaximumLevels, 1, TableColumn.MaximumLevels, "ColumnInference.MaximumLevels");
        Require.InRange(MinimumLevelCount, 1, int.MaxValue, "ColumnInference.MinimumLevelCount");
        foreach (var (name, kind) in Kinds)
        {
            Require.Defined(kind, $"ColumnInference.Kinds of '{CellText.Excerpt(name)}'");
        }
    }
}
