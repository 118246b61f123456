using System.Globalization;
using System.Numerics;
using System.Text;
using Vae.Core.Data.Texts;

namespace Vae.Core.Data;

/// <summary>
/// Turns records of texts and numbers into the expanded rows that a model with <see cref="Options.VaeOptions.Columns"/> takes, and such rows back
/// into texts. Immutable; safe to use from many threads at once.
/// </summary>
/// <remarks>
/// Levels are compared in Unicode's normal form C and without blanks around them; where all levels of a column are numbers, as numbers, so that 80 and 80.0 are one. One that is not among the column's levels, and a missing value of a categorical
/// column, become zeros throughout ("unseen"). Numbers are written with a point whatever the machine's culture; an empty text, NaN, NA, N/A,
/// null or ? is a missing value, which is NaN in a column of numbers. A binary column takes 0, 1, true and false, a count 0 and above.
/// </remarks>
public sealed class TableEncoder
{
    private const int StackBytes = 512;

    private readonly LevelIndex?[] levels;

    /// <summary>Prepares to encode the rows of a table.</summary>
    /// <param name="schema">The columns of the table, as a model keeps them in <see cref="Models.VaeModel.Columns"/>.</param>
    /// <param name="marksMissing">
    /// Whether a missing value of a categorical column becomes NaN throughout, which says that it was not observed, rather than an unseen level.
    /// Default false.
    /// </param>
    public TableEncoder(TableSchema schema, bool marksMissing = false)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Schema = schema;
        MarksMissing = marksMissing;
        levels = [.. schema.Columns.Select(column => column.Kind == ColumnKind.Categorical ? new LevelIndex(column.Levels) : null)];
    }

    /// <summary>The columns of the table.</summary>
    public TableSchema Schema { get; }

    /// <summary>Whether a missing value of a categorical column becomes NaN rather than an unseen level.</summary>
    public bool MarksMissing { get; }

    /// <summary>Encodes a record.</summary>
    /// <param name="record">One text a column; null is a missing value.</param>
    /// <param name="row">Receives the <see cref="TableSchema.Width"/> features of the expanded row.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="VaeDataException">A text is not of its column's kind; the message names the column and the text.</exception>
    public void Encode(ReadOnlySpan<string?> record, Span<float> row)
    {
        if (record.Length != Schema.Columns.Length)
        {
            throw new ArgumentException(
                $"The record has {record.Length} texts but the table has {Schema.Columns.Length} columns; pass one text a column.", nameof(record));
        }

        for (var column = 0; column < record.Length; column++)
        {
            EncodeText(column, record[column], row);
        }
    }

    /// <summary>Encodes the value of one column, given as a text.</summary>
    /// <param name="column">Index of the column.</param>
    /// <param name="text">The value; empty is a missing one.</param>
    /// <param name="row">The expanded row, of which the column's features are written.</param>
    /// <exception cref="ArgumentException">The row has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="VaeDataException">The text is not of the column's kind; the message names the column and the text.</exception>
    public void EncodeText(int column, ReadOnlySpan<char> text, Span<float> row) => Encode(column, text, row);

    /// <summary>Encodes the value of one column, given as a text, into a row of 64-bit floats (<see cref="IRowSource.HasDoubles"/>).</summary>
    /// <inheritdoc cref="EncodeText(int, ReadOnlySpan{char}, Span{float})"/>
    public void EncodeText(int column, ReadOnlySpan<char> text, Span<double> row) => Encode(column, text, row);

    private void Encode<T>(int column, ReadOnlySpan<char> text, Span<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ThrowIfNotARow(row.Length);
        var length = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = length <= StackBytes ? stackalloc byte[StackBytes] : new byte[length];
        bytes = bytes[..Encoding.UTF8.GetBytes(text, bytes)];
        if (!TryEncode(column, bytes, row))
        {
            throw new VaeDataException($"Column '{CellText.Excerpt(Schema.Columns[column].Name)}': found '{CellText.Excerpt(bytes)}', {Wanted(column)}.");
        }
    }

    /// <summary>Encodes the value of one column of numbers.</summary>
    /// <param name="column">Index of the column, which is not categorical.</param>
    /// <param name="value">The value; NaN is a missing one.</param>
    /// <param name="row">The expanded row, of which the column's feature is written.</param>
    /// <exception cref="ArgumentException">The row has another length, or the column is categorical.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="VaeDataException">The value is not of the column's kind; the message names the column and the value.</exception>
    public void EncodeNumber(int column, float value, Span<float> row) => Encode(column, value, row);

    /// <summary>Encodes the value of one column of numbers into a row of 64-bit floats (<see cref="IRowSource.HasDoubles"/>).</summary>
    /// <inheritdoc cref="EncodeNumber(int, float, Span{float})"/>
    public void EncodeNumber(int column, double value, Span<double> row) => Encode(column, value, row);

    private void Encode<T>(int column, T value, Span<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ThrowIfNotARow(row.Length);
        var offset = Schema.Offset(column);
        var kind = Schema.Columns[column].Kind;
        if (kind == ColumnKind.Categorical)
        {
            throw new ArgumentException(
                $"Column '{CellText.Excerpt(Schema.Columns[column].Name)}' is categorical; pass the text of its level to {nameof(EncodeText)}.", nameof(column));
        }

        if (!Fits(kind, value))
        {
            throw new VaeDataException(
                $"Column '{CellText.Excerpt(Schema.Columns[column].Name)}': found {value.ToString(null, CultureInfo.InvariantCulture)}, {Wanted(column)}.");
        }

        row[offset] = value;
    }

    /// <summary>The level that a row holds in a categorical column, or holds most of where it is a model's reconstruction.</summary>
    /// <param name="column">Index of a categorical column.</param>
    /// <param name="row">An expanded row.</param>
    /// <returns>Index of the level with the highest value, the first of several; -1 where all are 0, an unseen level, or NaN, a missing one.</returns>
    /// <exception cref="ArgumentException">The row has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public int LevelOf(int column, ReadOnlySpan<float> row)
    {
        ThrowIfNotARow(row.Length);
        var offset = Schema.Offset(column);
        var block = row.Slice(offset, Schema.Offset(column + 1) - offset);
        var (best, most) = (-1, 0f);
        for (var level = 0; level < block.Length; level++)
        {
            if (block[level] > most)
            {
                (best, most) = (level, block[level]);
            }
        }

        return best;
    }

    /// <summary>The value of one column of an expanded row as a text.</summary>
    /// <param name="column">Index of the column.</param>
    /// <param name="row">An expanded row, of data or of a model's reconstruction.</param>
    /// <returns>
    /// The name of the likeliest level of a categorical column, 0 or 1 of a binary one, whichever is nearer, and otherwise the number in the shortest form that
    /// reads back as the same value; null where it is missing or the level unseen.
    /// </returns>
    /// <exception cref="ArgumentException">The row has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public string? Decode(int column, ReadOnlySpan<float> row)
    {
        ThrowIfNotARow(row.Length);
        var value = row[Schema.Offset(column)];
        return Schema.Columns[column].Kind switch
        {
            ColumnKind.Categorical => LevelOf(column, row) is >= 0 and var level ? Schema.Columns[column].Levels[level] : null,
            _ when float.IsNaN(value) => null,
            ColumnKind.Binary => value >= 0.5f ? "1" : "0",
            _ => value.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The values of an expanded row, one text a column, as <see cref="Decode(int, ReadOnlySpan{float})"/> gives them.</summary>
    /// <param name="row">An expanded row, of data or of a model's reconstruction.</param>
    /// <exception cref="ArgumentException">The row has another length.</exception>
    public string?[] Decode(ReadOnlySpan<float> row)
    {
        var record = new string?[Schema.Columns.Length];
        for (var column = 0; column < record.Length; column++)
        {
            record[column] = Decode(column, row);
        }

        return record;
    }

    /// <summary>Writes a column's features of a row; false where the text is not of the column's kind.</summary>
    internal bool TryEncode<T>(int column, ReadOnlySpan<byte> text, Span<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var offset = Schema.Offset(column);
        if (this.levels[column] is not { } levels)
        {
            var kind = Schema.Columns[column].Kind;
            return (CellText.TryRead(text, out row[offset]) || (kind == ColumnKind.Binary && CellText.TryReadTruth(text, out row[offset])))
                && Fits(kind, row[offset]);
        }

        var block = row.Slice(offset, levels.Count);
        block.Clear();
        if (levels.Find(text) is >= 0 and var level)
        {
            block[level] = T.One;
        }
        else if (MarksMissing && CellText.IsMissing(text))
        {
            block.Fill(T.NaN);
        }

        return true;
    }

    /// <summary>What would have been right in a column, as the middle of a sentence.</summary>
    internal string Wanted(int column) => Wanted(Schema.Columns[column].Kind);

    /// <summary>What would have been right in a column of a kind, as the middle of a sentence.</summary>
    internal static string Wanted(ColumnKind kind) => kind switch
    {
        ColumnKind.Binary => "0 or 1 was wanted (true and false will do)",
        ColumnKind.Count => "a count was wanted, 0 or above",
        _ => "a number was wanted (with a point, as in 1.5)",
    };

    private static bool Fits<T>(ColumnKind kind, T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => kind switch
    {
        ColumnKind.Binary => value == T.Zero || value == T.One || T.IsNaN(value),
        ColumnKind.Count => !(value < T.Zero),
        _ => true,
    };

    private void ThrowIfNotARow(int length)
    {
        if (length != Schema.Width)
        {
            throw new ArgumentException(
                Invariant($"{length} values were given for a row but an expanded row of this table has {Schema.Width}, one a level of each categorical column; pass one row."));
        }
    }
}
