using System.Collections.Immutable;
using Vae.Core.Data.Texts;

namespace Vae.Core.Data;

/// <summary>
/// The columns of a table and where each one lies in an expanded row: the row of floats that a model sees, in which a categorical column
/// of K levels takes K features and any other column takes one. Immutable; safe to use from many threads at once.
/// </summary>
/// <remarks>Two schemas are equal where their columns are, in the same order.</remarks>
public sealed record TableSchema
{
    /// <summary>The most features of an expanded row: 1,048,576.</summary>
    public const int MaximumWidth = 1 << 20;

    private readonly int[] offsets;
    private ImmutableArray<string> featureNames;

    /// <summary>Describes a table.</summary>
    /// <param name="columns">Its columns in order; at least one, with names that all differ.</param>
    /// <exception cref="ArgumentException">
    /// There is no column, two have one name, or together they take more than <see cref="MaximumWidth"/> features.
    /// </exception>
    public TableSchema(params ImmutableArray<TableColumn> columns)
    {
        if (columns.IsDefaultOrEmpty)
        {
            throw new ArgumentException("A table has no columns; name at least one.");
        }

        Columns = columns;
        offsets = new int[columns.Length + 1];
        var names = new HashSet<string>(columns.Length, StringComparer.Ordinal);
        for (var i = 0; i < columns.Length; i++)
        {
            var column = columns[i] ?? throw new ArgumentException(Invariant($"Column {i + 1} of the table is null; describe it or leave it out."));
            if (!names.Add(column.Name))
            {
                throw new ArgumentException($"Two columns of the table are named '{CellText.Excerpt(column.Name)}'; give every column a name of its own.");
            }

            // A column is at most 65,536 wide, so that this cannot overflow before it is seen.
            offsets[i + 1] = offsets[i] + column.Width;
            if (offsets[i + 1] > MaximumWidth)
            {
                throw new ArgumentException(
                    Invariant($"The table's columns up to '{CellText.Excerpt(column.Name)}' take {offsets[i + 1]} features, one a level of a categorical column; ")
                    + $"at most {MaximumWidth} are possible. Leave columns out or fold rare levels.");
            }
        }
    }

    /// <summary>The columns in order; at least one.</summary>
    public ImmutableArray<TableColumn> Columns { get; }

    /// <summary>D: features of an expanded row.</summary>
    public int Width => offsets[^1];

    /// <summary>Whether every column is <see cref="ColumnKind.Numeric"/>, so that a row and its expanded row are the same.</summary>
    public bool IsNumeric => Columns.All(column => column.Kind == ColumnKind.Numeric);

    /// <summary>One name an expanded feature: the column's, and behind it <c>=level</c> where it is categorical, as in <c>protocol=tcp</c>.</summary>
    public ImmutableArray<string> FeatureNames
    {
        get
        {
            // Made when first asked for; two threads at most make the same names twice.
            if (featureNames.IsDefault)
            {
                ImmutableInterlocked.InterlockedInitialize(
                    ref featureNames,
                    [.. Columns.SelectMany(column => column.Kind == ColumnKind.Categorical
                        ? column.Levels.Select(level => $"{column.Name}={level}")
                        : [column.Name])]);
            }

            return featureNames;
        }
    }

    /// <summary>A table of numbers alone.</summary>
    /// <param name="names">One name a column; at least one, all different.</param>
    /// <exception cref="ArgumentException">As the constructors of the schema and of its columns.</exception>
    public static TableSchema Numeric(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new TableSchema([.. names.Select(TableColumn.Numeric)]);
    }

    /// <summary>These columns, in which the categorical ones have behind their own levels those that the column of that name has in another table besides, in its order.</summary>
    /// <param name="other">The other table; columns of other names are left out of it.</param>
    /// <exception cref="ArgumentException">A column has more levels together than a column can have, or the table more features.</exception>
    public TableSchema WithLevelsOf(TableSchema other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var found = other.Columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
        return new TableSchema([.. Columns.Select(column => column.Kind == ColumnKind.Categorical && found.TryGetValue(column.Name, out var same)
            ? TableColumn.Categorical(column.Name, [.. column.Levels.Union(same.Levels)])
            : column)]);
    }

    /// <summary>The first feature of a column in an expanded row; of the number of columns, the row's width.</summary>
    /// <param name="column">Index of the column, 0 to the number of columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public int Offset(int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(column, Columns.Length);
        return offsets[column];
    }

    /// <summary>The column that an expanded feature belongs to.</summary>
    /// <param name="feature">Index of the feature, 0 to <see cref="Width"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such feature.</exception>
    public int ColumnOf(int feature)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(feature);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(feature, Width);
        var found = Array.BinarySearch(offsets, feature);
        return found >= 0 ? found : ~found - 1; // no column is 0 wide, so that every offset is there once
    }

    /// <inheritdoc/>
    public bool Equals(TableSchema? other) => other is not null && Columns.AsSpan().SequenceEqual(other.Columns.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var column in Columns)
        {
            hash.Add(column);
        }

        return hash.ToHashCode();
    }
}
