using System.Runtime.InteropServices;

namespace Vae.Core.Data;

/// <summary>What every reader asks of the buffers that it is given.</summary>
internal static class RowBuffers
{
    public static void ThrowIfBelowOneRow(int length, int columnCount, string parameterName)
    {
        if (length < columnCount)
        {
            throw new ArgumentException(
                Invariant($"The buffer holds {length} values but one row has {columnCount}; pass a buffer of at least one row."),
                parameterName);
        }
    }

    public static void ThrowIfNoLabelFits(int length, string parameterName)
    {
        if (length == 0)
        {
            throw new ArgumentException("The buffer for labels is empty; pass one of at least one label.", parameterName);
        }
    }

    /// <summary>What is asked of rows in memory: a whole number of rows, as many names as columns and as many labels as rows.</summary>
    public static void ThrowIfNoTable(int values, int columnCount, IReadOnlyList<string>? columnNames, int? labels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        if (values % columnCount != 0)
        {
            throw new ArgumentException(
                Invariant($"{values} values are no whole number of rows of {columnCount} columns; pass rows * columns values."),
                nameof(values));
        }

        if (columnNames is not null && columnNames.Count != columnCount)
        {
            throw new ArgumentException(
                Invariant($"{columnNames.Count} names were given for {columnCount} columns; pass one name a column, or null."),
                nameof(columnNames));
        }

        if (labels is { } given && given != values / columnCount)
        {
            throw new ArgumentException(
                Invariant($"{given} labels were given for {values / columnCount} rows; pass one label a row, or null."),
                nameof(labels));
        }
    }

    /// <summary>Columns that are given to rows in memory.</summary>
    /// <exception cref="ArgumentException">They take another number of features.</exception>
    public static TableSchema? Fitting(TableSchema? columns, int columnCount) => columns is null || columns.Width == columnCount
        ? columns
        : throw new ArgumentException(Invariant($"The columns take {columns.Width} features but the rows have {columnCount}; give the columns that the rows were expanded by."));

    /// <summary>Weights that are given to rows in memory.</summary>
    /// <exception cref="ArgumentException">They are not as many as the rows.</exception>
    public static ReadOnlyMemory<float>? FittingWeights(ReadOnlyMemory<float>? weights, int rows) => weights is not { } given || given.Length == rows
        ? weights
        : throw new ArgumentException(Invariant($"{given.Length} weights were given for {rows} rows; pass one weight a row, or null."));

    /// <summary>Room for as many floats as there are doubles, in their own memory: its second half, so that they can be widened from the front.</summary>
    public static Span<float> FloatsIn(Span<double> rows) => MemoryMarshal.Cast<double, float>(rows)[rows.Length..];

    /// <summary>Widens the floats that <see cref="FloatsIn"/> made room for, in place.</summary>
    public static void Widen(Span<double> rows)
    {
        // A double that is written covers floats 2 i and 2 i + 1 of the memory, which are not beyond float n + i, the one it is made of.
        Span<float> floats = FloatsIn(rows);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = floats[i];
        }
    }

    public static InvalidOperationException NoLabels() =>
        new("This source has no labels; name its label column or label file when it is opened, or read its rows alone.");
}
