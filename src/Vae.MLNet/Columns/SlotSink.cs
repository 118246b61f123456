using Vae.Core.Data;

namespace Vae.MLNet.Columns;

/// <summary>Where the values of one input column go in an expanded row.</summary>
/// <remarks>
/// A text is missing where it is empty, whatever is in it otherwise: a data view has texts, not spellings of values. A missing one is NaN, as a missing number is; in a vector, and of keys, whose missing
/// value also stands for one that was never seen, only where values may be missing, and else an unseen level: no step of ML.NET's, of which saved pipelines are made, tells which of several are missing.
/// </remarks>
/// <param name="encoder">Encodes the table's columns.</param>
/// <param name="first">The table's column that the first slot is.</param>
/// <param name="isScalar">Whether there is one slot.</param>
/// <param name="mayBeMissing">Whether the model takes missing values for not observed.</param>
/// <param name="unseen">Told of texts that are no level; null where nobody asks.</param>
internal readonly struct SlotSink(TableEncoder encoder, int first, bool isScalar, bool mayBeMissing, UnseenLevels.Row? unseen)
{
    /// <summary>Whether the column's values are names of levels.</summary>
    public bool IsCategorical => encoder.Schema.Columns[first].Kind == ColumnKind.Categorical;

    public void Number(int slot, double value, Span<double> row) => row[encoder.Schema.Offset(first + slot)] = value;

    public void Text(int slot, ReadOnlySpan<char> value, Span<double> row)
    {
        encoder.EncodeText(first + slot, value, row);
        var block = Block(slot, row);
        if (block.ContainsAnyExcept(0.0))
        {
            return;
        }

        if (MissingText.Is(value))
        {
            block.Fill(isScalar || mayBeMissing ? double.NaN : 0);
        }
        else
        {
            unseen?.Add(first + slot, value);
        }
    }

    /// <summary>The missing value of a column that is no vector.</summary>
    public void Missing(Span<double> row) => Block(0, row).Fill(double.NaN);

    /// <summary>A key, counted from 1; 0 is a missing one.</summary>
    public void Key(int slot, ulong value, Span<double> row)
    {
        var levels = Block(slot, row);
        if (value == 0)
        {
            levels.Fill(mayBeMissing ? double.NaN : 0);
            return;
        }

        levels.Clear();
        if (value <= (ulong)levels.Length)
        {
            levels[(int)value - 1] = 1;
        }
    }

    private Span<double> Block(int slot, Span<double> row) => row[encoder.Schema.Offset(first + slot)..encoder.Schema.Offset(first + slot + 1)];
}
